//! Who leads, decided by observation.
//!
//! The leader beats: it changes a value in the store. A standby polls that value and takes over once it has not changed for
//! [`SILENT_POLLS`] polls in a row. It compares the value only with itself and counts polls by its own monotonic clock, so no two clocks have
//! to agree, neither those of hosts nor the database's. A poll that fails tells nothing: a store that does not answer holds up the owner and
//! its standby alike.
//!
//! An owner believes that it leads for [`GUARDED_POLLS`] polls after it sent its last beat, which is less than any standby waits. What a
//! projector or a rebuild writes is fenced by the epoch as well. What the sender writes (that it sends, and what became of it) is not: its guard
//! ends before a standby sends, an outcome is true however late it is written, and none takes back that a message was sent.

use crate::clock::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// After this many polls in a row without a new beat, a standby takes over.
pub const SILENT_POLLS: u32 = 11;
/// For as long as this many polls after its last beat, an owner may believe that it leads.
pub const GUARDED_POLLS: u32 = 10;

// A standby has seen the last beat only after it was sent, so one poll more than the owner believes is enough.
const _: () = assert!(GUARDED_POLLS < SILENT_POLLS);

/// What one poll of the owner's beat shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The first poll: nothing to compare with.
    First,
    /// The beat changed between two polls: the owner lives.
    Beating,
    /// The beat has not changed for this many polls.
    Silent(u32),
}

impl Sign {
    /// Whether a standby takes over now.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Silent(polls) if polls >= SILENT_POLLS)
    }
}

/// What a standby remembers of the beat that it polls.
#[derive(Clone, Debug)]
pub struct Observation<B> {
    last: Option<B>,
    silent: u32,
}

impl<B> Default for Observation<B> {
    fn default() -> Self {
        Self { last: None, silent: 0 }
    }
}

impl<B: PartialEq> Observation<B> {
    /// A poll found this beat.
    pub fn saw(&mut self, beat: B) -> Sign {
        let sign = match &self.last {
            None => Sign::First,
            Some(last) if *last != beat => Sign::Beating,
            Some(_) => Sign::Silent(self.silent.saturating_add(1)),
        };
        self.silent = if let Sign::Silent(polls) = sign { polls } else { 0 };
        self.last = Some(beat);
        sign
    }

    /// A poll failed. Perhaps the owner cannot beat either: it gets the whole time again.
    pub fn failed(&mut self) {
        self.silent = 0;
    }
}

/// The right to lead, until another process takes over. Clones share it.
#[derive(Clone)]
pub struct Term {
    /// Rises with every change of owner: what the store refuses former owners by.
    pub epoch: u64,
    clock: Arc<dyn Clock>,
    guard: Duration,
    /// Milliseconds of uptime.
    valid_until: Arc<AtomicU64>,
}

impl Term {
    /// A term that was taken by a request sent at this uptime, where standbys wait at least `poll` between two polls.
    #[must_use]
    pub fn new(epoch: u64, clock: Arc<dyn Clock>, poll: Duration, sent: Duration) -> Self {
        let term = Self { epoch, clock, guard: poll * GUARDED_POLLS, valid_until: Arc::default() };
        term.extend(sent);
        term
    }

    /// The store took a beat that was sent at this uptime.
    pub fn extend(&self, sent: Duration) {
        let until = u64::try_from((sent + self.guard).as_millis()).unwrap_or(u64::MAX);
        self.valid_until.fetch_max(until, Ordering::SeqCst);
    }

    /// Whether no standby can have taken over yet, by this host's clock, which runs on while the host sleeps.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.clock.uptime().as_millis() < u128::from(self.valid_until.load(Ordering::SeqCst))
    }
}

impl std::fmt::Debug for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Term").field("epoch", &self.epoch).field("valid", &self.is_valid()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    /// What a poll finds: a beat, or no answer.
    type Poll = Option<i64>;

    /// The number of the poll, from 0, at which the standby takes over.
    fn taken_at(polls: impl IntoIterator<Item = Poll>) -> Option<usize> {
        let mut observation = Observation::default();
        polls.into_iter().position(|poll| match poll {
            Some(beat) => observation.saw(beat).is_over(),
            None => {
                observation.failed();
                false
            }
        })
    }

    #[test]
    fn a_standby_takes_over_after_silent_polls_alone() {
        let (silent, hour) = (SILENT_POLLS as usize, 3_600_000_000);
        let dead = vec![Some(5); silent + 1];
        let table: [(&str, Vec<Poll>, Option<usize>); 7] = [
            ("a dead owner", dead.clone(), Some(silent)),
            ("one poll too few", dead[1..].to_vec(), None),
            ("an owner that beats", (0..99).map(Some).collect(), None),
            ("an owner that beats at every tenth poll", (0..99).map(|n| Some(n / 10)).collect(), None),
            ("a clock that is set ahead and back", (0..99).map(|n| Some(n + hour * (n % 3 - 1))).collect(), None),
            ("a store that is away", [vec![Some(5); silent], vec![None; 99], vec![Some(5); silent - 1]].concat(), None),
            (
                "a beat after the store was away",
                [vec![Some(5); silent], vec![None; 9], vec![Some(6)], dead].concat(),
                Some(2 * silent + 10),
            ),
        ];
        for (case, polls, taken) in table {
            assert_eq!(taken_at(polls), taken, "{case}");
        }
    }

    #[test]
    fn a_new_owner_gets_the_whole_time() {
        let mut observation = Observation::default();
        let signs: Vec<Sign> = ["one", "one", "two", "two", "two"].into_iter().map(|beat| observation.saw(beat)).collect();
        assert_eq!(signs, [Sign::First, Sign::Silent(1), Sign::Beating, Sign::Silent(1), Sign::Silent(2)]);
    }

    /// Uptime in milliseconds.
    #[derive(Clone, Default)]
    struct Host(Arc<AtomicU64>);

    impl Clock for Host {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn uptime(&self) -> Duration {
            Duration::from_millis(self.0.load(Ordering::SeqCst))
        }
    }

    #[test]
    fn a_term_ends_before_a_standby_that_saw_its_last_beat_at_once_can_take_over() {
        let (host, poll) = (Host::default(), Duration::from_secs(1));
        let at = |ms| host.0.store(ms, Ordering::SeqCst);
        let term = Term::new(3, Arc::new(host.clone()), poll, Duration::ZERO);
        let clone = term.clone();
        at(9_999);
        assert!(term.is_valid());
        term.extend(Duration::from_secs(2));
        // An earlier beat whose answer came late takes nothing away.
        term.extend(Duration::from_secs(1));
        at(11_999);
        assert!(term.is_valid() && clone.is_valid());
        at(12_000);
        assert!(!term.is_valid() && !clone.is_valid());
        // The standby saw the beat as soon as it was sent.
        assert!(Duration::from_secs(2) + poll * SILENT_POLLS > host.uptime());
    }
}
