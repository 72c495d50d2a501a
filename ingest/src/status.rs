//! What a worker is doing, for pages and health checks.

use crate::vital::{KINDS, Tally, Vital};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::freshness::Freshness;
use domain::id::ArtistId;
use domain::turns::Turns;
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use store::ingest::SourceKind;

/// A snapshot of a worker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Watched artists that are this worker's.
    pub artists: usize,
    /// Their sources.
    pub sources: usize,
    /// How often this worker asked whether the watches have changed, and how often it read them all, since the start.
    pub list_checks: u64,
    /// See `list_checks`.
    pub list_reads: u64,
    /// Live workers, this one among them unless it rests.
    pub workers: usize,
    /// Sources that were polled, but not for more than twice their interval.
    pub overdue: usize,
    /// How long ago the source was polled whose last poll is the oldest.
    pub oldest_poll: Option<TimeDelta>,
    /// Polls under way.
    pub in_flight: usize,
    /// Polls that ended in the last minute, failed ones too.
    pub polls_per_minute: usize,
    /// Polls since the start that saw something.
    pub polls: u64,
    /// Polls since the start that failed.
    pub failed: u64,
    /// Events accepted since the start.
    pub events: u64,
    /// Requests since the start that read lists further down than the news asked for.
    pub reread: u64,
    /// Posts since the start that DeviantArt named and never showed.
    pub lost: u64,
    /// How late the posts of this worker's sources were, and how many of them regular polls had missed.
    pub freshness: Freshness,
    /// The watch feed.
    pub feed: Feed,
    /// Sources whose last poll failed.
    pub in_trouble: usize,
    /// Why polling does not work, be it for one kind of poll; None: it works, single polls aside.
    pub trouble: Option<String>,
    /// The last failure, in words.
    pub last_error: Option<(Timestamp, String)>,
    /// DeviantArt's edge refuses this worker's address until then.
    pub resting_until: Option<Timestamp>,
    /// A few sources that deserve a sight.
    pub standouts: Vec<Standout>,
    /// Why no polls are made at present: the log or the store refuses, or the credentials are not accepted.
    pub held_up_by: Option<String>,
}

/// Why a source deserves a sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Its last poll failed.
    Trouble,
    /// Its next poll is late.
    Overdue,
    /// Its last poll is older than those of others.
    Slow,
}

/// A source that deserves a sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standout {
    pub artist: ArtistId,
    pub name: String,
    pub kind: SourceKind,
    pub group: Group,
    /// How long ago it was polled last; None: never.
    pub age: Option<TimeDelta>,
    /// Polls in a row that failed.
    pub failures: u32,
    /// The last failure in words.
    pub trouble: Option<String>,
}

/// What the watch feed is good for now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Feed {
    /// No account is set up.
    #[default]
    Off,
    Works,
    /// Lost for this reason; artists are polled by the schedule alone.
    Lost(String),
}

/// A view into a running worker. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Handle(Arc<Mutex<State>>, Turns);

#[derive(Debug, Default)]
struct State {
    status: Status,
    vital: Vital,
}

impl Handle {
    /// For another worker in the place of one that ended: what it will find out by itself is forgotten.
    pub(crate) fn start_over(&self) {
        let mut state = self.lock();
        state.vital = Vital::default();
        (state.status.held_up_by, state.status.resting_until) = (None, None);
        state.status.freshness = Freshness::default();
    }

    /// The turns of the worker's loop.
    #[must_use]
    pub const fn turns(&self) -> &Turns {
        &self.1
    }

    /// What the worker is doing; `now` is for the rate.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        let mut state = self.lock();
        let mut status = state.status.clone();
        status.polls_per_minute = state.vital.last_minute(now);
        status.trouble = state.vital.trouble(now);
        status.resting_until = status.resting_until.filter(|until| *until > now);
        status
    }

    pub(crate) fn change(&self, how: impl FnOnce(&mut Status)) {
        how(&mut self.lock().status);
    }

    pub(crate) fn begins(&self, at: Timestamp) {
        self.lock().vital.begins(at);
    }

    pub(crate) fn ends(&self, at: Timestamp, kind: SourceKind, good: bool) {
        self.lock().vital.ends(at, kind, good);
    }

    pub(crate) fn tally(&self, tallies: [Tally; KINDS]) {
        self.lock().vital.tally(tallies);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_counts_the_last_minute_only() {
        let handle = Handle::default();
        let start = Timestamp::UNIX_EPOCH;
        for second in [0, 10, 50, 80] {
            handle.ends(start + TimeDelta::seconds(second), SourceKind::Gallery, true);
        }
        assert_eq!(handle.status(start + TimeDelta::seconds(80)).polls_per_minute, 2);
    }
}
