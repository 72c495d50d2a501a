//! What can go wrong with a request, by what the caller has to do about it, and the one table that says what an answer means.
//!
//! An answer is judged by its status, by what its body is (nothing, a page, JSON), by the body's codes, and by what the endpoint is asked
//! about. Its English text counts only outside of what it quotes: `User "Dragon-Deviations" not found.` is about a user.
//! What one answer says of the site, a credential or this address is a claim: [`super::weigh`] asks a second witness before it counts.

use super::lossy;
use crate::http::{BodyError, StatusCode};
use domain::cause::{self, Cause};
use serde_json::Value;
use std::time::Duration;

/// See each variant's text: it says what happened and what to do.
#[derive(Clone, Debug, thiserror::Error)]
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
    #[error(
        "DeviantArt does not accept the client id and secret; check deviantart.client_id and deviantart.client_secret, and that the \
         application is Confidential, not Public, in its settings at DeviantArt"
    )]
    InvalidClient,
    #[error("DeviantArt gives no access token at present ({0}); it is asked again by itself")]
    NoToken(String),
    #[error("the DeviantArt account cannot be used ({0}); run `deviantcord setup deviantart-account`")]
    AccountLost(String),
    #[error("DeviantArt does not accept the access token: {0}")]
    Unauthorized(String),
    #[error("DeviantArt does not let this application make this request: {0}")]
    Forbidden(String),
    #[error("DeviantArt asks for fewer requests (429)")]
    Throttled,
    #[error("DeviantArt asked for fewer requests (429); none is made for {0:?}")]
    Paused(Duration),
    #[error("look-ups at DeviantArt wait for their turn; there is one in {0:?}")]
    Busy(Duration),
    #[error("DeviantArt's edge refuses this address; requests rest for {0:?}")]
    EdgeRefused(Duration),
    #[error("DeviantArt's edge refuses this request to {0} and lets others through")]
    Blocked(&'static str),
    #[error("the endpoint {endpoint} or its version is gone from DeviantArt (404): {why}")]
    EndpointGone { endpoint: &'static str, why: String },
    #[error("DeviantArt has a problem (HTTP {status}): {message}")]
    Server { status: u16, message: String },
    #[error("DeviantArt did not answer in time")]
    Timeout,
    #[error("DeviantArt cannot be reached: {0}")]
    Transport(#[source] Cause),
    #[error("the answer is larger than allowed ({0} bytes)")]
    TooLarge(u64),
    #[error("the answer to {endpoint} cannot be read: {message}")]
    Decode { endpoint: &'static str, message: String },
}

impl Error {
    /// The transport's error without its URL, which the log does not need.
    pub(super) fn transport(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        let error = error.without_url();
        let below: Vec<_> = cause::layers(&error).skip(1).map(ToString::to_string).collect();
        let words = if below.is_empty() { "the connection failed".to_owned() } else { below.join(": ") };
        Self::Transport(Cause::told(words, error))
    }
}

impl From<BodyError> for Error {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge(bytes) => Self::TooLarge(bytes),
            BodyError::Encoding(message) => Self::Transport(message.into()),
            BodyError::Http(error) => Self::transport(error),
        }
    }
}

/// An answer as it came in.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    pub status: StatusCode,
    /// It carries `x-amzn-waf-action`: the edge wants a browser to prove itself (AWS WAF's challenge: 202 and nothing, or 405 and a page).
    pub challenge: bool,
    pub body: &'a [u8],
}

/// What was asked, as far as the meaning of a refusal depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The documented name, without the parameters.
    pub endpoint: &'static str,
    pub about: About<'a>,
}

/// Who or what an endpoint is asked about: only that can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About<'a> {
    /// A user, by name.
    User(&'a str),
    /// A deviation, by id.
    Deviation,
    /// An access token.
    Token,
    /// Nothing that could be missing.
    Nothing,
}

/// What a body is when it is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Empty,
    Page,
    Nonsense,
}

impl Body {
    fn of(bytes: &[u8]) -> Self {
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => Self::Empty,
            Some(b'<') => Self::Page,
            Some(_) => Self::Nonsense,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Empty => "the answer is empty",
            Self::Page => "the answer is a page",
            Self::Nonsense => "the answer is not JSON",
        }
    }
}

