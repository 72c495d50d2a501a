//! What was asked, for tests to read.

use std::collections::VecDeque;
use std::time::Instant;

/// Requests that the journal keeps; older ones are only counted.
const KEPT: usize = 50_000;

/// One request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When it arrived.
    pub at: Instant,
    /// `GET` or `POST`.
    pub method: String,
    /// The path as it came, still percent-encoded.
    pub path: String,
    /// The query as it came; `access_token` is not blotted out.
    pub query: String,
    /// The status of the answer; 0 when a fault left it without one.
    pub status: u16,
}

#[derive(Debug, Default)]
pub(super) struct Journal {
    entries: VecDeque<Seen>,
    total: u64,
}

impl Journal {
    pub(super) fn push(&mut self, seen: Seen) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(seen);
        self.total += 1;
    }

    pub(super) fn all(&self) -> Vec<Seen> {
        self.entries.iter().cloned().collect()
    }

    pub(super) const fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.total = 0;
    }
}
