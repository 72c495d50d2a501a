//! What was said once need not be said at each poll.

use parking_lot::Mutex;
use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::LazyLock;

/// Things that are remembered; the oldest are forgotten, and said once more if they are still there.
const MOST: usize = 4096;

static TOLD: LazyLock<Mutex<Told>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Told {
    hasher: RandomState,
    known: HashSet<u64>,
    order: VecDeque<u64>,
}

/// Whether to tell this: it was not told before.
pub fn first(what: &impl Hash) -> bool {
    let mut told = TOLD.lock();
    let mark = told.hasher.hash_one(what);
    if !told.known.insert(mark) {
        return false;
    }
    told.order.push_back(mark);
    if told.order.len() > MOST
        && let Some(oldest) = told.order.pop_front()
    {
        told.known.remove(&oldest);
    }
    true
}