impl Error {
    /// Whether the same request may succeed later without anybody's help.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::Paused(_)
                | Self::Busy(_)
                | Self::EdgeRefused(_)
                | Self::Blocked(_)
                | Self::NoToken(_)
                | Self::Server { .. }
                | Self::Timeout
                | Self::Transport(_)
                | Self::Decode { .. }
                | Self::TooLarge(_)
        )
    }

    /// What an answer says; `rest` is how long requests rest after an edge refusal.
    ///
    /// # Errors
    /// Every answer but a success. A body may say `"status":"error"` under HTTP 200 too (docs/deviantart-api.md, section 1).
    pub fn check(answer: Answer<'_>, asked: Asked<'_>, rest: Duration) -> Result<Value, Self> {
        if answer.challenge {
            return Err(Self::EdgeRefused(rest));
        }
        let value = match lossy::value(answer.body, asked.endpoint) {
            Ok(value) => value,
            Err(error) => return Err(Self::from_other(answer.status, Body::of(answer.body), &error, asked, rest)),
        };
        let failed = !answer.status.is_success() || value.get("status").and_then(Value::as_str) == Some("error");
        if failed { Err(Self::from_json(answer.status, &value, asked)) } else { Ok(value) }
    }

    /// The table of answers without JSON.
    fn from_other(status: StatusCode, body: Body, error: &serde_json::Error, asked: Asked<'_>, rest: Duration) -> Self {
        let token = asked.about == About::Token;
        let endpoint = asked.endpoint;
        match (status.as_u16(), body) {
            (202 | 403, _) => Self::EdgeRefused(rest),
            (429, _) => Self::Throttled,
            // Wrong credentials may lead to a page, by a redirect or at once; redirects are not followed.
            (300..=399, _) | (200 | 401, Body::Page) if token => Self::InvalidClient,
            (200..=499, _) if token => Self::NoToken(format!("HTTP {}, {}", status.as_u16(), body.words())),
            (404, _) => Self::EndpointGone { endpoint, why: body.words().to_owned() },
            (401, _) => Self::Unauthorized(body.words().to_owned()),
            (200..=299, Body::Empty | Body::Page) => Self::Decode { endpoint, message: body.words().to_owned() },
            (200..=299, Body::Nonsense) => Self::Decode { endpoint, message: error.to_string() },
            (status, _) => Self::Server { status, message: body.words().to_owned() },
        }
    }

    /// The table of error bodies. Their `error` is the part to program against; `error_code` means something else at every endpoint
    /// (docs/deviantart-api.md, section 3).
    fn from_json(status: StatusCode, body: &Value, asked: Asked<'_>) -> Self {
        let name = body.get("error").and_then(Value::as_str).unwrap_or_default();
        let message = describe(body);
        let endpoint = asked.endpoint;
        match name {
            "user_api_threshold" | "application_api_threshold" => return Self::Throttled,
            "server_error" => return Self::Server { status: status.as_u16(), message },
            _ => {}
        }
        if asked.about == About::Token && status.as_u16() != 429 && status.as_u16() < 500 {
            return Self::no_token(status, name, body, message);
        }
        match name {
            "invalid_token" | "invalid_client" => return Self::Unauthorized(message),
            "insufficient_scope" | "unauthorized_client" | "unverified_account" => return Self::Forbidden(message),
            "version_error" => return Self::EndpointGone { endpoint, why: message },
            _ => {}
        }
        match status.as_u16() {
            401 => Self::Unauthorized(message),
            403 => Self::Forbidden(message),
            429 => Self::Throttled,
            500.. => Self::Server { status: status.as_u16(), message },
            _ => Self::refused(status, body, message, asked),
        }
    }

    /// Why the token endpoint gives none. Only a body that names the client is about the credentials, and only one that names the refresh
    /// token (or the code of an authorization) is about the account: 400 `invalid_request` "The refresh_token is invalid." (WIX-58). For a while
    /// in 2024 the endpoint answered 400 "Unknown grant_type" to everybody (WIX-253).
    fn no_token(status: StatusCode, name: &str, body: &Value, message: String) -> Self {
        let said = Said::of(body, None);
        let has = |words: &[&str]| said.has(words);
        match name {
            "invalid_client" | "unauthorized_client" => Self::InvalidClient,
            "invalid_grant" => Self::AccountLost(message),
            "invalid_request" if has(&["refresh_token", "refresh token", "authorization code"]) => Self::AccountLost(message),
            "invalid_request" if has(&["client_id", "client_secret"]) => Self::InvalidClient,
            _ if status == StatusCode::UNAUTHORIZED => Self::InvalidClient,
            _ => Self::NoToken(message),
        }
    }

    fn refused(status: StatusCode, body: &Value, message: String, asked: Asked<'_>) -> Self {
        let code = body.get("error_code").and_then(Value::as_i64);
        let details = body.get("error_details").is_some_and(|details| !details.is_null());
        let verdict = match asked.about {
            // What was sent is to blame, and not the user it is about.
            _ if details => None,
            About::User(user) => of_user(&Said::of(body, Some(user)), code, user),
            About::Deviation => of_deviation(&Said::of(body, None), code),
            About::Token | About::Nothing => None,
        };
        match verdict {
            Some(error) => error,
            None if status == StatusCode::NOT_FOUND => Self::EndpointGone { endpoint: asked.endpoint, why: message },
            None => Self::Rejected(message),
        }
    }
}

