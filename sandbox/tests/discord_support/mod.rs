//! A bare REST client and a small bot, shared by the tests of the simulated Discord.
#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its own part")]

use reqwest::{Client, Method};
use sandbox::discord::{ChannelKind, GuildId, Options, Server, World};
use serde_json::{Value, json};

/// A simulated Discord with one guild and one text channel, and a client without retries.
pub struct Desk {
    pub server: Server,
    pub world: World,
    pub guild: GuildId,
    pub channel: u64,
    pub http: Client,
}

/// One answer: status, headers, body (null when it was no JSON).
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Answer {
    pub fn code(&self) -> u64 {
        self.body["code"].as_u64().unwrap_or(0)
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn desk(options: Options) -> Desk {
    let server = Server::start(options).await.unwrap();
    let world = server.world();
    let guild = world.add_guild("Painters");
    let channel = world.add_channel(guild, "art", ChannelKind::Text);
    let http = Client::builder().no_proxy().build().unwrap();
    Desk { server, world, guild, channel, http }
}

impl Desk {
    pub async fn try_call(&self, method: Method, path: &str, body: Option<Value>) -> reqwest::Result<Answer> {
        let mut request = self.http.request(method, format!("{}/api/v10{path}", self.server.url()));
        request = request.header("authorization", format!("Bot {}", self.server.token()));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        Ok(Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null), text })
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.try_call(method, path, body).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// Sends a text to a channel.
    pub async fn say(&self, channel: u64, content: &str) -> Answer {
        self.post(&format!("/channels/{channel}/messages"), json!({ "content": content })).await
    }
}
