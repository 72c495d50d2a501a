//! Why the gateway cannot go on.

use crate::discord::classify::{self, Meaning};
use std::time::Duration;

/// Why the gateway cannot go on. No variant repeats an address or the token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Discord does not accept the bot token; check discord.token (a new one can be made on the application's Bot page)")]
    InvalidToken,
    #[error("Discord refuses the gateway intents of this application; only GUILDS is asked for")]
    Intents,
    #[error("Discord's gateway cannot be used: {0}")]
    Gateway(String),
    #[error("the connection to Discord's gateway has been dead for {0:?}; a restart makes a fresh one")]
    Dead(Duration),
    #[error("the connection to Discord's gateway ended without being asked to")]
    Ended,
}

impl Error {
    pub(crate) fn from_serenity(error: serenity::Error) -> Self {
        use serenity::gateway::GatewayError;
        if classify::of_serenity(&error) == Some(Meaning::Token) {
            return Self::InvalidToken;
        }
        match error {
            serenity::Error::Gateway(GatewayError::InvalidAuthentication | GatewayError::NoAuthentication) => Self::InvalidToken,
            serenity::Error::Gateway(GatewayError::InvalidGatewayIntents | GatewayError::DisallowedGatewayIntents) => Self::Intents,
            other => Self::Gateway(describe(&other)),
        }
    }
}

/// An error of serenity in words for a log: never its address, because an interaction's address contains its token.
pub(crate) fn describe(error: &serenity::Error) -> String {
    match error {
        serenity::Error::Http(serenity::all::HttpError::UnsuccessfulRequest(answer)) => {
            format!("HTTP {}: code {} {}", answer.status_code.as_u16(), answer.error.code, answer.error.message)
        }
        serenity::Error::Http(serenity::all::HttpError::Request(error)) => {
            let what = if error.is_timeout() {
                "no answer in time"
            } else if error.is_connect() {
                "cannot connect"
            } else {
                "request failed"
            };
            what.to_owned()
        }
        serenity::Error::Http(_) => "HTTP error".to_owned(),
        serenity::Error::Json(error) => format!("unreadable answer ({:?})", error.classify()),
        serenity::Error::Model(error) => error.to_string(),
        serenity::Error::Gateway(error) => error.to_string(),
        serenity::Error::Tungstenite(_) => "websocket failed".to_owned(),
        _ => "unexpected failure".to_owned(),
    }
}
