//! All that the first page shows.

use crate::role::delays::{self, Histogram};
use crate::role::details::Details;
use crate::role::health::Check;
use crate::role::ops::alert::Alert;
use domain::clock::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;
use store::hourly::Hour;
use store::trace::{BrokenChannel, Waiting};

/// Hours that the plot shows.
pub const WEEK: i64 = 7 * 24;

/// See the module's text.
#[derive(Clone, Default)]
pub struct Picture {
    pub now: Timestamp,
    pub checks: Vec<Check>,
    /// None, as for what follows from the store: it could not be read.
    pub alerts: Option<Vec<Alert>>,
    pub processes: Vec<Member>,
    pub waiting: Option<Waiting>,
    /// Events that wait to be folded, and for how long the oldest has; None: that cannot be seen.
    pub lag: Option<(u64, Duration)>,
    pub channels: Option<Vec<BrokenChannel>>,
    pub delays: Delays,
    /// The store could not be read: delays and processes are what this process knows of itself.
    pub alone: bool,
}

/// A process, this one among them.
#[derive(Clone)]
pub struct Member {
    pub name: String,
    pub version: String,
    pub started_at: Option<Timestamp>,
    /// For how long it has been silent; None: it is this one.
    pub silent: Option<u64>,
    pub alive: bool,
    pub checks: Vec<Check>,
    pub gauges: BTreeMap<String, f64>,
    pub details: Details,
}

/// How late posts were.
#[derive(Clone, Default)]
pub struct Delays {
    pub hour: i64,
    /// By hour and word.
    by_hour: BTreeMap<(i64, String), Histogram>,
}

impl Delays {
    /// From the rows of all processes.
    #[must_use]
    pub fn of(rows: &[Hour], hour: i64) -> Self {
        let mut by_hour: BTreeMap<(i64, String), Histogram> = BTreeMap::new();
        rows.iter().for_each(|row| by_hour.entry((row.hour.0, row.what.clone())).or_default().merge(&delays::read(row)));
        Self { hour, by_hour }
    }

    /// Everything of this word since this number of whole hours ago.
    #[must_use]
    pub fn since(&self, what: &str, hours: i64) -> Histogram {
        let mut sum = Histogram::default();
        let lately = self.by_hour.iter().filter(|((hour, word), _)| *hour >= self.hour - hours && word == what);
        lately.for_each(|(_, histogram)| sum.merge(histogram));
        sum
    }

    /// This hour's of this word.
    #[must_use]
    pub fn at(&self, what: &str, hour: i64) -> Option<&Histogram> {
        self.by_hour.get(&(hour, what.to_owned()))
    }
}

impl Picture {
    /// The sum of a gauge over the live processes; None: nobody has it.
    #[must_use]
    pub fn sum(&self, gauge: &str) -> Option<f64> {
        self.live(gauge).reduce(|sum, value| sum + value)
    }

    /// The greatest value of a gauge among the live processes.
    #[must_use]
    pub fn most(&self, gauge: &str) -> Option<f64> {
        self.live(gauge).reduce(f64::max)
    }

    fn live<'a>(&'a self, gauge: &'a str) -> impl Iterator<Item = f64> + 'a {
        self.processes.iter().filter(|process| process.alive).filter_map(move |process| process.gauges.get(gauge).copied())
    }
}
