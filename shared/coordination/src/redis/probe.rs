//! Who asks a server that fell silent whether it is back, so that nobody else has to wait for it.

use super::state::{PATIENCE, State};
use deadpool_redis::Pool;
use deadpool_redis::redis::cmd;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// Between two attempts.
const EVERY: Duration = Duration::from_millis(500);

/// From now on everybody has an error at once, until the server answers this prober; there is one at most.
pub(super) fn until_heard(pool: &Pool, state: &Arc<State>) {
    if !state.silent.swap(true, Ordering::Relaxed) {
        tokio::spawn(probe(pool.clone(), Arc::downgrade(state)));
    }
}

/// Ends with the cache that it asks for.
async fn probe(pool: Pool, state: Weak<State>) {
    while state.strong_count() > 0 {
        sleep(EVERY).await;
        let ask = async {
            let mut on = pool.get().await.ok()?;
            cmd("PING").query_async::<String>(&mut on).await.ok()
        };
        let answered = matches!(timeout(PATIENCE, ask).await, Ok(Some(_)));
        if let Some(state) = state.upgrade().filter(|_| answered) {
            state.silent.store(false, Ordering::Relaxed);
            state.answered();
            return;
        }
    }
}
