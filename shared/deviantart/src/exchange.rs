//! What all clones of a client share, and one exchange with DeviantArt: the request with its limits, and what its answer means.

use super::Error;
use super::call::Call;
use super::credential::Credential;
use super::error::{Answer as Said, Asked};
use super::isolate::Places;
use super::lookup::LookUps;
use super::settings::Limits;
use super::witness::Witness;
use crate::http::{self, headers};
use domain::budget::{Answer, Lane, look_up_share};
use domain::clock::{Clock, SKEW, Timestamp};
use parking_lot::Mutex;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;
use tokio::time::Instant;

/// The newest minor version; without the header another one may apply some day (docs/deviantart-api.md, section 1).
const MINOR_VERSION: &str = "20240701";

/// AWS WAF's header on a challenge.
const CHALLENGE: &str = "x-amzn-waf-action";

/// What all clones of a client share.
pub(super) struct Core {
    pub(super) limits: Limits,
    pub(super) http: http::Client,
    pub(super) clock: Arc<dyn Clock>,
    /// At least one.
    pub(super) credentials: Vec<Credential>,
    /// Which one is asked first.
    pub(super) turn: AtomicUsize,
    /// Waiters of a lane in the order in which they came; each holds its gate until a budget let it go.
    pub(super) gates: [tokio::sync::Mutex<()>; 2],
    /// Where items stood that are larger than an answer may be.
    pub(super) too_large: Places,
    /// Until when the requests of each lane rest, after a refusal by the edge.
    edge_rest_until: Mutex<[Option<Timestamp>; 2]>,
    /// What `placebo` said last; held while it is asked.
    pub(super) witness: tokio::sync::Mutex<Witness>,
    pub(super) look_ups: LookUps,
}

impl Core {
    pub(super) fn new(http: http::Client, limits: Limits, clock: Arc<dyn Clock>, credentials: Vec<Credential>) -> Self {
        Self {
            limits,
            http,
            clock,
            credentials,
            turn: AtomicUsize::new(0),
            gates: [tokio::sync::Mutex::new(()), tokio::sync::Mutex::new(())],
            too_large: Places::default(),
            edge_rest_until: Mutex::new([None; 2]),
            witness: tokio::sync::Mutex::default(),
            look_ups: LookUps::default(),
        }
    }

    /// One exchange with DeviantArt, with this access token or, to see whether the edge lets this address through, without any.
    pub(super) async fn exchange(&self, call: &Call<'_>, credential: &Credential, token: Option<&str>) -> Result<Value, Error> {
        let url = call.url(&credential.options.api_url)?;
        let mut request = match call.form {
            Some(form) => self.http.post(url).form(form),
            None => self.http.get(url),
        };
        request = request.header("dA-minor-version", MINOR_VERSION).header(headers::ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.map_err(Error::transport)?;
        self.judge(response, Asked { endpoint: call.endpoint, about: call.about }).await
    }

    /// Reads an answer and says what it means.
    pub(super) async fn judge(&self, response: http::Response, asked: Asked<'_>) -> Result<Value, Error> {
        let status = response.status();
        let challenge = response.headers().contains_key(CHALLENGE);
        let body = http::read(response, self.limits.body).await.map_err(Error::from)?;
        Error::check(Said { status, challenge, body: &body }, asked, self.limits.edge_rest)
    }

    /// Waits for the credential's budget, as long as the lane's requests may.
    pub(super) async fn may_ask(&self, lane: Lane, credential: &Credential) -> bool {
        let patience = if lane == Lane::Poll { self.limits.poll_wait } else { self.limits.interactive_wait };
        let deadline = Instant::now() + patience;
        loop {
            match credential.pace(lane, self.clock.now()).await {
                Answer::Go => return true,
                Answer::Wait(wait) if Instant::now() + wait < deadline => tokio::time::sleep(wait).await,
                Answer::Wait(_) => return false,
            }
        }
    }

    /// About how long a look-up that comes now has to wait for its turn behind the others.
    pub(super) fn look_up_wait(&self) -> Duration {
        let rate: f64 = self.credentials.iter().map(|credential| credential.options.requests_per_second).sum();
        let requests = 1 + self.look_ups.waiting();
        Duration::from_secs_f64((requests as f64 / (rate * look_up_share(rate)).max(0.001)).clamp(1.0, 600.0))
    }

    /// What an outcome means for the rate of the requests to come.
    pub(super) async fn note(&self, credential: &Credential, endpoint: &'static str, lane: Lane, failure: Option<&Error>) {
        credential.note(endpoint, lane, failure, self.clock.now()).await;
    }

    /// The edge refuses this address, as two requests found. What look-ups find holds up look-ups only: polls continue while they succeed.
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
