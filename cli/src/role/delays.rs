//! How late posts were, hour by hour, as this process measured it. It is written into the store every minute, so that a restart forgets little.

use domain::clock::EpochHour;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::hourly::Hour;
use uuid::Uuid;

/// From a post's publication to its append, while the worker that found it was running.
pub const SEEN: &str = "seen";
/// The same of posts that were published before that worker started.
pub const DOWNTIME: &str = "downtime";
/// From a post's append to its message.
pub const SENT: &str = "sent";
/// The histograms that are kept by the hour, and the word of each.
pub const KEPT: [(&str, &str); 3] = [
    ("deviantcord_post_seen_delay_seconds", SEEN),
    ("deviantcord_post_downtime_delay_seconds", DOWNTIME),
    ("deviantcord_message_delay_seconds", SENT),
];

/// Buckets for each doubling: a quantile is within a tenth of the true delay.
const FINENESS: f64 = 4.0;
/// Delays below 2^-6 s count as that.
const LEAST: f64 = -6.0;

/// Delays in logarithmic buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram(BTreeMap<u8, u64>);

impl Histogram {
    /// Counts a delay in seconds.
    pub fn add(&mut self, seconds: f64) {
        let bucket = ((seconds.max(LEAST.exp2()).log2() - LEAST) * FINENESS).min(f64::from(u8::MAX)) as u8;
        *self.0.entry(bucket).or_default() += 1;
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(bucket, count)| *self.0.entry(*bucket).or_default() += count);
    }

    /// Delays that were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// What this share (0 to 1) of the delays does not exceed, in seconds, within a tenth; None: there are none.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let (rank, mut below) = ((self.count() as f64 * share).ceil().max(1.0), 0.0);
        let reaches = |(bucket, count): (&u8, &u64)| {
            below += *count as f64;
            (below >= rank).then(|| ((f64::from(*bucket) + 0.5) / FINENESS + LEAST).exp2())
        };
        self.0.iter().find_map(reaches)
    }
}

/// What was counted in which hour.
type Counted = BTreeMap<(i64, &'static str), Histogram>;

static COUNTED: Mutex<Counted> = Mutex::new(BTreeMap::new());

/// Hours since 1970, by this host's clock.
#[must_use]
pub fn hour_of(seconds: i64) -> i64 {
    seconds.div_euclid(3_600)
}

/// Counts a delay in that hour.
pub fn note(hour: i64, what: &'static str, seconds: f64) {
    COUNTED.lock().entry((hour, what)).or_default().add(seconds);
}

/// Takes over what this process had counted before its start.
pub fn restore(rows: &[Hour], me: Uuid) {
    let mut counted = COUNTED.lock();
    for row in rows.iter().filter(|row| row.process == me) {
        let Some((_, what)) = KEPT.iter().find(|(_, what)| *what == row.what) else { continue };
        counted.entry((row.hour.0, what)).or_default().merge(&read(row));
    }
}

/// What this process has counted and still remembers.
#[must_use]
pub fn remembered(me: Uuid) -> Vec<Hour> {
    COUNTED.lock().iter().map(|((hour, what), histogram)| row(*hour, what, histogram, me)).collect()
}

fn row(hour: i64, what: &str, histogram: &Histogram, process: Uuid) -> Hour {
    Hour { hour: EpochHour(hour), process, what: what.to_owned(), figures: serde_json::to_string(histogram).unwrap_or_default() }
}

/// What was remembered is in the store: from now on only what may still change is, and one hour more, which may have begun since the last time.
pub fn written(hour: i64) {
    COUNTED.lock().retain(|(at, _), _| *at >= hour - 1);
}

/// A row's histogram; an empty one if a newer version wrote it differently.
#[must_use]
pub fn read(row: &Hour) -> Histogram {
    serde_json::from_str(&row.figures).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_within_a_tenth_and_survives_the_store() {
        let mut histogram = Histogram::default();
        (1..=1_000).for_each(|seconds| histogram.add(f64::from(seconds)));
        histogram.add(0.0);
        histogram.add(f64::INFINITY);
        let near = |share: f64, wanted: f64| (histogram.quantile(share).unwrap() / wanted - 1.0).abs() < 0.1;
        assert!(near(0.5, 500.0) && near(0.99, 991.0) && histogram.count() == 1_002, "{histogram:?}");
        let me = Uuid::new_v4();
        let row =
            |process| Hour { hour: EpochHour(7), process, what: SEEN.to_owned(), figures: serde_json::to_string(&histogram).unwrap() };
        assert_eq!(read(&row(me)), histogram);
        restore(&[row(me), row(Uuid::new_v4())], me);
        note(7, SEEN, 3.0);
        let rows = remembered(me);
        written(9);
        assert_eq!(remembered(me), [], "the store has it");
        let written = rows.iter().find(|row| row.hour == EpochHour(7)).map(read).unwrap();
        assert_eq!(written.count(), 1_003, "what was counted before a restart and after it");
        assert_eq!(Histogram::default().quantile(0.5), None);
    }
}