/// What the endpoints that are asked about a user say of one: code 0 with `User not found.` or `User "x" not found.`, code 1 with `Account is
/// inactive.`; other texts come without a known code (docs/deviantart-api.md, section 3).
fn of_user(said: &Said, code: Option<i64>, user: &str) -> Option<Error> {
    let user = user.to_owned();
    let not_found = said.has(&["not found", "does not exist"]);
    if said.has(&["user"]) && not_found {
        Some(Error::UserNotFound(user))
    } else if said.has(&["inactive", "deactivated", "account is deleted", "account deleted"]) {
        Some(Error::AccountInactive(user))
    } else if said.has(&["blocked access", "disabled", "banned", "suspended"]) {
        Some(Error::ProfileBlocked(user))
    } else if not_found || said.has(&["add", "deviation"]) {
        // Something else is missing, a folder for one; it is about a post ("Deviation is not in favourites." has code 1 too); and adding a friend
        // has its own meaning for each code.
        None
    } else {
        match code {
            Some(0) => Some(Error::UserNotFound(user)),
            Some(1) => Some(Error::AccountInactive(user)),
            _ => None,
        }
    }
}

fn of_deviation(said: &Said, code: Option<i64>) -> Option<Error> {
    let gone = said.has(&["not found", "does not exist", "deleted", "no longer"]);
    (said.has(&["deviation"]) && gone || code == Some(0) && !said.has(&["endpoint"])).then_some(Error::DeviationNotFound)
}

/// A description in lower case, without anything that it quotes and without the name that was asked about.
struct Said(String);

impl Said {
    fn of(body: &Value, name: Option<&str>) -> Self {
        let text = body.get("error_description").and_then(Value::as_str).unwrap_or_default();
        let text: String = text.chars().take(LONGEST).collect::<String>().to_lowercase();
        let mut said = String::with_capacity(text.len());
        let (mut closing, mut quotes) = (None, false);
        for character in text.chars() {
            match (closing, character) {
                (Some(end), character) if character == end => closing = None,
                (Some(_), _) => quotes = true,
                (None, '"') => closing = Some('"'),
                (None, '\u{201c}') => closing = Some('\u{201d}'),
                (None, '\u{ab}') => closing = Some('\u{bb}'),
                (None, '`') => closing = Some('`'),
                (None, character) => said.push(character),
            }
        }
        let mut words: Vec<&str> = said.split_whitespace().collect();
        // Should a text name somebody without quotes.
        if let Some(name) = name.filter(|name| !quotes && !["user", "not", "found"].contains(&name.to_lowercase().as_str())) {
            words.retain(|word| !word.trim_matches(|c: char| !is_of_name(c)).eq_ignore_ascii_case(name));
        }
        Self(words.join(" "))
    }

    /// Whether it says one of these.
    fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.0.contains(word))
    }
}

/// Characters of a description that are read.
const LONGEST: usize = 1000;

const fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_')
}

/// The description with the details of a validation error; bounded, one line.
fn describe(body: &Value) -> String {
    let text = body.get("error_description").or_else(|| body.get("error")).and_then(Value::as_str).unwrap_or("no description");
    let mut message: String = text.chars().take(LONGEST).collect();
    if let Some(details) = body.get("error_details").and_then(Value::as_object) {
        for (field, why) in details.iter().take(5) {
            message.push_str(&format!("; {field}: {}", why.as_str().unwrap_or("invalid")));
        }
    }
    message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

#[cfg(test)]
mod tests;
