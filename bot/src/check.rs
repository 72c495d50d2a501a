//! What an administrator's commands ask Discord: whether it takes the token, and whose a channel is.

use crate::discord::classify::{self, Meaning};
use crate::discord::failure::Failure;
use crate::discord::limiter::Limiter;
use crate::discord::rest::{Rest, RestError};
use domain::id::{ChannelId, GuildId};
use secrecy::SecretString;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What is wrong with the token or the way to Discord.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error(transparent)]
    Rest(#[from] RestError),
    #[error(transparent)]
    Unreachable(#[from] Failure),
    #[error("Discord does not accept discord.token; make a new one on the application's Bot page and set it")]
    Token,
    #[error("Discord's edge refuses this address (status {0}); wait, and look for another program that asks Discord from here")]
    Address(u16),
    #[error("Discord answered with status {0}; try again later")]
    Answer(u16),
}

/// Asks Discord who the bot is; the answer in words.
///
/// # Errors
/// See [`CheckError`].
pub async fn check(token: SecretString, api_url: &url::Url) -> Result<String, CheckError> {
    let rest = Rest::new(api_url, &token, Limiter::new(1.0, Duration::from_secs(60)), Duration::from_secs(15))?;
    let answer = rest.me(&CancellationToken::new()).await?;
    match (classify::meaning(&answer), answer.status) {
        (Meaning::Done, _) => {
            let name = answer.body.as_ref().and_then(|body| body["username"].as_str()).unwrap_or("(no name)");
            Ok(format!("{} knows the bot as {name}", api_url.host_str().unwrap_or("Discord")))
        }
        (Meaning::Token, _) => Err(CheckError::Token),
        (Meaning::Edge, status) => Err(CheckError::Address(status)),
        (_, status) => Err(CheckError::Answer(status)),
    }
}

/// Whose a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Server(GuildId),
    /// It does not exist, or belongs to no server.
    Nobodys,
    /// The bot may not see it.
    Hidden,
}

/// Asks Discord which server a channel belongs to: for rows that come from elsewhere.
pub struct Places(Rest);

impl Places {
    /// # Errors
    /// A token that cannot be a header, or no TLS.
    pub fn new(token: SecretString, api_url: &url::Url) -> Result<Self, CheckError> {
        Ok(Self(Rest::new(api_url, &token, Limiter::new(5.0, Duration::from_secs(60)), Duration::from_secs(15))?))
    }

    /// Whether the bot is in this server.
    ///
    /// # Errors
    /// As [`server_of`](Self::server_of).
    pub async fn is_in(&self, server: GuildId) -> Result<bool, CheckError> {
        let answer = self.0.guild(server, &CancellationToken::new()).await?;
        match (classify::meaning(&answer), answer.status) {
            (Meaning::Done, _) => Ok(true),
            (Meaning::Gone | Meaning::Forbidden, _) => Ok(false),
            (Meaning::Token, _) => Err(CheckError::Token),
            (Meaning::Edge, status) => Err(CheckError::Address(status)),
            (_, status) => Err(CheckError::Answer(status)),
        }
    }

    /// # Errors
    /// When Discord does not say. [`CheckError::Token`] stays; everything else may pass.
    pub async fn server_of(&self, channel: ChannelId) -> Result<Whose, CheckError> {
        let answer = self.0.channel(channel, &CancellationToken::new()).await?;
        match (classify::meaning(&answer), answer.status) {
            (Meaning::Done, _) => Ok(answer.id("guild_id").map_or(Whose::Nobodys, |guild| Whose::Server(GuildId(guild)))),
            (Meaning::Gone, _) => Ok(Whose::Nobodys),
            (Meaning::Forbidden, _) => Ok(Whose::Hidden),
            (Meaning::Token, _) => Err(CheckError::Token),
            (Meaning::Edge, status) => Err(CheckError::Address(status)),
            (_, status) => Err(CheckError::Answer(status)),
        }
    }
}
