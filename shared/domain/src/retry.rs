//! Retry schedules as values: the caller asks the schedule for the next delay and brings the randomness. There is one formula for jitter,
//! [`between`], and one for a delay that doubles, [`Doubling`].

use std::time::Duration;

/// When to try again after failure number 0, 1, 2 …
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// `first`, doubled each time up to `max`, without end or for `attempts` retries.
    Exponential {
        /// The first delay.
        first: Duration,
        /// The longest delay.
        max: Duration,
        /// Retries before giving up; None: no end.
        attempts: Option<u32>,
    },
    /// These delays, one after the other, then no more.
    List(&'static [Duration]),
}

impl Schedule {
    /// For calls inside one process' reach: a database, a cache, a log. Never gives up, and is there within ten seconds of its return.
    pub const RECONNECT: Self = Self::Exponential { first: Duration::from_millis(200), max: Duration::from_secs(8), attempts: None };

    /// For a message to Discord: quick at first, because the nonce makes a repeat harmless and the channel's next message waits behind
    /// it, then over most of a day.
    pub const DELIVERY: Self = Self::List(&[
        Duration::from_millis(500),
        Duration::from_secs(2),
        Duration::from_secs(5),
        Duration::from_secs(30),
        Duration::from_secs(2 * 60),
        Duration::from_secs(10 * 60),
        Duration::from_secs(30 * 60),
        Duration::from_secs(2 * 3600),
        Duration::from_secs(5 * 3600),
        Duration::from_secs(10 * 3600),
    ]);

    /// The planned delay before retry number `attempt` (from 0); None when it is time to give up.
    #[must_use]
    pub fn planned(&self, attempt: u32) -> Option<Duration> {
        match self {
            Self::Exponential { attempts: Some(attempts), .. } if attempt >= *attempts => None,
            Self::Exponential { first, max, .. } => Some(Doubling::new(*first, *max).planned(attempt)),
            Self::List(delays) => delays.get(usize::try_from(attempt).ok()?).copied(),
        }
    }

    /// How long to wait before retry number `attempt` (from 0); None when it is time to give up. `unit` is a random number from 0 to 1: the
    /// delay lies between three quarters and five quarters of the plan, so that those who failed together do not come back together.
    #[must_use]
    pub fn delay(&self, attempt: u32, unit: f64) -> Option<Duration> {
        self.planned(attempt).map(|planned| spread(planned, unit))
    }

    /// [`delay`](Self::delay) with its own randomness.
    #[must_use]
    pub fn jittered(&self, attempt: u32) -> Option<Duration> {
        self.delay(attempt, rand::random())
    }
}

/// A delay that doubles with each failure in a row, without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubling {
    /// After the first failure.
    pub first: Duration,
    /// It grows no longer than this.
    pub max: Duration,
}

impl Doubling {
    /// From `first` up to `max`.
    #[must_use]
    pub const fn new(first: Duration, max: Duration) -> Self {
        Self { first, max }
    }

    /// The delay before retry number `attempt` (from 0).
    #[must_use]
    pub fn planned(&self, attempt: u32) -> Duration {
        self.first.saturating_mul(2_u32.saturating_pow(attempt.min(31))).min(self.max)
    }

    /// The delay that follows this one.
    #[must_use]
    pub fn after(&self, last: Option<Duration>) -> Duration {
        last.map_or(self.first, |last| last.saturating_mul(2)).min(self.max)
    }

    /// [`planned`](Self::planned) and [`jittered`].
    #[must_use]
    pub fn jittered(&self, attempt: u32) -> Duration {
        jittered(self.planned(attempt))
    }
}

/// Anywhere between two durations, by a random number from 0 to 1.
#[must_use]
pub fn between(low: Duration, high: Duration, unit: f64) -> Duration {
    let unit = if unit.is_finite() { unit.clamp(0.0, 1.0) } else { 0.5 };
    low + high.saturating_sub(low).mul_f64(unit)
}

/// Between three quarters and five quarters of a plan, so that those who failed together do not come back together.
#[must_use]
pub fn spread(planned: Duration, unit: f64) -> Duration {
    between(planned.mul_f64(0.75), planned.mul_f64(1.25), unit)
}

/// [`spread`] with its own randomness.
#[must_use]
pub fn jittered(planned: Duration) -> Duration {
    spread(planned, rand::random())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_delays_double_to_the_maximum() {
        let schedule = Schedule::RECONNECT;
        let plan: Vec<_> = (0..10).map(|attempt| schedule.delay(attempt, 0.5).unwrap().as_millis()).collect();
        assert_eq!(plan, [200, 400, 800, 1600, 3200, 6400, 8000, 8000, 8000, 8000]);
        assert_eq!(schedule.delay(u32::MAX, 0.5), Some(Duration::from_secs(8)), "never gives up, never overflows");
    }

    #[test]
    fn a_limited_schedule_and_a_list_give_up() {
        let limited = Schedule::Exponential { first: Duration::from_secs(1), max: Duration::from_secs(9), attempts: Some(3) };
        assert_eq!((0..5).filter_map(|attempt| limited.delay(attempt, 0.5)).count(), 3);
        assert_eq!((0..99).filter_map(|attempt| Schedule::DELIVERY.delay(attempt, 0.5)).count(), 10);
    }

    #[test]
    fn a_doubling_delay_follows_its_plan_from_either_end() {
        let doubling = Doubling::new(Duration::from_secs(3), Duration::from_secs(20));
        let mut last = None;
        for (attempt, seconds) in [3, 6, 12, 20, 20].into_iter().enumerate() {
            let delay = doubling.after(last);
            assert_eq!((delay, doubling.planned(attempt as u32)), (Duration::from_secs(seconds), delay));
            last = Some(delay);
        }
        assert_eq!(Doubling::new(Duration::MAX, Duration::MAX).planned(9), Duration::MAX);
    }

    #[test]
    fn jitter_stays_within_a_quarter() {
        let at = |unit| Schedule::DELIVERY.delay(2, unit).unwrap();
        assert_eq!(at(0.0), Duration::from_millis(3750));
        assert_eq!(at(1.0), Duration::from_millis(6250));
        assert_eq!(at(f64::NAN), Duration::from_secs(5));
        assert_eq!(at(7.0), at(1.0));
    }
}
