//! How a request goes out: budget first, then the token, then the call with its limits; and what its outcome teaches.

use super::Error;
use super::account::AccountFile;
use super::budget::{Answer, Ask, Budget, Lane};
use super::client::{Limits, Options};
use super::token::{Tokens, body_error, transport};
use crate::cache::Cache;
use crate::clock::{Clock, Timestamp};
use crate::http::{self, headers};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// The newest minor version; without the header another one may apply some day (facts, section 1).
const MINOR_VERSION: &str = "20240701";

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) options: Options,
    /// Whose token the requests carry; None: the application's own.
    pub(super) account: Option<Arc<AccountFile>>,
    pub(super) limits: Limits,
    pub(super) http: http::Client,
    pub(super) cache: Arc<dyn Cache>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) tokens: tokio::sync::Mutex<Tokens>,
    pub(super) budget_key: String,
    /// Waiters of a lane in the order in which they came; each holds its gate until the budget let it go.
    pub(super) gates: [tokio::sync::Mutex<()>; 2],
    /// Stands in while the cache cannot be asked.
    pub(super) local_budget: Mutex<Budget>,
    pub(super) edge_rest_until: Mutex<Option<Timestamp>>,
}

/// One request, ready to be repeated.
pub(super) struct Call<'a> {
    pub(super) lane: Lane,
    /// For messages and logs: the documented name, without the parameters.
    pub(super) endpoint: &'static str,
    pub(super) path: &'a [&'a str],
    pub(super) query: &'a [(&'a str, &'a str)],
    /// Form fields make it a POST.
    pub(super) form: Option<&'a [(&'a str, &'a str)]>,
    /// The user that it asks about, for typed errors.
    pub(super) subject: Option<&'a str>,
}

impl Core {
    /// Makes the call: renews the token once after a 401, repeats after a server error at most three times.
    pub(super) async fn call(&self, call: &Call<'_>) -> Result<Value, Error> {
        let url = self.url(call)?;
        let (mut stale, mut retries) = (None, 0);
        loop {
            let started = Instant::now();
            let (outcome, generation) = self.attempt(call, &url, stale).await;
            let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let error = match outcome {
                Ok(value) => {
                    tracing::debug!(endpoint = call.endpoint, elapsed_ms, retries, "DeviantArt answered");
                    return Ok(value);
                }
                Err(error) => error,
            };
            tracing::debug!(endpoint = call.endpoint, elapsed_ms, retries, %error, "DeviantArt request failed");
            match (&error, generation) {
                (Error::Unauthorized(_), Some(generation)) if stale.is_none() => stale = Some(generation),
                (Error::Server { status: 200 | 500 | 502 | 504, .. }, _) if call.form.is_none() && retries < self.limits.retries => {
                    let spread = rand::random::<f64>() / 2.0 + 0.75;
                    tokio::time::sleep(self.limits.retry_first.mul_f64(2_f64.powi(retries.cast_signed()) * spread)).await;
                    retries += 1;
                }
                _ => return Err(error),
            }
        }
    }

    /// One try. The generation is that of the token that was sent, None when it did not come to that.
    async fn attempt(&self, call: &Call<'_>, url: &Url, stale: Option<u64>) -> (Result<Value, Error>, Option<u64>) {
        let token = match self.token(call.lane, stale).await {
            Ok(token) => token,
            Err(error) => return (Err(error), None),
        };
        if let Err(error) = self.go(call.lane).await {
            return (Err(error), None);
        }
        let outcome = self.exchange(call, url, token.value.expose_secret()).await;
        match &outcome {
            Ok(_) => self.note_success().await,
            Err(error) => self.note(error).await,
        }
        (outcome, Some(token.generation))
    }

