//! How many look-ups at DeviantArt one person and one server may ask for. All servers share one budget: what one of them takes, the posts of the
//! others wait for. Pure.

use domain::clock::Timestamp;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Look-ups for one person, and for one server, in [`WINDOW`].
const PERSON: usize = 20;
const SERVER: usize = 40;
/// An unknown name costs this many look-ups: it is asked for in several ways.
const UNKNOWN: usize = 3;
const WINDOW: chrono::TimeDelta = chrono::TimeDelta::minutes(1);
/// Persons and servers that are remembered; beyond that those go that have asked for nothing lately.
const MOST: usize = 10_000;

/// Tests by one person, and in one server, in [`WINDOW`].
const PERSON_TESTS: usize = 3;
const SERVER_TESTS: usize = 5;

/// What was sent by `/test` lately, where. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tests(Arc<Mutex<LookUps>>);

impl Default for Tests {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LookUps::at_most(PERSON_TESTS, SERVER_TESTS))))
    }
}

impl Tests {
    /// Counts a test by this person in this server.
    ///
    /// # Errors
    /// It is one too many.
    pub(super) fn take(&self, person: u64, server: u64, now: Timestamp) -> Result<(), Limited> {
        self.0.lock().take(person, server, now)
    }
}

/// Whose look-ups are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    Person,
    Server,
}

/// One look-up too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many look-ups by one {who:?}; the next one may come in {wait:?}")]
pub(crate) struct Limited {
    pub who: Who,
    /// Until the next one.
    pub wait: Duration,
}

/// What was looked up lately, for which guild.
#[derive(Debug)]
pub struct LookUps {
    lately: HashMap<(Who, u64), VecDeque<Timestamp>>,
    person: usize,
    server: usize,
}

impl Default for LookUps {
    fn default() -> Self {
        Self::at_most(PERSON, SERVER)
    }
}

impl LookUps {
    /// At most these for one person and for one server in a minute; the same count serves for other things that are few.
    fn at_most(person: usize, server: usize) -> Self {
        Self { lately: HashMap::new(), person, server }
    }

    /// Counts a look-up of this person in this server.
    ///
    /// # Errors
    /// It is one too many.
    pub(crate) fn take(&mut self, person: u64, server: u64, now: Timestamp) -> Result<(), Limited> {
        if self.lately.len() >= MOST {
            self.lately.retain(|_, times| times.back().is_some_and(|last| (*last..*last + WINDOW).contains(&now)));
        }
        let waits = self.both(person, server).map(|(who, id, most)| self.wait((who, id), most, now).map(|wait| Limited { who, wait }));
        if let Some(limited) = waits.into_iter().flatten().max_by_key(|limited| limited.wait) {
            return Err(limited);
        }
        self.add(person, server, 1, now);
        Ok(())
    }

    /// The look-up that was counted found nobody.
    pub(crate) fn found_nobody(&mut self, person: u64, server: u64, now: Timestamp) {
        self.add(person, server, UNKNOWN - 1, now);
    }

    fn add(&mut self, person: u64, server: u64, count: usize, now: Timestamp) {
        for (who, id, most) in self.both(person, server) {
            let times = self.lately.entry((who, id)).or_default();
            let room = (most + UNKNOWN).saturating_sub(times.len());
            times.extend(std::iter::repeat_n(now, count.min(room)));
        }
    }

    /// How long until the next one; None: now.
    fn wait(&mut self, who: (Who, u64), most: usize, now: Timestamp) -> Option<Duration> {
        let times = self.lately.get_mut(&who)?;
        // Also those in the future: the clock was set back.
        times.retain(|at| (*at..*at + WINDOW).contains(&now));
        let next = *times.get(times.len().checked_sub(most)?)? + WINDOW;
        (next - now).to_std().ok()
    }

    /// Both count, each with its limit.
    const fn both(&self, person: u64, server: u64) -> [(Who, u64, usize); 2] {
        [(Who::Person, person, self.person), (Who::Server, server, self.server)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn limited(who: Who, seconds: u64) -> Limited {
        Limited { who, wait: Duration::from_secs(seconds) }
    }

    #[test]
    fn one_person_has_a_few_in_a_minute_and_is_told_how_long_until_the_next() {
        let mut limits = LookUps::default();
        for n in 0..PERSON {
            assert_eq!(limits.take(1, 9, at(n.try_into().unwrap())), Ok(()));
        }
        assert_eq!(limits.take(1, 9, at(30)), Err(limited(Who::Person, 30)));
        assert_eq!(limits.take(2, 9, at(30)), Ok(()), "another one in the same server");
        assert_eq!(limits.take(1, 9, at(60)), Ok(()));
        assert_eq!(limits.take(1, 9, at(60)), Err(limited(Who::Person, 1)));
    }

    #[test]
    fn a_name_that_nobody_has_costs_more() {
        let mut limits = LookUps::default();
        let mut names = 0;
        while limits.take(1, 9, at(names)).is_ok() {
            limits.found_nobody(1, 9, at(names));
            names += 1;
        }
        assert_eq!(names, 7);
    }

    #[test]
    fn one_server_has_its_limit_for_all_who_ask_and_others_do_not_feel_it() {
        let mut limits = LookUps::default();
        for person in 0..SERVER {
            assert_eq!(limits.take(person.try_into().unwrap(), 9, at(0)), Ok(()));
        }
        assert_eq!(limits.take(1000, 9, at(1)), Err(limited(Who::Server, 59)));
        assert_eq!(limits.take(1000, 8, at(1)), Ok(()));
        assert_eq!(limits.take(1000, 9, at(-3600)), Ok(()), "the clock was set back");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut limits = LookUps::default();
        for n in 0..3 * MOST as u64 {
            let _ = limits.take(n, n, at((n / 10).try_into().unwrap()));
        }
        assert!(limits.lately.len() <= MOST + 2, "{}", limits.lately.len());
    }
}
