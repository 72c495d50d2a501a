//! What was said once need not be said at each poll.

use domain::episode::Firsts;
use parking_lot::Mutex;
use std::hash::Hash;
use std::sync::LazyLock;

static TOLD: LazyLock<Mutex<Firsts>> = LazyLock::new(Mutex::default);

/// Whether to tell this: it was not told before.
pub fn first(what: &impl Hash) -> bool {
    TOLD.lock().is_first(what)
}
