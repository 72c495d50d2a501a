//! Why a request to Discord has no answer.

use domain::cause::Cause;

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing was sent: there is no connection.
    #[error("Discord cannot be reached: {0}")]
    Connect(#[source] Cause),
    /// Whether the request arrived is not known.
    #[error("no answer from Discord in time")]
    Timeout,
    /// Whether the request was carried out is not known.
    #[error("the connection to Discord broke: {0}")]
    Broken(#[source] Cause),
    /// We stop; nothing was sent.
    #[error("stopped before sending")]
    Stopped,
}

impl Failure {
    /// Whether certainly nothing reached Discord.
    #[must_use]
    pub const fn unsent(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Stopped)
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
