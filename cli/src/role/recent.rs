//! An answer that many ask for and that costs something: asked for once in a while, and shared.

use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// An answer is shared for so long.
const SHARED: Duration = Duration::from_secs(5);

/// The last answer. Clones share it; callers that come while it is being asked for wait for the same one.
pub struct Recent<T>(Arc<Mutex<Option<(Instant, T)>>>);

impl<T> Clone for Recent<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone> Recent<T> {
    /// The last answer if it is young enough, else the one that this gives.
    pub async fn get(&self, ask: impl Future<Output = T>) -> T {
        let mut last = self.0.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < SHARED
        {
            return answer.clone();
        }
        let answer = ask.await;
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn all_who_ask_at_the_same_time_get_one_answer() {
        let (recent, asked) = (Recent::default(), AtomicU32::new(0));
        let ask = || async {
            let number = asked.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            number
        };
        let clone = recent.clone();
        assert_eq!(tokio::join!(recent.get(ask()), recent.get(ask()), clone.get(ask())), (0, 0, 0));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn an_old_answer_is_asked_for_again() {
        let Some(old) = Instant::now().checked_sub(SHARED) else { return };
        let recent = Recent(Arc::new(Mutex::new(Some((old, 1)))));
        assert_eq!(recent.get(async { 2 }).await, 2);
        assert_eq!(recent.get(async { 3 }).await, 2);
    }
}
