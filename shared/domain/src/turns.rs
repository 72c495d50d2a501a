//! Whether a loop still turns: a supervisor restarts a process whose loops hang, and only the loops themselves can tell that they do not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The turns of one loop. Clones share them; before the first turn it rests.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    count: AtomicU64,
    resting: AtomicBool,
}

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new(Inner { count: AtomicU64::new(0), resting: AtomicBool::new(true) }))
    }
}

impl Turns {
    /// The loop begins another turn.
    pub fn turn(&self) {
        self.0.count.fetch_add(1, Ordering::Relaxed);
        self.0.resting.store(false, Ordering::Relaxed);
    }

    /// The loop has ended, or waits for something that may stay away for long: its silence means nothing until its next turn.
    pub fn rest(&self) {
        self.0.resting.store(true, Ordering::Relaxed);
    }

    /// Turns since the start; None: it rests.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        (!self.0.resting.load(Ordering::Relaxed)).then(|| self.0.count.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;

    #[test]
    fn a_loop_that_rests_is_not_counted() {
        let turns = Turns::default();
        assert_eq!(turns.count(), None);
        turns.turn();
        turns.turn();
        assert_eq!(turns.count(), Some(2));
        turns.rest();
        assert_eq!(turns.clone().count(), None);
        turns.turn();
        assert_eq!(turns.count(), Some(3));
    }
}
