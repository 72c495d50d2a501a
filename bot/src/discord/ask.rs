//! Requests that the gateway and its commands make, under the same limiter and the same rest as the messages.

use super::answer::Answer;
use super::failure::Failure;
use super::limiter::Route;
use super::rest::{Permit, Rest};
use deviantart::http::Method;
use domain::cause::Cause;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, MessageId};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

impl Rest {
    /// Get Gateway Bot: where to connect, with how many shards, and how many sessions are left.
    ///
    /// # Errors
    /// No answer.
    pub async fn gateway(&self, stop: &CancellationToken) -> Result<Answer, Failure> {
        self.ask(Route { shape: "GET /gateway/bot", resource: 0 }, (Method::GET, "/gateway/bot"), None, stop).await
    }

    /// Get Guild Member.
    ///
    /// # Errors
    /// No answer.
    pub async fn member(&self, guild: GuildId, user: u64, stop: &CancellationToken) -> Result<Answer, Failure> {
        self.ask(
            Route { shape: "GET /guilds/{}/members/{}", resource: guild.0 },
            (Method::GET, &format!("/guilds/{guild}/members/{user}")),
            None,
            stop,
        )
        .await
    }

    /// Start Thread in Forum or Media Channel. The caller has the permit ([`post_route`]).
    ///
    /// # Errors
    /// No answer.
    pub async fn create_post(&self, permit: Permit, forum: ChannelId, body: &Value) -> Result<Answer, Failure> {
        self.request(permit, Method::POST, &format!("/channels/{forum}/threads"), Some(body)).await
    }

    /// Start Thread in Forum, for somebody who keeps no record of it. Comes from another runtime.
    ///
    /// # Errors
    /// No answer.
    pub async fn make_post(&self, forum: ChannelId, body: &Value, stop: &CancellationToken) -> Result<Answer, Failure> {
        let permit = self.permit(post_route(forum), stop).await?;
        let (rest, body, (_, _, home)) = (self.clone(), body.clone(), self.edge());
        let made = home.spawn(async move { rest.create_post(permit, forum, &body).await });
        AbortOnDropHandle::new(made).await.unwrap_or_else(|error| Err(Failure::Broken(Cause::of(error))))
    }

    /// List Active Guild Threads.
    ///
    /// # Errors
    /// No answer.
    pub async fn active_threads(&self, guild: GuildId, stop: &CancellationToken) -> Result<Answer, Failure> {
        let route = Route { shape: "GET /guilds/{}/threads/active", resource: guild.0 };
        self.ask(route, (Method::GET, &format!("/guilds/{guild}/threads/active")), None, stop).await
    }

    /// List Public Archived Threads: the 100 that were archived last, before this time.
    ///
    /// # Errors
    /// No answer.
    pub async fn archived_threads(
        &self,
        channel: ChannelId,
        before: Option<Timestamp>,
        stop: &CancellationToken,
    ) -> Result<Answer, Failure> {
        let route = Route { shape: "GET /channels/{}/threads/archived/public", resource: channel.0 };
        let before = before.map(|at| at.format("&before=%Y-%m-%dT%H:%M:%S%.6fZ").to_string()).unwrap_or_default();
        self.ask(route, (Method::GET, &format!("/channels/{channel}/threads/archived/public?limit=100{before}")), None, stop).await
    }

    /// Get Channel Message.
    ///
    /// # Errors
    /// No answer.
    pub async fn message(&self, channel: ChannelId, message: MessageId, stop: &CancellationToken) -> Result<Answer, Failure> {
        let route = Route { shape: "GET /channels/{}/messages/{}", resource: channel.0 };
        self.ask(route, (Method::GET, &format!("/channels/{channel}/messages/{message}")), None, stop).await
    }

    /// Edit Message. The caller has the permit ([`edit_route`]), so that it could ask once more whether it may before the request.
    ///
    /// # Errors
    /// No answer.
    pub async fn edit_message(&self, permit: Permit, channel: ChannelId, message: MessageId, body: &Value) -> Result<Answer, Failure> {
        self.request(permit, Method::PATCH, &format!("/channels/{channel}/messages/{message}"), Some(body)).await
    }

    /// Crosspost Message. The caller has the permit ([`crosspost_route`]).
    ///
    /// # Errors
    /// No answer.
    pub async fn crosspost(&self, permit: Permit, channel: ChannelId, message: MessageId) -> Result<Answer, Failure> {
        self.request(permit, Method::POST, &format!("/channels/{channel}/messages/{message}/crosspost"), None).await
    }

    /// Delete Message. The caller has the permit ([`delete_route`]).
    ///
    /// # Errors
    /// No answer.
    pub async fn delete_message(&self, permit: Permit, channel: ChannelId, message: MessageId) -> Result<Answer, Failure> {
        self.request(permit, Method::DELETE, &format!("/channels/{channel}/messages/{message}"), None).await
    }

    /// Get Global Application Commands, with their translations.
    ///
    /// # Errors
    /// No answer.
    pub async fn commands(&self, application: u64, stop: &CancellationToken) -> Result<Answer, Failure> {
        let path = format!("/applications/{application}/commands?with_localizations=true");
        self.ask(Route { shape: "GET /applications/{}/commands", resource: 0 }, (Method::GET, &path), None, stop).await
    }

    /// Bulk Overwrite Global Application Commands.
    ///
    /// # Errors
    /// No answer.
    pub async fn set_commands(&self, application: u64, commands: &Value, stop: &CancellationToken) -> Result<Answer, Failure> {
        let path = format!("/applications/{application}/commands");
        self.ask(Route { shape: "PUT /applications/{}/commands", resource: 0 }, (Method::PUT, &path), Some(commands), stop).await
    }
}

/// The route of Start Thread in Forum or Media Channel.
#[must_use]
pub fn post_route(forum: ChannelId) -> Route {
    Route { shape: "POST /channels/{}/threads", resource: forum.0 }
}

/// The route of Crosspost Message.
#[must_use]
pub fn crosspost_route(channel: ChannelId) -> Route {
    Route { shape: "POST /channels/{}/messages/{}/crosspost", resource: channel.0 }
}

/// The route of Edit Message.
#[must_use]
pub fn edit_route(channel: ChannelId) -> Route {
    Route { shape: "PATCH /channels/{}/messages/{}", resource: channel.0 }
}

/// The route of Delete Message.
#[must_use]
pub fn delete_route(channel: ChannelId) -> Route {
    Route { shape: "DELETE /channels/{}/messages/{}", resource: channel.0 }
}
