//! The request budget of one DeviantArt credential: paced, halved on 429, paused as one, and mindful of what it learned.
//!
//! DeviantArt publishes no limits and sends no rate-limit headers; its limit adapts, reacts to bursts rather than to totals, and
//! asks for exponential back-off (docs/deviantart-api.md, section 4; NIB's measurement of 3 requests/s paced against the same
//! number back to back). So: a token bucket with a burst of at most [`BURST`] and a rate that adapts below a configured ceiling.
//!
//! How the rate adapts (additive increase, multiplicative decrease, with the memory of TCP CUBIC, RFC 9438):
//!
//! * It starts at half of the ceiling, on its way up.
//! * A 429 halves it and pauses everybody who shares the budget, longer with each 429 in a row. Soon after another one it falls to
//!   what went through between the two, which is what the limit granted.
//! * Then it stays for [`HOLD`]: a limit that was met is there for minutes, and asking for more at once would be refused again.
//! * Then it probes, with steps that grow with the time that nothing was refused, and is at the ceiling after [`RAMP`].
//! * A probe that is refused falls back to the rate that had held before it, not below, and a little above it until the limit was
//!   met there too. So while the limit stays low, a refusal in [`HOLD`] and [`RAMP`] is the price of noticing within ten minutes that
//!   it is high again: nothing but a refused request tells that it is not. At a tenth of a request a second that alone is 2 % of
//!   the requests.
//!
//! [`Budget::step`] is pure: the cache keeps the state and makes each step atomic.

mod ask;

use crate::clock::{SKEW, Timestamp};
use crate::retry::{Doubling, between};
pub use ask::{Answer, Ask, Lane, Pauses};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Requests that may follow each other without a gap, at ceilings up to 30 a second; above that a tenth of a second's worth.
pub const BURST: f64 = 3.0;
/// How long the rate stays after a 429, in first pauses: 400 s of 5 s.
pub const HOLD: f64 = 80.0;
/// How long a probe takes to add the whole ceiling, in first pauses: 2 minutes of 5 s.
pub const RAMP: f64 = 24.0;
/// The part that is used of what a limit was seen to grant.
const MARGIN: f64 = 0.9;
/// A limit may let through this many at once before it refuses (15 were measured); a probe that got more was granted its rate.
const BEYOND_BURST: f64 = 30.0;
/// How much more is asked for after a rate has held, while the limit was not met.
const REFINE: f64 = 1.1;
/// What went through until a refusal tells the limit if it was at least this many.
const SEEN: f64 = 8.0;
/// Requests that are forgone after a pause, so that a limit that was exhausted has some reserve again.
const DEBT: f64 = 2.0;
/// This many failures in a row (server errors, time-outs) slow down; fewer are the business of one request.
pub const FAILURES: u32 = 3;
/// The rate never falls below this share of the ceiling.
pub const FLOOR: f64 = 0.05;
/// The share of the rate that fills the bucket of [`Lane::Interactive`] first.
pub const INTERACTIVE_SHARE: f64 = 0.2;
/// Look-ups that may follow each other at once: a name takes up to four requests. Fewer where that is more than a quarter of a minute.
#[must_use]
pub fn look_up_burst(rate: f64) -> f64 {
    (rate * 15.0).clamp(1.0, 4.0)
}

/// The share of the rate that look-ups may take in the long run, however many wait; with [`look_up_burst`] it is half of any minute.
#[must_use]
pub fn look_up_share(rate: f64) -> f64 {
    (0.5 - look_up_burst(rate) / (60.0 * rate.max(0.001))).max(0.1)
}

/// No ceiling is higher.
const HIGHEST: f64 = 10_000.0;
/// No pause that was kept is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stepped {
    /// What the caller may do.
    pub answer: Answer,
    /// The rate after it: a process that can no longer reach the cache continues with its own share of it.
    pub requests_per_s: f64,
    /// How long everybody still pauses.
    pub pause: Option<Duration>,
}

