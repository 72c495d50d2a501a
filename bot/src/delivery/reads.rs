//! When the sender reads what is due, and what: the channels in their order, round and round, or, while its hands are full, only what became due
//! last. Pure: time comes in, nothing is read here.

use domain::id::ChannelId;
use std::time::Duration;
use tokio::time::Instant;

/// Notifications in memory; above this the channels are not read in their order.
const IN_MEMORY: usize = 1_024;
/// Then what became due last is still read, this often and up to twice as many.
const NEWEST_EVERY: Duration = Duration::from_millis(200);

/// A read that took longer than this, past many channels that are busy, is followed by a rest of this many times its length.
const QUICK: Duration = Duration::from_millis(10);
const RESTS: u32 = 3;

/// What to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// The channels behind this one; None: from the first.
    Behind(Option<ChannelId>),
    /// What became due last.
    Newest,
}

/// The state of reading.
#[derive(Debug)]
pub(super) struct Reads {
    /// The longest time between two reads.
    every: Duration,
    /// One is under way.
    reading: bool,
    /// Something may be due.
    wanted: bool,
    /// The channel behind which the next read continues; None: with the first.
    after: Option<ChannelId>,
    /// How often the end of the channels is still to be reached, until all were passed since something may have become due.
    rounds: u8,
    /// When the read that is under way began, and from when on another may.
    began: Instant,
    resume_at: Instant,
    next_at: Instant,
    newest_at: Instant,
}

impl Reads {
    pub const fn new(every: Duration, now: Instant) -> Self {
        Self { every, reading: false, wanted: true, after: None, rounds: 0, began: now, resume_at: now, next_at: now, newest_at: now }
    }

    /// Something may be due.
    pub const fn want(&mut self) {
        self.wanted = true;
    }

    /// The timer rang.
    pub fn timer(&mut self, now: Instant) {
        self.wanted |= now >= self.next_at;
    }

    /// What is to be read now, while so many notifications wait in memory.
    pub fn begin(&mut self, waiting: usize, now: Instant) -> Option<Read> {
        if !(self.wanted || self.rounds > 0) || self.reading || now < self.resume_at {
            return None;
        }
        let full = waiting >= IN_MEMORY;
        if full && !(self.wanted && waiting < 2 * IN_MEMORY && now >= self.newest_at) {
            return None;
        }
        if std::mem::take(&mut self.wanted) {
            self.rounds = 1 + u8::from(self.after.is_some());
        }
        (self.reading, self.began) = (true, now);
        if full {
            self.newest_at = now + NEWEST_EVERY;
            return Some(Read::Newest);
        }
        self.next_at = now + self.every;
        Some(Read::Behind(self.after))
    }

    /// The read of what became due last has ended.
    pub const fn newest(&mut self) {
        self.reading = false;
    }

    /// A read of the channels has ended, and the next one continues behind this one; None: none is left. `due_in`: where nothing was due, when
    /// something will be.
    pub fn passed(&mut self, next: Option<ChannelId>, due_in: Option<Duration>, now: Instant) {
        let took = now - self.began;
        self.reading = false;
        if took > QUICK {
            // A store that was slow once must not delay what is new.
            self.resume_at = now + (took * RESTS).min(self.every);
        }
        self.after = next;
        self.rounds -= u8::from(next.is_none()).min(self.rounds);
        if let Some(wait) = due_in {
            self.next_at = self.next_at.min(now + wait.max(Duration::from_millis(5)));
        }
    }

    /// The store failed: not again before the timer.
    pub const fn failed(&mut self) {
        (self.reading, self.rounds) = (false, 0);
    }

    /// When to look again, unless something else happens before: `now + every` at the latest. The end of a read, or of an attempt, does so too.
    pub fn wakes_at(&self, waiting: usize, now: Instant) -> Instant {
        let mut timer = now + self.every;
        if (self.wanted || self.rounds > 0) && self.resume_at > now {
            timer = timer.min(self.resume_at);
        }
        let at = match (self.reading, waiting >= IN_MEMORY) {
            (true, _) => timer,
            (false, true) if self.wanted && waiting < 2 * IN_MEMORY => self.newest_at.max(self.resume_at),
            (false, true) => timer,
            (false, false) => self.next_at.max(self.resume_at),
        };
        at.min(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(1);
    const QUICKLY: Duration = Duration::from_millis(1);

    #[test]
    fn channels_are_read_round_and_round_until_all_were_passed_since_something_became_due() {
        let now = Instant::now();
        let mut reads = Reads::new(EVERY, now);
        assert_eq!(reads.begin(0, now), Some(Read::Behind(None)));
        assert_eq!(reads.begin(0, now), None, "one at a time");
        reads.passed(Some(ChannelId(7)), None, now + QUICKLY);
        reads.want();
        assert_eq!(reads.begin(0, now), Some(Read::Behind(Some(ChannelId(7)))));
        reads.passed(None, None, now + QUICKLY);
        assert_eq!(reads.begin(0, now), Some(Read::Behind(None)), "the channels before the seventh were read before that");
        reads.passed(None, None, now + QUICKLY);
        assert_eq!(reads.begin(0, now), None);
    }

    #[test]
    fn with_full_hands_only_what_became_due_last_is_read_and_never_without_a_bound() {
        let now = Instant::now();
        let mut reads = Reads::new(EVERY, now);
        assert_eq!(reads.begin(IN_MEMORY, now), Some(Read::Newest));
        reads.newest();
        assert_eq!(reads.begin(IN_MEMORY, now + EVERY), None, "nothing new");
        reads.want();
        assert_eq!(reads.begin(IN_MEMORY, now + QUICKLY), None, "so soon");
        assert_eq!(reads.wakes_at(IN_MEMORY, now + QUICKLY), now + NEWEST_EVERY);
        assert_eq!(reads.begin(2 * IN_MEMORY, now + EVERY), None, "too much is in memory");
        assert_eq!(reads.begin(IN_MEMORY, now + NEWEST_EVERY), Some(Read::Newest));
        reads.newest();
        assert_eq!(reads.begin(IN_MEMORY - 1, now + EVERY), Some(Read::Behind(None)), "with room, the channels are still to be passed");
    }

    #[test]
    fn a_store_that_was_slow_gets_a_rest_and_one_that_failed_waits_for_the_timer() {
        let now = Instant::now();
        let mut reads = Reads::new(EVERY, now);
        assert!(reads.begin(0, now).is_some());
        reads.passed(Some(ChannelId(1)), None, now + 5 * QUICK);
        assert_eq!(reads.begin(0, now + 6 * QUICK), None);
        assert_eq!(reads.wakes_at(0, now + 6 * QUICK), now + 20 * QUICK);
        assert_eq!(reads.begin(0, now + 20 * QUICK), Some(Read::Behind(Some(ChannelId(1)))));
        reads.failed();
        assert_eq!(reads.begin(0, now + 21 * QUICK), None);
        reads.timer(now + 21 * QUICK);
        assert_eq!(reads.begin(0, now + 21 * QUICK), None);
        reads.timer(now + 2 * EVERY);
        assert!(reads.begin(0, now + 2 * EVERY).is_some());
    }
}
