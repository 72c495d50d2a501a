//! What the schedule keeps over a restart, and the times between its seconds and the world's.

use super::pulse::Common;
use super::pulse::belief::{Belief, SESSION};
use super::pulse::bursts::Counts;
use super::pulse::habits::{Habits, QUARTERS, STARTS, distance};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::source::{self, Rates};
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
    let last_post = past(rates.last_post_s);
    Belief {
        last_post_s: last_post,
        posts: sane(rates.posts).max(0.0),
        exposure: Belief::exposure_since(past(rates.since_s), last_post),
        sessions: sessions.max(0.0),
        cos,
        sin,
        habits: habits(&rates.habits.unwrap_or_default()),
    }
}

fn habits(kept: &source::Habits) -> Habits {
    let followers = if kept.followers.is_finite() { kept.followers.clamp(0.0, 1e9) } else { 0.0 };
    let [least, most] = [0.0, SESSION].map(|gap| distance(gap) as f32 * followers);
    let gaps = if kept.gaps.is_finite() { kept.gaps.clamp(least, most) } else { least };
    let mut starts = [u8::MAX; STARTS];
    let known = kept.starts.iter().copied().filter(|start| *start < QUARTERS);
    starts.iter_mut().zip(known).for_each(|(start, known)| *start = known);
    Habits { followers, gaps, days: kept.days, starts }
}

impl From<Belief> for Rates {
    fn from(belief: Belief) -> Self {
        let since_s = belief.opened();
        let Belief { last_post_s, posts, sessions, cos, sin, habits, .. } = belief;
        let Habits { followers, gaps, days, starts } = habits;
        let habits = Some(source::Habits { followers, gaps, days, starts });
        Self { since_s, last_post_s, posts, sessions: [sessions, cos, sin], habits }
    }
}

/// Why what was learned over all sources together is not used, or not all of it.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No version writes such a text.
    #[error("it is not the text of a schedule: {0}")]
    Text(#[from] serde_json::Error),
    /// The rest is in use.
    #[error("some of its counts make no sense; those begin again")]
    Counts,
}

/// What was learned over all sources together, as text: one row of `schedule_state`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Together {
    observed: Vec<f32>,
    expected: Vec<f32>,
    price: Option<f64>,
    rate: f64,
    /// None: written by a version that knew no bursts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bursts: Option<Tables>,
}

/// The table of bursts.
#[derive(Debug, Serialize, Deserialize)]
struct Tables {
    observed: Vec<f32>,
    expected: Vec<f32>,
    watched: Vec<f32>,
    usual: [f64; 3],
}

impl From<Common> for Together {
    fn from(common: Common) -> Self {
        let Common { hazard: [observed, expected], bursts, price, polls_per_s: rate } = common;
        let bursts = bursts.map(|Counts { observed, expected, watched, usual }| Tables { observed, expected, watched, usual });
        Self { observed, expected, price, rate, bursts }
    }
}

impl From<Together> for Common {
    fn from(together: Together) -> Self {
        let Together { observed, expected, price, rate, bursts } = together;
        let bursts = bursts.map(|Tables { observed, expected, watched, usual }| Counts { observed, expected, watched, usual });
        Self { hazard: [observed, expected], bursts, price, polls_per_s: rate }
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

#[cfg(test)]
mod tests;
