//! The request budget that processes share: the pure step of [`Budget`] under the cache's compare-and-set, so that there is one implementation of
//! its arithmetic, and a cache need not know it.
//!
//! A process steps from the state that it saw last, so a step is one round trip when nobody else stepped meanwhile. A process that loses the race
//! gets the winner's state in the same answer and steps from there; every round somebody wins, so a crowd delays its last member by as many
//! short round trips as it has members.
//!
//! Processes of different versions share one budget: the state is JSON, compared byte by byte. A version that does not know a field of another
//! drops it with its next step, and the other continues with that field's default; a state that a version cannot read counts as none, and the
//! budget begins afresh, slowly, as every fresh one does.

use crate::port::{Cache, CacheError, Compared};
use domain::budget::{Ask, Budget, Stepped};
use domain::cause::Cause;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;

/// A budget that nobody has used for this long begins afresh; longer than any pause with its after-effects.
const FORGOTTEN: Duration = Duration::from_secs(86_400);
/// Lost races until a step gives up: more processes than this share no credential.
const ROUNDS: u32 = 256;
/// How long all of them may take. The caller then continues with its last known share.
const PATIENCE: Duration = Duration::from_secs(3);

/// One credential's budget.
pub struct SharedBudget {
    cache: Arc<dyn Cache>,
    key: String,
    /// The state as this process saw it last.
    seen: Mutex<Vec<u8>>,
}

impl SharedBudget {
    /// The budget under this key.
    #[must_use]
    pub fn new(cache: Arc<dyn Cache>, key: String) -> Self {
        Self { cache, key, seen: Mutex::default() }
    }

    /// One atomic step for all processes that share the cache.
    ///
    /// # Errors
    /// The cache cannot be asked; nobody's step is lost by it.
    pub async fn step(&self, ask: Ask) -> Result<Stepped, CacheError> {
        let late = |_| Err(CacheError(format!("no turn within {} s", PATIENCE.as_secs()).into()));
        tokio::time::timeout(PATIENCE, self.race(ask)).await.unwrap_or_else(late)
    }

    async fn race(&self, ask: Ask) -> Result<Stepped, CacheError> {
        let (Ask::Take { now, .. } | Ask::Succeeded { now } | Ask::Failed { now } | Ask::Throttled { now, .. }) = ask;
        let mut before = self.seen.lock().clone();
        for _ in 0..ROUNDS {
            let mut budget = serde_json::from_slice::<Budget>(&before).unwrap_or_default().sane(now);
            let stepped = budget.stepped(ask);
            let after = serde_json::to_vec(&budget).map_err(|error| CacheError(Cause::of(error)))?;
            match self.cache.compare_and_set(&self.key, &before, &after, FORGOTTEN).await? {
                Compared::Set => {
                    *self.seen.lock() = after;
                    return Ok(stepped);
                }
                Compared::Found(found) => before = found,
            }
        }
        Err(CacheError(format!("{ROUNDS} others were faster, each time").into()))
    }
}

#[cfg(test)]
mod tests;