/// The state that the cache keeps for one credential. The default is a budget that nobody has used yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    /// Requests a second; 0 until the first `Take` told the ceiling.
    rate: f64,
    ceiling: f64,
    /// The rate from which it grows.
    base: f64,
    /// Seconds since the last 429 in which requests went through; idle time does not count.
    calm: f64,
    /// Until when `calm` is counted.
    calm_at: Option<Timestamp>,
    /// Requests that went through in `calm`, and those that the rate allowed in it.
    passed: f64,
    allowed: f64,
    /// The limit as it was last met below a probe; 0: unknown.
    met: f64,
    /// Failures in a row.
    failures: u32,
    /// The first pause as last told, in which [`HOLD`] and [`RAMP`] are measured; zero: none was told yet.
    first_pause: Duration,
    /// Tokens that any lane may take.
    tokens: f64,
    /// Tokens that only the interactive lane may take.
    reserved: f64,
    /// Look-ups that the interactive lane has taken ahead of its share.
    looked: f64,
    filled_at: Option<Timestamp>,
    /// Until then a poll leaves one token for an interactive look-up that was told to wait.
    yields_until: Option<Timestamp>,
    paused_until: Option<Timestamp>,
    last_pause: Duration,
}

impl Budget {
    /// A state as it was read from the cache, where anybody may have written anything: every number is brought to where a step could have left
    /// it, and times further away than any step puts them are forgotten.
    #[must_use]
    pub fn sane(mut self, now: Timestamp) -> Self {
        let bound = |value: f64, low: f64, high: f64| if value.is_finite() { value.clamp(low, high) } else { low };
        self.rate = bound(self.rate, 0.0, HIGHEST);
        self.ceiling = bound(self.ceiling, 0.0, HIGHEST);
        self.base = bound(self.base, 0.0, HIGHEST);
        self.met = bound(self.met, 0.0, HIGHEST);
        self.calm = bound(self.calm, 0.0, 1e9);
        self.passed = bound(self.passed, 0.0, 1e12);
        self.allowed = bound(self.allowed, 0.0, 1e12);
        let burst = BURST.max(self.ceiling / 10.0);
        self.tokens = bound(self.tokens, -DEBT, burst);
        self.reserved = bound(self.reserved, 0.0, 1.0);
        self.looked = bound(self.looked, 0.0, look_up_burst(self.rate));
        self.first_pause = self.first_pause.min(LONGEST_PAUSE);
        self.last_pause = self.last_pause.min(LONGEST_PAUSE);
        let near = |at: &Timestamp| (*at - now).abs() <= TimeDelta::days(1);
        for time in [&mut self.calm_at, &mut self.filled_at, &mut self.yields_until, &mut self.paused_until] {
            *time = time.filter(near);
        }
        self
    }

    /// One step; `now` may come from several machines, so it may go back a little.
    pub fn step(&mut self, ask: Ask) -> Answer {
        let (Ask::Take { now, .. } | Ask::Succeeded { now } | Ask::Failed { now } | Ask::Throttled { now, .. }) = ask;
        let pause = self.pause_left(now);
        match (ask, pause) {
            (Ask::Take { lane, ceiling, now }, pause) => {
                self.adopt(ceiling, now);
                pause.map_or_else(|| self.take(lane, now), Answer::Wait)
            }
            // The answer to a request that was under way when the pause began says nothing about the new rate, and the 429s of
            // all those requests are one.
            (_, Some(left)) => Answer::Wait(left),
            (Ask::Succeeded { now }, None) => {
                self.grow(now);
                Answer::Go
            }
            (Ask::Failed { .. }, None) => {
                self.slow_down();
                Answer::Go
            }
            (Ask::Throttled { now, pauses }, None) => Answer::Wait(self.throttle(now, pauses)),
        }
    }

    /// [`step`](Self::step), with what callers need to know of the state after it.
    pub fn stepped(&mut self, ask: Ask) -> Stepped {
        let answer = self.step(ask);
        let (Ask::Take { now, .. } | Ask::Succeeded { now } | Ask::Failed { now } | Ask::Throttled { now, .. }) = ask;
        Stepped { answer, requests_per_s: self.rate, pause: self.pause_left(now) }
    }

