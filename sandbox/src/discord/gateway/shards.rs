//! What the gateway does to single shards, and how fast it lets them in.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// What the gateway does to everybody, until it is told otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storm {
    /// Each IDENTIFY and RESUME is answered with op 9.
    Invalid,
    /// Each IDENTIFY and RESUME is answered by closing with this code.
    Close(u16),
    /// The edge refuses each connection with this status and, if given, a `Retry-After`.
    Refuse(u16, Option<u64>),
    /// IDENTIFY and RESUME are never answered.
    Silent,
}

/// The rules for shards, and what was seen of them.
#[derive(Debug)]
pub(crate) struct Shards {
    /// What `GET /gateway/bot` recommends.
    pub recommended: u64,
    /// Fewer shards than this are closed with 4011.
    pub required: u64,
    /// Sessions that may be begun in each window, one of each rest of the shard's number: `max_concurrency`.
    pub concurrency: u64,
    /// Within it a second IDENTIFY of the same rest is answered with op 9; zero: any pace is taken. Discord's is 5 s.
    pub window: Duration,
    /// What happens to a shard of this number that identifies or resumes.
    pub storms: HashMap<u64, Storm>,
    /// How much later each frame of a shard of this number is sent.
    pub delays: HashMap<u64, Duration>,
    /// IDENTIFYs that came too fast.
    pub too_fast: u64,
    /// Sessions that began while another one of the same shard was attached.
    pub twice: u64,
    last: HashMap<u64, Instant>,
}

impl Default for Shards {
    fn default() -> Self {
        Self {
            recommended: 1,
            required: 1,
            concurrency: 1,
            window: Duration::ZERO,
            storms: HashMap::new(),
            delays: HashMap::new(),
            too_fast: 0,
            twice: 0,
            last: HashMap::new(),
        }
    }
}

impl Shards {
    /// Whether this shard may identify now, after the last one of its key.
    pub fn admit(&mut self, shard: u64) -> bool {
        let key = shard % self.concurrency.max(1);
        let early = self.last.get(&key).is_some_and(|last| last.elapsed() < self.window);
        self.last.insert(key, Instant::now());
        self.too_fast += u64::from(early);
        !early
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_shard_of_each_key_is_let_in_within_a_window() {
        let mut shards = Shards { concurrency: 2, window: Duration::from_secs(600), ..Shards::default() };
        assert!(shards.admit(0) && shards.admit(1));
        assert!(!shards.admit(2) && !shards.admit(3));
        assert_eq!(shards.too_fast, 2);
        shards.window = Duration::ZERO;
        assert!(shards.admit(4));
    }
}
