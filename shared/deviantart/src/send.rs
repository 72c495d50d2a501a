//! How a request goes out: budget first, then the token, then the call with its limits; and what its outcome teaches.
//!
//! What one answer says of this address or of a credential is the trouble of its request alone until [`super::witness`] has heard the same
//! from another one.

use super::Error;
use super::client::Limits;
use super::credential::Credential;
use super::error::{About, Answer as Said, Asked};
use super::lookup::LookUps;
use super::token::{body_error, transport};
use super::witness::{Claim, Witness};
use crate::http::{self, headers};
use domain::budget::{Answer, Lane, look_up_share};
use domain::clock::{Clock, SKEW, Timestamp};
use parking_lot::Mutex;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// The newest minor version; without the header another one may apply some day (docs/deviantart-api.md, section 1).
const MINOR_VERSION: &str = "20240701";

/// AWS WAF's header on a challenge.
const CHALLENGE: &str = "x-amzn-waf-action";

/// Polls that may wait in front of one: more than a worker has looks under way.
const QUEUE: u32 = 32;

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) limits: Limits,
    pub(super) http: http::Client,
    pub(super) clock: Arc<dyn Clock>,
    /// At least one.
    pub(super) credentials: Vec<Credential>,
    /// Whose turn it is to be asked first.
    pub(super) turn: AtomicUsize,
    /// Waiters of a lane in the order in which they came; each holds its gate until a budget let it go.
    pub(super) gates: [tokio::sync::Mutex<()>; 2],
    /// Where items stood that are larger than an answer may be.
    pub(super) too_large: super::isolate::Places,
    /// Until when the requests of each lane rest, after a refusal by the edge.
    pub(super) edge_rest_until: Mutex<[Option<Timestamp>; 2]>,
    /// What `placebo` said last; held while it is asked.
    pub(super) witness: tokio::sync::Mutex<Witness>,
    pub(super) look_ups: LookUps,
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
    /// What it asks about, for typed errors.
    pub(super) about: About<'a>,
}

impl Core {
    /// Makes the call: once more with a new token after a 401, repeated after a server error at most three times.
    pub(super) async fn call(&self, call: &Call<'_>) -> Result<Value, Error> {
        let (mut denials, mut retries) = (0, 0);
        loop {
            let started = Instant::now();
            let outcome = self.attempt(call).await;
            let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            let error = match outcome {
                Ok(value) => {
                    tracing::debug!(endpoint = call.endpoint, elapsed_ms, retries, "DeviantArt answered");
                    return Ok(value);
                }
                Err(error) => error,
            };
            tracing::debug!(endpoint = call.endpoint, elapsed_ms, retries, %error, "DeviantArt request failed");
            match &error {
                Error::Unauthorized(_) if denials < self.credentials.len() && self.is_usable() => denials += 1,
                Error::Server { status: 200 | 500 | 502 | 504, .. } if call.form.is_none() && retries < self.limits.retries => {
                    let spread = rand::random::<f64>() / 2.0 + 0.75;
                    tokio::time::sleep(self.limits.retry_first.mul_f64(2_f64.powi(retries.cast_signed()) * spread)).await;
                    retries += 1;
                }
                _ => return Err(error),
            }
        }
    }

    /// One try, with whichever credential may be used first.
    async fn attempt(&self, call: &Call<'_>) -> Result<Value, Error> {
        loop {
            let credential = self.permit(call.lane).await?;
            let Some(token) = credential.token(self.clock.now()) else {
                match self.renew(credential, call.lane).await {
                    // The others go on without this one.
                    Err(Error::InvalidClient | Error::NoToken(_)) if self.is_usable() => {}
                    outcome => outcome?,
                }
                continue;
            };
            let asked = Instant::now();
            let mut outcome = self.exchange(call, credential, Some(token.value.expose_secret())).await;
            self.note(credential, call.endpoint, call.lane, outcome.as_ref().err()).await;
            if let Err(error) = outcome {
                outcome = Err(self.weigh(error, Claim { endpoint: call.endpoint, lane: call.lane, asked }, credential, Some(&token)).await);
            }
            match &outcome {
                Ok(_) => credential.accepted(),
                Err(error @ Error::Unauthorized(_)) => {
                    credential.denied(token.generation, error, call.lane, self.clock.now());
                }
                Err(_) => {}
            }
            return outcome;
        }
    }

