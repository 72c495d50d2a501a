//! A client that behaves, for tests of the simulated DeviantArt.
#![expect(clippy::unwrap_used, reason = "tests")]

use reqwest::{RequestBuilder, Response};
use sandbox::deviantart::{Options, Server, World};
use serde_json::Value;
use std::time::Duration;

pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    pub token: String,
}

impl Client {
    pub fn http() -> reqwest::Client {
        let redirect = reqwest::redirect::Policy::none();
        reqwest::Client::builder().user_agent("sandbox-tests/1").redirect(redirect).build().unwrap()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}/api/v1/oauth2/{path}", self.base)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path)).bearer_auth(&self.token)
    }

    /// The status and the JSON of a GET.
    pub async fn ask(&self, path: &str) -> (u16, Value) {
        read(self.get(path).send().await.unwrap()).await
    }

    /// The JSON of a GET that must succeed.
    pub async fn ok(&self, path: &str) -> Value {
        let (status, body) = self.ask(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn grant(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        read(self.http.post(format!("{}/oauth2/token", self.base)).form(fields).send().await.unwrap()).await
    }
}

pub async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

pub const CLIENT: [(&str, &str); 3] = [("grant_type", "client_credentials"), ("client_id", "sandbox"), ("client_secret", "sandbox-secret")];

pub async fn start_with(options: Options) -> (Server, World, Client) {
    let server = Server::start(options).await.unwrap();
    let world = server.world();
    let mut client = Client { http: Client::http(), base: server.url(), token: String::new() };
    let (status, body) = client.grant(&CLIENT).await;
    assert_eq!(status, 200, "{body}");
    client.token = body["access_token"].as_str().unwrap().to_owned();
    world.clear_requests();
    (server, world, client)
}

pub async fn start() -> (Server, World, Client) {
    start_with(Options::default()).await
}

/// The titles of a page, in its order.
pub fn titles(page: &Value) -> Vec<String> {
    page["results"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}
