//! The access token: asked for with the client's credentials, kept for its life, renewed by one caller at a time.
//!
//! A token lives 3600 s; there is no refresh token in this grant (facts, section 2). Wrong credentials are answered with an error
//! body, with a redirect to an HTML page or with HTML, so redirects are not followed and HTML counts as wrong credentials.

use super::Error;
use super::budget::Lane;
use super::send::Core;
use crate::clock::Timestamp;
use crate::http::{self, StatusCode};
use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// A token is renewed this long before its end, or after three quarters of a shorter life.
const EARLY: TimeDelta = TimeDelta::minutes(5);
/// After a refusal the credentials are not tried again for this long; they will not become right by trying.
const REFUSED: TimeDelta = TimeDelta::seconds(30);

/// A token as the callers hold it; the generation tells whether somebody renewed it meanwhile.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) value: SecretString,
    pub(super) generation: u64,
    from: Timestamp,
    renew_at: Timestamp,
}

/// What is known of the token, behind the lock that makes renewal single.
#[derive(Default)]
pub(super) struct Tokens {
    current: Option<Token>,
    generation: u64,
    refused_at: Option<Timestamp>,
}

impl Core {
    /// A token that is good for now. `stale` is the generation of one that DeviantArt refused.
    pub(super) async fn token(&self, lane: Lane, stale: Option<u64>) -> Result<Token, Error> {
        // Held over the request: whoever waits here finds the new token when its turn comes.
        let mut tokens = self.tokens.lock().await;
        let now = self.clock.now();
        if let Some(token) = &tokens.current
            && stale != Some(token.generation)
            && (token.from..token.renew_at).contains(&now)
        {
            return Ok(token.clone());
        }
        if tokens.refused_at.is_some_and(|at| (at..at + REFUSED).contains(&now)) {
            return Err(Error::InvalidClient);
        }
        self.go(lane).await?;
        match self.request_token().await {
            Ok((value, life)) => {
                let from = self.clock.now();
                tokens.generation += 1;
                tokens.refused_at = None;
                let token = Token { value, generation: tokens.generation, from, renew_at: from + (life - EARLY).max(life * 3 / 4) };
                tokens.current = Some(token.clone());
                tracing::debug!(token.life_s = life.num_seconds(), "got a DeviantArt access token");
                Ok(token)
            }
            Err(error) => {
                if matches!(error, Error::InvalidClient) {
                    tokens.current = None;
                    tokens.refused_at = Some(now);
                }
                Err(error)
            }
        }
    }

    async fn request_token(&self) -> Result<(SecretString, TimeDelta), Error> {
        let mut url = self.options.api_url.clone();
        url.set_path("/oauth2/token");
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", self.options.client_id.as_str()),
            ("client_secret", self.options.client_secret.expose_secret()),
        ];
        let response = self.http.post(url).form(&form).send().await.map_err(|error| transport(&error))?;
        let status = response.status();
        let body = http::read(response, self.limits.body).await.map_err(body_error)?;
        let json = serde_json::from_slice::<Value>(&body).ok();
        if json.is_none() && matches!(status.as_u16(), 200..=399 | 400 | 401 | 404) {
            return Err(Error::InvalidClient);
        }
        let value = match Error::check(status, &body, "oauth2/token", None, self.limits.edge_rest) {
            Ok(value) => value,
            // The token call sends nothing but the credentials, so a refusal is about them.
            Err(Error::Unauthorized(_) | Error::Rejected(_)) if status != StatusCode::OK => return Err(Error::InvalidClient),
            Err(error) => {
                self.note(&error).await;
                return Err(error);
            }
        };
        self.note_success().await;
        let token = value.get("access_token").and_then(Value::as_str).filter(|token| is_header_safe(token));
        let Some(token) = token else {
            return Err(Error::Decode { endpoint: "oauth2/token", message: "no usable access_token".to_owned() });
        };
        let life = value.get("expires_in").and_then(|life| life.as_i64().or_else(|| life.as_str()?.parse().ok())).unwrap_or(3600);
        Ok((SecretString::from(token.to_owned()), TimeDelta::seconds(life.clamp(10, 86_400))))
    }
}

fn is_header_safe(token: &str) -> bool {
    !token.is_empty() && token.len() <= 4096 && token.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// The transport's error without its URL, which the log does not need.
pub(super) fn transport(error: &reqwest::Error) -> Error {
    if error.is_timeout() {
        return Error::Timeout;
    }
    let mut message = String::new();
    let mut source: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = source {
        if !message.is_empty() {
            message.push_str(": ");
        }
        message.push_str(&inner.to_string());
        source = inner.source();
    }
    Error::Transport(if message.is_empty() { "the connection failed".to_owned() } else { message })
}

pub(super) fn body_error(error: http::BodyError) -> Error {
    match error {
        http::BodyError::TooLarge(bytes) => Error::TooLarge(bytes),
        http::BodyError::Encoding(message) => Error::Transport(message),
        http::BodyError::Http(error) => transport(&error),
    }
}
