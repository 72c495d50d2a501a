//! Why the gateway cannot go on.

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
    #[error("Discord lets this bot begin hardly any gateway session in the next {} min; none is begun, because Discord resets the token of a bot that begins too many", .0.as_secs().div_ceil(60))]
    Budget(Duration),
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
