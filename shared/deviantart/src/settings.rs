//! What a client is told when it is made: a credential, and its limits.

use crate::http;
use domain::budget::Pauses;
use secrecy::SecretString;
use std::time::Duration;
use url::Url;

/// What the client needs to know of a credential.
#[derive(Clone)]
pub struct Options {
    /// `https://www.deviantart.com`, or the sandbox.
    pub api_url: Url,
    pub client_id: String,
    pub client_secret: SecretString,
    /// A ceiling; the budget adapts below it.
    pub requests_per_second: f64,
}

/// The client's limits; the defaults are right for DeviantArt, tests shorten the pauses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub timeouts: http::Timeouts,
    pub body: http::BodyLimits,
    /// After a 429, for everybody who shares the budget.
    pub pauses: Pauses,
    /// After an HTML 403, for this address: three minutes proved too short for others (docs/deviantart-api.md, section 1).
    pub edge_rest: Duration,
    /// How long a poll waits for the budget before it gives up with [`Error::Throttled`].
    pub poll_wait: Duration,
    /// The same for an interactive look-up.
    pub interactive_wait: Duration,
    /// Repetitions after a server error (the documentation allows three).
    pub retries: u32,
    /// Before the first repetition; doubles.
    pub retry_first: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeouts: http::Timeouts::default(),
            body: http::BodyLimits::default(),
            pauses: Pauses::default(),
            edge_rest: Duration::from_secs(300),
            poll_wait: Duration::from_secs(60),
            interactive_wait: Duration::from_secs(6),
            retries: 3,
            retry_first: Duration::from_millis(500),
        }
    }
}