    /// One exchange with DeviantArt, with this access token or, to see whether the edge lets this address in, without any.
    pub(super) async fn exchange(&self, call: &Call<'_>, credential: &Credential, token: Option<&str>) -> Result<Value, Error> {
        let url = url(&credential.options.api_url, call)?;
        let mut request = match call.form {
            Some(form) => self.http.post(url).form(form),
            None => self.http.get(url),
        };
        request = request.header("dA-minor-version", MINOR_VERSION).header(headers::ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.map_err(|error| transport(&error))?;
        self.judge(response, Asked { endpoint: call.endpoint, about: call.about }).await
    }

    /// Reads an answer and says what it means.
    pub(super) async fn judge(&self, response: http::Response, asked: Asked<'_>) -> Result<Value, Error> {
        let status = response.status();
        let challenge = response.headers().contains_key(CHALLENGE);
        let body = http::read(response, self.limits.body).await.map_err(body_error)?;
        Error::check(Said { status, challenge, body: &body }, asked, self.limits.edge_rest)
    }

    /// Returns the credential with which a request may be made now: not while this address rests, and not before its shared budget
    /// allows it. Whichever has a token first is used, so each gets work by its rate.
    async fn permit(&self, lane: Lane) -> Result<&Credential, Error> {
        let bound = match lane {
            Lane::Poll => self.limits.poll_wait,
            Lane::Interactive => self.limits.interactive_wait,
        };
        let asked = Instant::now();
        let gate = &self.gates[usize::from(lane == Lane::Interactive)];
        // Those in front may each take as long as the bound: a poll waits for its turn first, and then for the budget.
        let patience = if lane == Lane::Poll { bound * QUEUE } else { bound };
        let Ok(_turn) = tokio::time::timeout_at(asked + patience, gate.lock()).await else {
            return Err(self.too_long(lane, Duration::ZERO));
        };
        let deadline = if lane == Lane::Poll { Instant::now() } else { asked } + bound;
        loop {
            let now = self.clock.now();
            if let Some(rest) = self.resting(lane, now) {
                return Err(Error::EdgeRefused(rest));
            }
            let mut soonest: Option<Duration> = None;
            for credential in self.in_turn().filter(|credential| credential.is_usable(now)) {
                match credential.take(lane, now).await {
                    Answer::Go => return Ok(credential),
                    Answer::Wait(wait) => soonest = Some(soonest.map_or(wait, |other| other.min(wait))),
                }
            }
            let Some(wait) = soonest else { return Err(self.out_of_use(now)) };
            let left = deadline.saturating_duration_since(Instant::now());
            // A moderator is told at once; a poll waits out its bound so that it does not come back in a tight loop.
            if wait > left && lane == Lane::Interactive || left.is_zero() {
                return Err(self.too_long(lane, wait));
            }
            tokio::time::sleep(wait.min(left)).await;
        }
    }

    /// What a request is told that would have to wait for too long; so long at least.
    fn too_long(&self, lane: Lane, wait: Duration) -> Error {
        let now = self.clock.now();
        // Whoever waits for an answer is told whose doing it is: a pause that DeviantArt asked for is no queue of ours.
        let paused = self.credentials.iter().all(|credential| credential.is_paused(now));
        match lane {
            Lane::Poll => Error::Throttled,
            Lane::Interactive if paused => Error::Paused(wait),
            Lane::Interactive => Error::Busy(wait.max(self.look_up_wait())),
        }
    }

    /// About how long a look-up that comes now has to wait for its turn behind the others.
    pub(super) fn look_up_wait(&self) -> Duration {
        let rate: f64 = self.credentials.iter().map(|credential| credential.options.requests_per_second).sum();
        let requests = 1 + self.look_ups.waiting();
        Duration::from_secs_f64((requests as f64 / (rate * look_up_share(rate)).max(0.001)).clamp(1.0, 600.0))
    }

    /// All credentials, beginning with another one each time.
    fn in_turn(&self) -> impl Iterator<Item = &Credential> {
        let first = self.turn.fetch_add(1, Ordering::Relaxed) % self.credentials.len().max(1);
        let (before, from) = self.credentials.split_at(first);
        from.iter().chain(before)
    }

    fn is_usable(&self) -> bool {
        let now = self.clock.now();
        self.credentials.iter().any(|credential| credential.is_usable(now))
    }

    /// Why no credential may be used now.
    fn out_of_use(&self, now: Timestamp) -> Error {
        self.credentials.iter().find_map(|credential| credential.without_token(now)).map_or(Error::InvalidClient, Error::NoToken)
    }

    /// What an outcome means for the rate of the requests to come.
    pub(super) async fn note(&self, credential: &Credential, endpoint: &'static str, lane: Lane, failure: Option<&Error>) {
        credential.note(endpoint, lane, failure, self.limits.pauses, self.clock.now()).await;
    }

    /// The edge refuses this address, as two requests found. What look-ups find holds up look-ups only: polls go on while they succeed.
    pub(super) fn rest(&self, lane: Lane, rest: Duration) {
        let until = Some(self.clock.now() + chrono::TimeDelta::from_std(rest).unwrap_or_default());
        let mut rests = self.edge_rest_until.lock();
        match lane {
            Lane::Poll => *rests = [until; 2],
            Lane::Interactive => rests[1] = until,
        }
        drop(rests);
        tracing::error!(?lane, rest_s = rest.as_secs(), "DeviantArt's edge refuses this address, its requests rest");
    }

    /// How long this lane's requests still rest.
    pub(super) fn resting(&self, lane: Lane, now: Timestamp) -> Option<Duration> {
        let rests = *self.edge_rest_until.lock();
        let until = rests[usize::from(lane == Lane::Interactive)]?;
        // Further away than any rest can be: the clock was set back.
        let longest = self.limits.edge_rest;
        let rest = (until - now).to_std().ok().filter(|rest| !rest.is_zero() && *rest <= longest + SKEW)?;
        Some(rest.min(longest))
    }
}

fn url(api_url: &Url, call: &Call<'_>) -> Result<Url, Error> {
    let mut url = api_url.clone();
    url.set_query(None);
    match url.path_segments_mut() {
        // `extend` percent-encodes each part, so a name cannot become another path.
        Ok(mut path) => path.clear().extend(["api", "v1", "oauth2"]).extend(call.path),
        Err(()) => return Err(Error::Rejected("deviantart.api_url cannot be a base".to_owned())),
    };
    url.query_pairs_mut().append_pair("mature_content", "true").extend_pairs(call.query);
    Ok(url)
}
