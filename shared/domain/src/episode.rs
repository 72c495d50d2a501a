//! What is logged once: trouble that lasts, when it begins and when it ends, not at every attempt between; and of many things each the first time.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};

/// Things that [`Firsts`] remembers.
const MOST: usize = 4096;

/// Whether some trouble lasts.
#[derive(Debug, Default)]
pub struct Episode(AtomicBool);

impl Episode {
    /// One that began already and was logged.
    #[must_use]
    pub const fn begun() -> Self {
        Self(AtomicBool::new(true))
    }

    /// The trouble is there. True: it was not before, so it deserves a line.
    #[must_use]
    pub fn begins(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }

    /// The trouble is not there. True: it was before.
    pub fn ends(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

/// Many things, each of which deserves one line. Beyond 4,096 the oldest are forgotten: one that is still there deserves a line once more.
#[derive(Debug, Default)]
pub struct Firsts {
    hasher: RandomState,
    known: HashSet<u64>,
    order: VecDeque<u64>,
}

impl Firsts {
    /// True: this was not there before, so it deserves a line.
    #[must_use]
    pub fn is_first(&mut self, what: &impl Hash) -> bool {
        let mark = self.hasher.hash_one(what);
        if !self.known.insert(mark) {
            return false;
        }
        self.order.push_back(mark);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_many_things_is_first_once_and_the_oldest_are_forgotten() {
        let mut firsts = Firsts::default();
        assert!(firsts.is_first(&"a") && firsts.is_first(&("b", 1)) && !firsts.is_first(&"a") && !firsts.is_first(&("b", 1)));
        assert!((0..MOST - 1).all(|n| firsts.is_first(&n)), "each of them is new");
        assert!(!firsts.is_first(&0_usize) && firsts.is_first(&"a"), "the oldest was forgotten, younger ones were not");
        assert_eq!((firsts.known.len(), firsts.order.len()), (MOST, MOST));
    }

    #[test]
    fn only_the_first_failure_after_a_success_begins_an_episode() {
        let episode = Episode::default();
        assert!(!episode.ends());
        assert!(episode.begins() && !episode.begins() && !episode.begins());
        assert!(episode.ends() && !episode.ends());
        assert!(episode.begins());
    }
}
