//! What a poll costs at present, in weighted post-seconds of delay, and how long nobody may be left alone.

use super::HOUR;

/// Step of the price's moving average.
const GAIN: f64 = 0.005;
/// Largest deviation of one poll that counts, as a logarithm.
const CLAMP: f64 = 2.0;
/// Time constant of the measured rate of polls, seconds: storms of refusals show in it by themselves.
const SMOOTH: f64 = 6.0 * HOUR;
/// The cap asked for, seconds.
const CAP: f64 = 6.0 * HOUR;
/// The largest share of all polls that the cap may take.
const SHARE: f64 = 0.2;

/// The delay that has to have gathered for a poll to be worth it: the geometric moving average of what recent polls were worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price(pub f64);

impl Price {
    /// A poll that was worth so much was the best one available.
    pub fn follow(&mut self, worth: f64) {
        if worth > 0.0 {
            self.0 *= (GAIN * (worth / self.0).ln().clamp(-CLAMP, CLAMP)).exp();
        }
    }
}

/// Polls a second, measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meter {
    pub polls_per_s: f64,
    last: Option<f64>,
}

impl Meter {
    #[must_use]
    pub const fn new(polls_per_s: f64) -> Self {
        Self { polls_per_s, last: None }
    }

    /// A poll begins.
    pub fn tick(&mut self, now: f64) {
        if let Some(last) = self.last {
            let gap = (now - last).max(1e-9);
            let kept = (-gap / SMOOTH).exp();
            self.polls_per_s = self.polls_per_s * kept + (1.0 - kept) / gap;
        }
        self.last = Some(now);
    }

    /// The longest time without a poll, when there are this many sources.
    #[must_use]
    pub fn cap(&self, sources: f64) -> f64 {
        CAP.max(sources / (SHARE * self.polls_per_s.max(1e-9)))
    }
}
