//! What wakes the worker's loop: a stop, polls that ended, hints, and its timers.

use crate::assign;
use crate::poll::{Failure, Poll};
use crate::schedule::Key;
use coordination::Listener;
use domain::id::ArtistId;
use std::time::Duration;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

/// Positions that moved are saved together after at most this time.
const SAVE: Duration = Duration::from_secs(1);
/// Whether the watches changed is asked at least this often, and not more often than takes a fiftieth of the time; after a hint, a fifth.
const SYNC: Duration = Duration::from_secs(1);
const SYNC_SLOWEST: Duration = Duration::from_secs(30);

/// Polls under way.
pub(super) type Polls = JoinSet<(Key, Result<Poll, Failure>)>;

/// How the task of a poll ended, with what it found.
pub(super) type Ended = Result<(Id, (Key, Result<Poll, Failure>)), JoinError>;

/// Why the loop woke.
pub(super) enum Wake {
    Stop,
    Ended(Box<Ended>),
    /// Somebody else saw something new of this artist.
    Revealed(ArtistId),
    /// The list of watches is due to be read.
    Sync,
    /// A heartbeat is due.
    Beat,
    /// Positions are due to be saved, for the nth time.
    Save(u32),
    /// A source may be due, or a hint came that [`Alarms`] took note of.
    Due,
}

/// The timers of the loop, and what it hears from other processes.
pub(super) struct Alarms {
    watches: Listener,
    news: Listener,
    beats: Interval,
    saves: Interval,
    saved: u32,
    next_sync: Instant,
    /// After a hint.
    soonest_sync: Instant,
}

impl Alarms {
    pub(super) fn new(watches: Listener, news: Listener) -> Self {
        Self {
            watches,
            news,
            beats: ticker(assign::BEAT),
            saves: ticker(SAVE),
            saved: 0,
            next_sync: Instant::now(),
            soonest_sync: Instant::now(),
        }
    }

    /// Waits for what comes first, at most for `idle`.
    pub(super) async fn next(&mut self, polls: &mut Polls, stop: &CancellationToken, idle: Duration) -> Wake {
        tokio::select! {
            biased;
            () = stop.cancelled() => Wake::Stop,
            Some(ended) = polls.join_next_with_id() => Wake::Ended(Box::new(ended)),
            _ = self.watches.next() => {
                self.watches.clear();
                self.sync_soon();
                Wake::Due
            }
            artist = revealed(&mut self.news) => Wake::Revealed(artist),
            () = sleep_until(self.next_sync) => Wake::Sync,
            _ = self.beats.tick() => Wake::Beat,
            _ = self.saves.tick() => {
                self.saved = self.saved.wrapping_add(1);
                Wake::Save(self.saved)
            }
            () = sleep(idle) => Wake::Due,
        }
    }

    /// The list of watches was read, which took so long.
    pub(super) fn synced(&mut self, took: Duration) {
        let now = Instant::now();
        (self.next_sync, self.soonest_sync) = (now + (took * 50).clamp(SYNC, SYNC_SLOWEST), now + (took * 5).min(SYNC_SLOWEST));
    }

    /// Who watches what, or polls what, has changed.
    pub(super) fn sync_soon(&mut self) {
        self.next_sync = self.next_sync.min(self.soonest_sync);
    }
}

fn ticker(every: Duration) -> Interval {
    let mut ticker = interval(every);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticker
}

/// The next artist of which another process saw something new; cancel-safe.
async fn revealed(news: &mut Listener) -> ArtistId {
    loop {
        if let Ok(artist) = news.next().await.parse() {
            return artist;
        }
    }
}
