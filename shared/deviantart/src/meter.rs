//! Counts what was spent on what. A request counts when its outcome is known; waiting for the budget costs nothing.

use super::Error;
use chrono::TimeDelta;
use domain::budget::Lane;
use domain::clock::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};

/// Requests of the last minute that are remembered.
const REMEMBERED: usize = 10_000;

/// What was spent on one endpoint in one lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// The documented name, without parameters.
    pub endpoint: &'static str,
    pub lane: Lane,
    /// Answered, be it with a refusal of what was asked.
    pub answered: u64,
    /// Answered with 429.
    pub throttled: u64,
    /// Everything else: refused by the edge, a server error, no answer.
    pub failed: u64,
}

/// See the module's text.
#[derive(Debug, Default)]
pub(super) struct Meter {
    counts: BTreeMap<(&'static str, bool), Spent>,
    recent: VecDeque<Timestamp>,
}

impl Meter {
    pub(super) fn count(&mut self, endpoint: &'static str, lane: Lane, failure: Option<&Error>, now: Timestamp) {
        let new = Spent { endpoint, lane, answered: 0, throttled: 0, failed: 0 };
        let spent = self.counts.entry((endpoint, lane == Lane::Interactive)).or_insert(new);
        match failure {
            Some(Error::Throttled) => spent.throttled += 1,
            Some(error) if error.is_transient() => spent.failed += 1,
            _ => spent.answered += 1,
        }
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
    }

    pub(super) fn last_minute(&mut self, now: Timestamp) -> usize {
        while self.recent.front().is_some_and(|at| *at + TimeDelta::minutes(1) < now) {
            self.recent.pop_front();
        }
        self.recent.len()
    }

    pub(super) fn spent(&self) -> Vec<Spent> {
        self.counts.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_endpoint_lane_and_outcome() {
        let (mut meter, start) = (Meter::default(), Timestamp::UNIX_EPOCH);
        meter.count("gallery/all", Lane::Poll, None, start);
        meter.count("gallery/all", Lane::Poll, Some(&Error::UserNotFound("x".to_owned())), start);
        meter.count("gallery/all", Lane::Poll, Some(&Error::Throttled), start);
        meter.count("gallery/all", Lane::Interactive, Some(&Error::Timeout), start + TimeDelta::seconds(90));
        let polls = Spent { endpoint: "gallery/all", lane: Lane::Poll, answered: 2, throttled: 1, failed: 0 };
        let look_ups = Spent { endpoint: "gallery/all", lane: Lane::Interactive, answered: 0, throttled: 0, failed: 1 };
        assert_eq!(meter.spent(), [polls, look_ups]);
        assert_eq!(meter.last_minute(start + TimeDelta::seconds(90)), 1);
    }
}
