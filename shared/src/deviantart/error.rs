//! What can go wrong with a request, by what the caller has to do about it.

use crate::http::StatusCode;
use serde_json::Value;
use std::time::Duration;

/// See each variant's text: it says what happened and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("DeviantArt does not know the user {0:?}")]
    UserNotFound(String),
    #[error("the DeviantArt account {0:?} is deactivated")]
    AccountInactive(String),
    #[error("DeviantArt blocks access to the profile {0:?}")]
    ProfileBlocked(String),
    #[error("DeviantArt refused the request: {0}")]
    Rejected(String),
    #[error("DeviantArt does not know this deviation")]
    DeviationNotFound,
    #[error("DeviantArt does not accept the client id and secret; check deviantart.client_id and deviantart.client_secret")]
    InvalidClient,
    #[error("the DeviantArt account cannot be used ({0}); run `deviantcord setup deviantart-account`")]
    AccountLost(String),
    #[error("DeviantArt does not accept the access token: {0}")]
    Unauthorized(String),
    #[error("the application lacks a scope or permission for this request: {0}")]
    Forbidden(String),
    #[error("DeviantArt asks for fewer requests (429)")]
    Throttled,
    #[error("DeviantArt's edge refuses this address (403); requests rest for {0:?}")]
    EdgeRefused(Duration),
    #[error("this endpoint or API version is gone from DeviantArt (404): {0}")]
    EndpointGone(String),
    #[error("DeviantArt has a problem (HTTP {status}): {message}")]
    Server { status: u16, message: String },
    #[error("DeviantArt did not answer in time")]
    Timeout,
    #[error("DeviantArt cannot be reached: {0}")]
    Transport(String),
    #[error("the answer is larger than allowed ({0} bytes)")]
    TooLarge(u64),
    #[error("the answer to {endpoint} cannot be read: {message}")]
    Decode { endpoint: &'static str, message: String },
}

impl Error {
    /// Whether the same request may succeed later without anybody's help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::EdgeRefused(_)
                | Self::Server { .. }
                | Self::Timeout
                | Self::Transport(_)
                | Self::Decode { .. }
                | Self::TooLarge(_)
        )
    }

    /// What an answer with this status and body says. `subject` is the user that the request was about, if any; `rest` is how long
    /// requests rest after an edge refusal.
    ///
    /// # Errors
    /// Every answer but a success. A body may say `"status":"error"` under HTTP 200 too (facts, section 1).
    pub fn check(status: StatusCode, body: &[u8], endpoint: &'static str, subject: Option<&str>, rest: Duration) -> Result<Value, Self> {
        let value: Value = match serde_json::from_slice(body) {
            Ok(value) => value,
            Err(error) => return Err(Self::from_other(status, &error, endpoint, rest)),
        };
        let failed = !status.is_success() || value.get("status").and_then(Value::as_str) == Some("error");
        if failed { Err(Self::from_json(status, &value, subject)) } else { Ok(value) }
    }

    /// A body that is not JSON: the edge's HTML, or nonsense.
    fn from_other(status: StatusCode, error: &serde_json::Error, endpoint: &'static str, rest: Duration) -> Self {
        match status.as_u16() {
            403 => Self::EdgeRefused(rest),
            404 => Self::EndpointGone(format!("{endpoint}: the answer is not JSON")),
            429 => Self::Throttled,
            401 => Self::Unauthorized("the answer is not JSON".to_owned()),
            200..=299 => Self::Decode { endpoint, message: error.to_string() },
            status => Self::Server { status, message: "the answer is not JSON".to_owned() },
        }
    }

    /// An error body. Its `error` is the part to program against, but codes are few, so the text has to be looked at as well;
    /// `error_code` means something else at every endpoint and is not used (facts, section 3).
    fn from_json(status: StatusCode, body: &Value, subject: Option<&str>) -> Self {
        let name = body.get("error").and_then(Value::as_str).unwrap_or_default();
        let message = describe(body);
        match name {
            "user_api_threshold" | "application_api_threshold" => return Self::Throttled,
            "invalid_client" => return Self::InvalidClient,
            "invalid_token" => return Self::Unauthorized(message),
            "insufficient_scope" | "unauthorized_client" | "unverified_account" => return Self::Forbidden(message),
            "version_error" => return Self::EndpointGone(message),
            "server_error" => return Self::Server { status: status.as_u16(), message },
            _ => {}
        }
        match status.as_u16() {
            401 => Self::Unauthorized(message),
            403 => Self::Forbidden(message),
            429 => Self::Throttled,
            500.. => Self::Server { status: status.as_u16(), message },
            _ => Self::refused(status, &message, subject),
        }
    }

    fn refused(status: StatusCode, message: &str, subject: Option<&str>) -> Self {
        let text = message.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if text.contains("deviation") && says(&["not found", "does not exist", "deleted", "no longer"]) {
            return Self::DeviationNotFound;
        }
        if let Some(user) = subject {
            let user = user.to_owned();
            // Both `User not found.` and `User "x" not found.` are seen.
            if text.contains("user") && text.contains("not found") {
                return Self::UserNotFound(user);
            }
            if says(&["inactive", "deactivated", "account is deleted", "account deleted"]) {
                return Self::AccountInactive(user);
            }
            if says(&["blocked access", "disabled", "banned", "suspended"]) {
                return Self::ProfileBlocked(user);
            }
        }
        if status == StatusCode::NOT_FOUND {
            return Self::EndpointGone(message.to_owned());
        }
        Self::Rejected(message.to_owned())
    }
}

/// The description with the details of a validation error; bounded, one line.
fn describe(body: &Value) -> String {
    let text = body.get("error_description").or_else(|| body.get("error")).and_then(Value::as_str).unwrap_or("no description");
    let mut message = text.to_owned();
    if let Some(details) = body.get("error_details").and_then(Value::as_object) {
        for (field, why) in details.iter().take(5) {
            message.push_str(&format!("; {field}: {}", why.as_str().unwrap_or("invalid")));
        }
    }
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

#[cfg(test)]
mod tests;
