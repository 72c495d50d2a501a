//! Hearing the hints of a topic for as long as a process lives.

use crate::port::{Cache, HINTS, Subscription};
use domain::episode::Episode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A cache that does not take a subscription within this time is away.
const PATIENCE: Duration = Duration::from_secs(2);
/// The pause before it is asked again.
const PAUSE: Duration = Duration::from_secs(1);

/// Subscribes to a topic, and again whenever the subscription ends. What is published while the cache is away is lost, so every waiter also
/// checks on a timer. Ends with its drop.
#[derive(Debug)]
pub struct Listener {
    hints: mpsc::Receiver<String>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Listens from now on, or, while the cache is away, from its return on.
    pub async fn start(cache: Arc<dyn Cache>, topic: &'static str) -> Self {
        let (heard, hints) = mpsc::channel(HINTS);
        let trouble = Episode::default();
        let first = subscribe(cache.as_ref(), topic, &trouble).await;
        Self { hints, task: tokio::spawn(listen(cache, topic, trouble, first, heard)) }
    }

    /// The next hint; cancel-safe. There are none while the cache is away.
    pub async fn next(&mut self) -> String {
        match self.hints.recv().await {
            Some(hint) => hint,
            // The task ends with this value only, or with its runtime.
            None => std::future::pending().await,
        }
    }

    /// Forgets the hints that wait: for a reader that treats many like one.
    pub fn clear(&mut self) {
        while self.hints.try_recv().is_ok() {}
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(
    cache: Arc<dyn Cache>,
    topic: &'static str,
    trouble: Episode,
    mut subscription: Option<Subscription>,
    heard: mpsc::Sender<String>,
) {
    loop {
        if let Some(hints) = &mut subscription {
            while let Some(hint) = hints.next().await {
                // A reader with so full a queue loses nothing with one more.
                if let Err(mpsc::error::TrySendError::Closed(_)) = heard.try_send(hint) {
                    return;
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
        subscription = subscribe(cache.as_ref(), topic, &trouble).await;
    }
}

async fn subscribe(cache: &dyn Cache, topic: &'static str, trouble: &Episode) -> Option<Subscription> {
    let why = match timeout(PATIENCE, cache.subscribe(topic)).await {
        Ok(Ok(subscription)) => {
            if trouble.ends() {
                tracing::info!(topic, "the cache delivers hints again");
            }
            return Some(subscription);
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it does not answer".to_owned(),
    };
    if trouble.begins() {
        tracing::warn!(topic, why, "the cache delivers no hints; what they would tell is found by timers, somewhat later");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::MemoryCache;
    use crate::port::{CacheError, Compared};
    use async_trait::async_trait;
    use parking_lot::Mutex;

    /// Refuses subscriptions until it has none left to refuse, and can end those that it gave.
    #[derive(Default)]
    struct Flaky {
        refusals: Mutex<u32>,
        given: Mutex<Vec<mpsc::Sender<String>>>,
    }

    #[async_trait]
    impl Cache for Flaky {
        async fn get(&self, _: &str) -> Result<Option<Vec<u8>>, CacheError> {
            Ok(None)
        }

        async fn set(&self, _: &str, _: &[u8], _: Duration) -> Result<(), CacheError> {
            Ok(())
        }

        async fn compare_and_set(&self, _: &str, _: &[u8], _: &[u8], _: Duration) -> Result<Compared, CacheError> {
            Ok(Compared::Set)
        }

        async fn delete(&self, _: &str) -> Result<(), CacheError> {
            Ok(())
        }

        async fn scan(&self, _: &str) -> Result<Vec<(String, Vec<u8>)>, CacheError> {
            Ok(Vec::new())
        }

        async fn publish(&self, _: &str, hint: &str) -> Result<(), CacheError> {
            self.given.lock().iter().for_each(|given| drop(given.try_send(hint.to_owned())));
            Ok(())
        }

        async fn subscribe(&self, _: &str) -> Result<Subscription, CacheError> {
            let mut refusals = self.refusals.lock();
            if *refusals > 0 {
                *refusals -= 1;
                return Err(CacheError("away".into()));
            }
            let (sender, receiver) = mpsc::channel(HINTS);
            self.given.lock().push(sender);
            Ok(Subscription(receiver))
        }
    }

    #[tokio::test]
    async fn a_listener_hears_what_is_published_after_it_started() {
        let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new());
        let mut listener = Listener::start(Arc::clone(&cache), "t").await;
        cache.publish("t", "a").await.unwrap();
        assert_eq!(listener.next().await, "a");
    }

    #[tokio::test(start_paused = true)]
    async fn a_listener_subscribes_again_until_the_cache_is_back() {
        let cache = Arc::new(Flaky { refusals: Mutex::new(3), ..Flaky::default() });
        let mut listener = Listener::start(Arc::clone(&cache) as Arc<dyn Cache>, "t").await;
        while cache.given.lock().is_empty() {
            tokio::time::sleep(PAUSE).await;
        }
        cache.publish("t", "a").await.unwrap();
        assert_eq!(listener.next().await, "a");
        // The connection is lost.
        cache.given.lock().clear();
        while cache.given.lock().is_empty() {
            tokio::time::sleep(PAUSE).await;
        }
        cache.publish("t", "b").await.unwrap();
        assert_eq!(listener.next().await, "b");
    }
}
