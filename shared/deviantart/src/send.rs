//! How a request goes out: budget first, then the token, then the call with its limits; and what its outcome teaches.
//!
//! What one answer says of this address or of a credential is the trouble of its request alone until [`super::witness`] has heard the same
//! from another one.

use super::Error;
use super::call::Call;
use super::credential::Credential;
use super::exchange::Core;
use super::witness::Claim;
use domain::budget::{Answer, Lane};
use domain::clock::Timestamp;
use domain::retry::Doubling;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// Polls that may wait in front of one: more than a worker has polls under way.
const QUEUE: u32 = 32;

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
                    tokio::time::sleep(Doubling::new(self.limits.retry_first, Duration::MAX).jittered(retries)).await;
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
                    // The others stay in use.
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
        // The caller is told who causes the wait: slowing down because DeviantArt asked for it is no queue of ours.
        let slowed = self.credentials.iter().all(|credential| credential.is_slowed(now));
        match lane {
            Lane::Poll => Error::Throttled,
            Lane::Interactive if slowed => Error::Paused(wait),
            Lane::Interactive => Error::Busy(wait.max(self.look_up_wait())),
        }
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
}