    /// A budget that continues at this rate, which held elsewhere, once a pause is over.
    #[must_use]
    pub fn going_on(rate: f64, pause: Option<Duration>, now: Timestamp) -> Self {
        let last_pause = pause.unwrap_or_default();
        let paused_until = pause.and_then(|pause| now.checked_add_signed(delta(pause)));
        Self { rate, ceiling: rate, base: rate, tokens: 1.0, reserved: 1.0, last_pause, paused_until, ..Self::default() }.sane(now)
    }

    /// The present rate in requests a second, for the status page.
    #[must_use]
    pub const fn rate(&self) -> f64 {
        self.rate
    }

    fn adopt(&mut self, ceiling: f64, now: Timestamp) {
        let ceiling = if ceiling.is_finite() { ceiling.clamp(0.01, HIGHEST) } else { 1.0 };
        if self.rate <= 0.0 {
            // As if a probe from nothing had come half of the way.
            self.rate = ceiling / 2.0;
            self.calm = HOLD.mul_add(self.unit(), RAMP * self.unit() * 0.5_f64.sqrt());
            self.tokens = 1.0;
            self.reserved = 1.0;
            self.filled_at = self.filled_at.max(Some(now));
        }
        self.ceiling = ceiling;
        self.rate = self.rate.clamp(ceiling * FLOOR, ceiling);
    }

    fn take(&mut self, lane: Lane, now: Timestamp) -> Answer {
        self.fill(now);
        let ahead = (self.looked + 1.0 - look_up_burst(self.rate)).max(0.0);
        // Not before the look-up that waits has its share.
        let yields = ahead <= 1e-6 && self.yields_until.is_some_and(|until| now < until);
        match lane {
            Lane::Interactive => {
                let granted = ahead <= 1e-6 && (self.reserved >= 1.0 || self.tokens >= 1.0);
                if !granted {
                    let own = (1.0 - self.reserved) / (self.rate * INTERACTIVE_SHARE);
                    let common = (1.0 - self.tokens) / (self.rate * (1.0 - INTERACTIVE_SHARE));
                    // Where their share is used up the polls have the rest.
                    let wait = seconds(own.min(common).max(ahead / (self.rate * look_up_share(self.rate))));
                    self.yields_until = now.checked_add_signed(delta(wait + Duration::from_millis(500)));
                    return Answer::Wait(wait);
                }
                self.looked += 1.0;
                if self.reserved >= 1.0 {
                    self.reserved -= 1.0;
                } else {
                    self.tokens -= 1.0;
                    self.yields_until = None;
                }
                Answer::Go
            }
            Lane::Poll => {
                let needed = if yields { 2.0 } else { 1.0 };
                if self.tokens >= needed {
                    self.tokens -= 1.0;
                    Answer::Go
                } else {
                    let own = (needed - self.tokens) / (self.rate * (1.0 - INTERACTIVE_SHARE));
                    let with_overflow = (needed - self.tokens + 1.0 - self.reserved) / self.rate;
                    Answer::Wait(seconds(own.min(with_overflow)))
                }
            }
        }
    }

    /// Adds what has flowed in since the last time; what the interactive bucket cannot hold flows on into the common one.
    fn fill(&mut self, now: Timestamp) {
        let since = self.filled_at.map_or(0.0, |at| (now - at).as_seconds_f64());
        if self.filled_at.is_none() || !(-60.0..=0.0).contains(&since) {
            self.filled_at = Some(now);
        }
        let flow = since.max(0.0) * self.rate;
        self.looked = (self.looked - flow * look_up_share(self.rate)).max(0.0);
        let burst = BURST.max(self.ceiling / 10.0);
        let wanted = self.reserved + flow * INTERACTIVE_SHARE;
        let overflow = (wanted - 1.0).max(0.0);
        self.reserved = wanted.min(1.0);
        self.tokens = (self.tokens + flow * (1.0 - INTERACTIVE_SHARE) + overflow).min(burst - 1.0);
    }

