//! The request budget of one DeviantArt credential: paced, halved on 429, recovering slowly, paused as one.
//!
//! DeviantArt publishes no limits and sends no rate-limit headers; its limit adapts, reacts to bursts rather than to totals, and
//! asks for exponential back-off (facts: documentation "errors#rates"; NIB's measurement of 3 requests/s paced against the same
//! number back to back). So: a token bucket with a burst of at most [`BURST`], a rate that starts at half of the ceiling, grows
//! by [`GROWTH`] of the ceiling with each success and is halved by a 429, which also pauses everybody who shares the budget.
//!
//! [`Budget::step`] is pure: the cache keeps the state and makes each step atomic.

use crate::clock::Timestamp;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Requests that may follow each other without a gap, at ceilings up to 30 a second; above that a tenth of a second's worth.
pub const BURST: f64 = 3.0;
/// What one success adds to the rate, as a share of the ceiling.
pub const GROWTH: f64 = 0.01;
/// The rate never falls below this share of the ceiling.
pub const FLOOR: f64 = 0.05;
/// The share of the rate that fills the bucket of [`Lane::Interactive`] first.
pub const INTERACTIVE_SHARE: f64 = 0.2;

/// Who asks: interactive look-ups have a reserved share so that a moderator never waits behind the polls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lane {
    Poll,
    Interactive,
}

/// How long everybody pauses after a 429: the first time, and at most (each 429 in a row doubles it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pauses {
    pub first: Duration,
    pub max: Duration,
}

impl Default for Pauses {
    /// 5 s doubling to 300 s (facts, section 4).
    fn default() -> Self {
        Self { first: Duration::from_secs(5), max: Duration::from_secs(300) }
    }
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ask {
    /// May I make a request now? `ceiling` in requests a second.
    Take { lane: Lane, ceiling: f64, now: Timestamp },
    /// A request went through.
    Succeeded { now: Timestamp },
    /// DeviantArt answered 429.
    Throttled { now: Timestamp, pauses: Pauses },
}

/// The answer to [`Ask::Take`]; the other asks answer with the pause that is in force, if any, else with `Go`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Go,
    Wait(Duration),
}

/// The state that the cache keeps for one credential. The default is a budget that nobody has used yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// Requests a second; 0 until the first `Take` told the ceiling.
    rate: f64,
    ceiling: f64,
    /// Tokens that any lane may take.
    tokens: f64,
    /// Tokens that only the interactive lane may take.
    reserved: f64,
    filled_at: Option<Timestamp>,
    /// Until then a poll leaves one token for an interactive look-up that was told to wait.
    yields_until: Option<Timestamp>,
    paused_until: Option<Timestamp>,
    last_pause: Duration,
}