    async fn exchange(&self, call: &Call<'_>, url: &Url, token: &str) -> Result<Value, Error> {
        let mut request = match call.form {
            Some(form) => self.http.post(url.clone()).form(form),
            None => self.http.get(url.clone()),
        };
        request = request.header("dA-minor-version", MINOR_VERSION).header(headers::ACCEPT, "application/json").bearer_auth(token);
        let response = request.send().await.map_err(|error| transport(&error))?;
        let status = response.status();
        let body = http::read(response, self.limits.body).await.map_err(body_error)?;
        Error::check(status, &body, call.endpoint, call.subject, self.limits.edge_rest)
    }

    fn url(&self, call: &Call<'_>) -> Result<Url, Error> {
        let mut url = self.options.api_url.clone();
        url.set_query(None);
        match url.path_segments_mut() {
            // `extend` percent-encodes each part, so a name cannot become another path.
            Ok(mut path) => path.clear().extend(["api", "v1", "oauth2"]).extend(call.path),
            Err(()) => return Err(Error::Rejected("deviantart.api_url cannot be a base".to_owned())),
        };
        url.query_pairs_mut().append_pair("mature_content", "true").extend_pairs(call.query);
        Ok(url)
    }

    /// Returns when a request may be made now: not while this address rests, and not before the shared budget allows it.
    pub(super) async fn go(&self, lane: Lane) -> Result<(), Error> {
        let bound = match lane {
            Lane::Poll => self.limits.poll_wait,
            Lane::Interactive => self.limits.interactive_wait,
        };
        let deadline = Instant::now() + bound;
        let gate = &self.gates[usize::from(lane == Lane::Interactive)];
        let Ok(_turn) = tokio::time::timeout_at(deadline, gate.lock()).await else { return Err(Error::Throttled) };
        loop {
            let now = self.clock.now();
            if let Some(rest) = self.resting(now) {
                return Err(Error::EdgeRefused(rest));
            }
            let Answer::Wait(wait) = self.ask(Ask::Take { lane, ceiling: self.options.requests_per_second, now }).await else {
                return Ok(());
            };
            let left = deadline.saturating_duration_since(Instant::now());
            // A moderator is told at once; a poll waits out its bound so that it does not come back in a tight loop.
            if wait > left && lane == Lane::Interactive || left.is_zero() {
                return Err(Error::Throttled);
            }
            tokio::time::sleep(wait.min(left)).await;
        }
    }

    async fn ask(&self, ask: Ask) -> Answer {
        match self.cache.budget(&self.budget_key, ask).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(%error, "the shared request budget cannot be asked, this process paces itself");
                self.local_budget.lock().unwrap_or_else(PoisonError::into_inner).step(ask)
            }
        }
    }

    pub(super) async fn note_success(&self) {
        self.ask(Ask::Succeeded { now: self.clock.now() }).await;
    }

    /// What a failure means for the requests to come.
    pub(super) async fn note(&self, error: &Error) {
        match error {
            Error::Throttled => {
                let now = self.clock.now();
                if let Answer::Wait(pause) = self.ask(Ask::Throttled { now, pauses: self.limits.pauses }).await {
                    tracing::warn!(pause_ms = millis(pause), "DeviantArt answered 429, all its requests pause");
                }
            }
            Error::EdgeRefused(rest) => {
                let until = self.clock.now() + chrono::TimeDelta::from_std(*rest).unwrap_or_default();
                *self.edge_rest_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
                tracing::error!(rest_s = rest.as_secs(), "DeviantArt's edge refuses this address (HTML 403), its requests rest");
            }
            // A refusal of what was asked is an answer all the same: the rate was right.
            Error::UserNotFound(_)
            | Error::AccountInactive(_)
            | Error::ProfileBlocked(_)
            | Error::DeviationNotFound
            | Error::Rejected(_) => self.note_success().await,
            _ => {}
        }
    }

    /// How long this address still rests.
    pub(super) fn resting(&self, now: Timestamp) -> Option<Duration> {
        let until = (*self.edge_rest_until.lock().unwrap_or_else(PoisonError::into_inner))?;
        (until - now).to_std().ok().filter(|rest| !rest.is_zero()).map(|rest| rest.min(self.limits.edge_rest))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
