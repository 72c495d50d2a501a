//! What the schedule keeps over a restart, and the times between its seconds and the world's.

use super::pulse::Common;
use super::pulse::belief::Belief;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::source::Rates;
use serde::{Deserialize, Serialize};

/// From the publication times of known posts, in any order: what a first page would have taught.
#[must_use]
pub fn rates_of(posts: &[Timestamp], now: Timestamp) -> Rates {
    let mut times: Vec<f64> = posts.iter().filter(|time| **time <= now).map(|time| seconds(*time)).collect();
    times.sort_by(f64::total_cmp);
    Belief::first_page(&times, seconds(now)).into()
}

/// The belief; a text from elsewhere may say anything, so nothing is taken as it is that would make no sense at `seen`.
#[must_use]
pub(super) fn belief(rates: Rates, seen: f64) -> Belief {
    let sane = |value: f32| if value.is_finite() { value.clamp(-1e9, 1e9) } else { 0.0 };
    let [sessions, cos, sin] = rates.sessions.map(sane);
    let past = |time: f64| if time.is_finite() { time.min(seen) } else { seen };
    Belief {
        since: past(rates.since),
        last_post: past(rates.last_post),
        posts: sane(rates.posts).max(0.0),
        sessions: sessions.max(0.0),
        cos,
        sin,
    }
}

impl From<Belief> for Rates {
    fn from(belief: Belief) -> Self {
        let Belief { since, last_post, posts, sessions, cos, sin } = belief;
        Self { since, last_post, posts, sessions: [sessions, cos, sin] }
    }
}

/// What was learned over all sources together, as text: one row of `schedule_state`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Together {
    observed: Vec<f32>,
    expected: Vec<f32>,
    price: Option<f64>,
    rate: f64,
}

impl From<Common> for Together {
    fn from(common: Common) -> Self {
        let [observed, expected] = common.hazard;
        Self { observed, expected, price: common.price, rate: common.rate }
    }
}

impl From<Together> for Common {
    fn from(together: Together) -> Self {
        Self { hazard: [together.observed, together.expected], price: together.price, rate: together.rate }
    }
}

/// Seconds since 1970, with microseconds.
#[must_use]
pub fn seconds(time: Timestamp) -> f64 {
    time.timestamp_micros() as f64 / 1e6
}

/// The first microsecond that is not before this.
#[must_use]
pub fn instant(seconds: f64) -> Timestamp {
    let since = TimeDelta::microseconds((seconds * 1e6).ceil() as i64);
    Timestamp::UNIX_EPOCH.checked_add_signed(since).unwrap_or(Timestamp::MAX_UTC)
}

/// A span of this many seconds.
#[must_use]
pub fn span(seconds: f64) -> TimeDelta {
    TimeDelta::microseconds((seconds * 1e6).round() as i64)
}
