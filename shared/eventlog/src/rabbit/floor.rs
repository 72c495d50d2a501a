//! How far the log is known to reach at least.

use parking_lot::{Mutex, MutexGuard};

/// A lower bound of the log's end that holds for certain, so that a probe of the end knows how far it has to read. Deliveries may stop
/// anywhere for a moment; what was confirmed to us is there. The broker's own records make the true end higher.
#[derive(Debug, Default)]
pub(super) struct Floor(Mutex<Known>);

#[derive(Clone, Copy, Debug, Default)]
struct Known {
    next: u64,
    /// Records published by us so far; those up to `mark` may be among what `next` counts.
    published: u64,
    mark: u64,
}

impl Floor {
    fn known(&self) -> MutexGuard<'_, Known> {
        // Valid after every statement.
        self.0.lock()
    }

    /// The number of the record that is being published.
    pub fn published(&self) -> u64 {
        let mut known = self.known();
        known.published += 1;
        known.published
    }

    pub fn confirmed(&self, number: u64) {
        let mut known = self.known();
        if number > known.mark {
            known.next += 1;
        }
    }

    /// The log was seen to reach up to `next`.
    pub fn seen(&self, next: u64) {
        let mut known = self.known();
        if next > known.next {
            *known = Known { next, mark: known.published, ..*known };
        }
    }

    /// Another stream is there now.
    pub fn reset(&self) {
        let mut known = self.known();
        *known = Known { next: 0, mark: known.published, ..*known };
    }

    pub fn next(&self) -> u64 {
        self.known().next
    }
}
