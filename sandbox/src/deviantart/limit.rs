//! The adaptive rate limit: a hidden capacity per application and per user that shrinks when it is exceeded.
//!
//! The vendor publishes neither numbers nor headers. Known: bursts matter more than totals, a user's limit is much
//! stricter than an application's (WIX-223, WIX-266), a block decays with time (WIX-91), 30 calls back to back gave
//! 15 refusals while the same 30 at 3 a second gave none (NIB).

use std::time::{Duration, Instant};

/// How many requests are too many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateModel {
    /// Requests that may come at once.
    pub burst: f64,
    /// Requests a second that may come steadily.
    pub per_second: f64,
    /// A user's token gets this share of both.
    pub user_share: f64,
    /// After a refusal everything is refused so long; a request inside it is a violation and restarts the pause.
    pub pause: Duration,
    /// Requests so soon after a refusal may have been under way already: refused, but no violation.
    pub grace: Duration,
    /// Each refusal multiplies the capacity by this, down to a tenth.
    pub shrink: f64,
    /// The share of the capacity that comes back each second without a refusal.
    pub recovery: f64,
}

impl RateModel {
    /// About what was measured at the vendor's.
    #[must_use]
    pub const fn vendor() -> Self {
        Self {
            burst: 15.0,
            per_second: 4.0,
            user_share: 0.75,
            pause: Duration::from_secs(4),
            grace: Duration::from_millis(500),
            shrink: 0.5,
            recovery: 0.02,
        }
    }

    /// Never refuses by itself.
    #[must_use]
    pub const fn unlimited() -> Self {
        Self { burst: f64::INFINITY, per_second: f64::INFINITY, user_share: 1.0, ..Self::generous() }
    }

    /// Refuses only what no well-behaved client does: for tests that are in a hurry.
    #[must_use]
    pub const fn generous() -> Self {
        Self {
            burst: 200.0,
            per_second: 200.0,
            user_share: 0.5,
            pause: Duration::from_secs(1),
            grace: Duration::from_millis(500),
            shrink: 0.5,
            recovery: 0.1,
        }
    }
}

impl Default for RateModel {
    fn default() -> Self {
        Self::generous()
    }
}

/// What one credential has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests that were let through.
    pub allowed: u64,
    /// Requests that were answered with 429.
    pub refused: u64,
    /// Requests that came inside a pause, after the grace time: a well-behaved client has none.
    pub violations: u64,
    /// Tokens that the application fetched.
    pub tokens: u64,
}

/// One credential's (or user's) capacity. Time is a parameter, so hours can be simulated without waiting for them.
#[derive(Clone, Debug)]
pub struct Bucket {
    level: f64,
    health: f64,
    at: Instant,
    pause: Option<(Instant, Instant)>,
    /// What was done so far.
    pub usage: Usage,
}

impl Bucket {
    /// Full and healthy.
    #[must_use]
    pub fn new(model: &RateModel, now: Instant) -> Self {
        Self { level: model.burst, health: 1.0, at: now, pause: None, usage: Usage::default() }
    }

    /// Lets a request through (true) or refuses it. The model may change from one request to the next; `share` is 1 for an
    /// application and [`RateModel::user_share`] for a user.
    pub fn take(&mut self, model: &RateModel, share: f64, now: Instant) -> bool {
        if self.inside_pause(model, now) {
            return false;
        }
        if model.per_second.is_infinite() {
            self.usage.allowed += 1;
            return true;
        }
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.health = (self.health + model.recovery * seconds).min(1.0);
        let capacity = (model.burst * share * self.health).max(1.0);
        self.level = (self.level + model.per_second * share * self.health * seconds).min(capacity);
        if self.level < 1.0 {
            self.refuse(model, now);
            return false;
        }
        self.level -= 1.0;
        self.usage.allowed += 1;
        true
    }

    /// A refusal by order (a storm), with all that follows from one.
    pub(super) fn force(&mut self, model: &RateModel, now: Instant) {
        if !self.inside_pause(model, now) {
            self.refuse(model, now);
        }
    }

    fn refuse(&mut self, model: &RateModel, now: Instant) {
        self.usage.refused += 1;
        self.health = (self.health * model.shrink).max(0.1);
        self.pause = Some((now, now + model.pause));
    }

    fn inside_pause(&mut self, model: &RateModel, now: Instant) -> bool {
        let Some((since, until)) = self.pause else { return false };
        if now >= until {
            self.pause = None;
            return false;
        }
        self.usage.refused += 1;
        if now >= since + model.grace {
            self.usage.violations += 1;
            self.pause = Some((now, now + model.pause));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn thirty_at_once_are_refused_in_part_and_paced_ones_never() {
        let (model, start) = (RateModel::vendor(), Instant::now());
        let mut burst = Bucket::new(&model, start);
        let passed = (0..30).filter(|_| burst.take(&model, 1.0, start)).count();
        assert_eq!((passed, burst.usage.refused, burst.usage.violations), (15, 15, 0));
        let mut paced = Bucket::new(&model, start);
        assert!((0..30).all(|n| paced.take(&model, model.user_share, at(start, n * 334))));
    }

    #[test]
    fn asking_inside_the_pause_is_a_violation_and_prolongs_it() {
        let (model, start) = (RateModel { burst: 1.0, ..RateModel::vendor() }, Instant::now());
        let mut bucket = Bucket::new(&model, start);
        assert!(bucket.take(&model, 1.0, start));
        assert!(!bucket.take(&model, 1.0, at(start, 1)));
        assert!(!bucket.take(&model, 1.0, at(start, 3_000)));
        assert_eq!(bucket.usage.violations, 1);
        assert!(!bucket.take(&model, 1.0, at(start, 5_000)), "the violation restarted the pause");
        assert!(bucket.take(&model, 1.0, at(start, 10_000)));
    }
}
