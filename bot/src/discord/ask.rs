//! Requests that the gateway and its commands make, under the same limiter and the same rest as the messages.

use super::answer::Answer;
use super::failure::Failure;
use super::limiter::Route;
use super::rest::{Permit, Rest};
use deviantart::http::Method;
use domain::id::{ChannelId, GuildId, MessageId};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

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

    /// Edit Message. The caller has the permit ([`edit_route`]), so that it could ask once more whether it may before the request.
    ///
    /// # Errors
    /// No answer.
    pub async fn edit_message(&self, permit: Permit, channel: ChannelId, message: MessageId, body: &Value) -> Result<Answer, Failure> {
        self.request(permit, Method::PATCH, &format!("/channels/{channel}/messages/{message}"), Some(body)).await
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