    /// Lets the rate follow from the time in which nothing was refused.
    fn grow(&mut self, now: Timestamp) {
        self.failures = 0;
        let unit = self.unit();
        // In the future: the clock was set back.
        self.calm_at = self.calm_at.filter(|at| *at <= now + SKEW);
        let since = self.calm_at.map_or(0.0, |at| (now - at).as_seconds_f64());
        // Only time in which requests went through tells anything.
        let since = since.clamp(0.0, (6.0 * unit).max(2.0 / self.rate.max(0.001)));
        self.calm += since;
        self.passed += 1.0;
        self.allowed += since * self.rate;
        self.calm_at = self.calm_at.max(Some(now));
        let probing = (self.calm / unit - HOLD).max(0.0) / RAMP;
        self.rate = (self.base + self.ceiling * probing * probing).clamp(self.ceiling * FLOOR, self.ceiling);
    }

    /// A server in trouble gets fewer requests: a tenth less with each failure in a row, down to a quarter of the ceiling, and from
    /// there as fast up again as any probe.
    fn slow_down(&mut self) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES {
            self.rate = (self.rate * 0.9).max(self.rate.min(self.ceiling / 4.0));
            self.base = self.rate;
            self.calm = self.calm.min(HOLD * self.unit());
        }
    }

    fn throttle(&mut self, now: Timestamp, pauses: Pauses) -> Duration {
        let quiet = self.paused_until.is_none_or(|until| now - until > delta(self.last_pause.saturating_mul(10)));
        let pauses = Pauses { max: pauses.max.min(LONGEST_PAUSE), ..pauses };
        let base = Doubling::new(pauses.first, pauses.max).after((!quiet).then_some(self.last_pause));
        self.last_pause = base;
        let pause = between(base, base.mul_f64(1.2), unit_of(now));
        self.fall();
        self.first_pause = pauses.first;
        self.tokens = -DEBT;
        self.reserved = 0.0;
        self.paused_until = now.checked_add_signed(delta(pause));
        self.filled_at = self.paused_until;
        self.calm = pause.as_secs_f64();
        (self.passed, self.allowed) = (0.0, 0.0);
        self.calm_at = self.paused_until;
        pause
    }

    /// How far a 429 lowers the rate.
    fn fall(&mut self) {
        let hold = HOLD * self.unit();
        let granted = self.passed.min(self.allowed.max(1.0)) / self.calm.max(0.1);
        let half = self.rate / 2.0;
        self.base = if self.base <= 0.0 {
            half
        } else if self.calm >= hold {
            let held = self.base.min(self.rate);
            let refined = if self.met > 0.0 { held } else { (held * REFINE).min(held.midpoint(self.rate)) };
            let long_granted = self.passed - self.base * hold > BEYOND_BURST;
            if long_granted {
                self.met = 0.0;
            }
            refined.max(if long_granted { half } else { MARGIN * granted })
        } else if self.passed >= SEEN {
            self.met = granted;
            MARGIN * granted.min(self.rate)
        } else {
            self.met = 0.0;
            // The refused one had nearly been granted.
            let few = (self.passed + 1.0) / self.calm.max(0.1);
            if self.passed < 1.0 { half } else { few.clamp(self.rate / 8.0, half) }
        }
        .max(self.ceiling * FLOOR);
        self.rate = self.base;
    }

    /// Seconds of a first pause.
    fn unit(&self) -> f64 {
        if self.first_pause.is_zero() { Pauses::default().first } else { self.first_pause }.as_secs_f64()
    }

    fn pause_left(&self, now: Timestamp) -> Option<Duration> {
        let left = (self.paused_until? - now).to_std().ok().filter(|left| !left.is_zero())?;
        // A clock that was set back must not lengthen the pause; hosts whose clocks differ a little keep it.
        let longest = self.last_pause.mul_f64(1.2);
        (left <= longest + SKEW).then(|| left.min(longest))
    }
}

/// 0..1 from the time itself: spreads the ends of pauses without a source of randomness in a pure function.
fn unit_of(now: Timestamp) -> f64 {
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