impl Budget {
    /// One step; `now` may come from several machines, so it may go back a little.
    pub fn step(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Take { lane, ceiling, now } => {
                self.adopt(ceiling, now);
                match self.pause_left(now) {
                    Some(left) => Answer::Wait(left),
                    None => self.take(lane, now),
                }
            }
            Ask::Succeeded { now } => match self.pause_left(now) {
                // The answer to a request that was under way when the pause began says nothing about the new rate.
                Some(left) => Answer::Wait(left),
                None => {
                    self.rate = (self.rate + self.ceiling * GROWTH).min(self.ceiling);
                    Answer::Go
                }
            },
            Ask::Throttled { now, pauses } => Answer::Wait(self.throttle(now, pauses)),
        }
    }

    /// The present rate in requests a second, for the status page.
    #[must_use]
    pub const fn rate(&self) -> f64 {
        self.rate
    }

    fn adopt(&mut self, ceiling: f64, now: Timestamp) {
        let ceiling = if ceiling.is_finite() { ceiling.clamp(0.01, 10_000.0) } else { 1.0 };
        if self.filled_at.is_none() {
            self.rate = ceiling / 2.0;
            self.tokens = 1.0;
            self.reserved = 1.0;
            self.filled_at = Some(now);
        }
        self.ceiling = ceiling;
        self.rate = self.rate.clamp(ceiling * FLOOR, ceiling);
    }

    fn take(&mut self, lane: Lane, now: Timestamp) -> Answer {
        self.fill(now);
        let yields = self.yields_until.is_some_and(|until| now < until);
        match lane {
            Lane::Interactive if self.reserved >= 1.0 => {
                self.reserved -= 1.0;
                Answer::Go
            }
            Lane::Interactive if self.tokens >= 1.0 => {
                self.tokens -= 1.0;
                self.yields_until = None;
                Answer::Go
            }
            Lane::Interactive => {
                let own = (1.0 - self.reserved) / (self.rate * INTERACTIVE_SHARE);
                let common = (1.0 - self.tokens) / (self.rate * (1.0 - INTERACTIVE_SHARE));
                let wait = seconds(own.min(common));
                self.yields_until = now.checked_add_signed(delta(wait + Duration::from_millis(500)));
                Answer::Wait(wait)
            }
            Lane::Poll => {
                let needed = if yields { 2.0 } else { 1.0 };
                if self.tokens >= needed {
                    self.tokens -= 1.0;
                    Answer::Go
                } else {
                    Answer::Wait(seconds((needed - self.tokens) / (self.rate * (1.0 - INTERACTIVE_SHARE))))
                }
            }
        }
    }

    /// Adds what has flowed in since the last time; what the interactive bucket cannot hold flows on into the common one.
    fn fill(&mut self, now: Timestamp) {
        let since = self.filled_at.map_or(0.0, |at| (now - at).as_seconds_f64());
        if !(-60.0..=0.0).contains(&since) {
            self.filled_at = Some(now);
        }
        let flow = since.max(0.0) * self.rate;
        let burst = BURST.max(self.ceiling / 10.0);
        let wanted = self.reserved + flow * INTERACTIVE_SHARE;
        let overflow = (wanted - 1.0).max(0.0);
        self.reserved = wanted.min(1.0);
        self.tokens = (self.tokens + flow * (1.0 - INTERACTIVE_SHARE) + overflow).min(burst - 1.0);
    }

    fn throttle(&mut self, now: Timestamp, pauses: Pauses) -> Duration {
        // Others who were under way when the pause began: one 429 for all of them.
        if let Some(left) = self.pause_left(now) {
            return left;
        }
        let quiet = self.paused_until.is_none_or(|until| now - until > delta(self.last_pause * 10));
        let base = if quiet { pauses.first } else { self.last_pause * 2 }.min(pauses.max);
        self.last_pause = base;
        let pause = base + base.mul_f64(0.2 * jitter(now));
        self.rate = (self.rate / 2.0).max(self.ceiling * FLOOR);
        self.tokens = 0.0;
        self.reserved = 0.0;
        self.paused_until = now.checked_add_signed(delta(pause));
        self.filled_at = Some(self.filled_at.map_or(now, |_| self.paused_until.unwrap_or(now)));
        pause
    }

    fn pause_left(&self, now: Timestamp) -> Option<Duration> {
        let left = (self.paused_until? - now).to_std().ok().filter(|left| !left.is_zero())?;
        // A clock that was set back must not lengthen the pause.
        Some(left.min(self.last_pause.mul_f64(1.2)))
    }
}

/// 0..1 from the time itself: spreads the ends of pauses without a source of randomness in a pure function.
fn jitter(now: Timestamp) -> f64 {
    let mixed = now.timestamp_micros().cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    f64::from(u32::try_from(mixed).unwrap_or_default()) / f64::from(1_u32 << 24)
}

/// At least a millisecond (a waiter must not spin), at most an hour.
fn seconds(value: f64) -> Duration {
    Duration::from_secs_f64(value.clamp(0.001, 3600.0))
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(1))
}

#[cfg(test)]
mod tests;
