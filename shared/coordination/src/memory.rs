//! The cache of a single process: maps under one lock, held for no longer than a look-up.

use crate::port::{COMPARED_BYTES, Cache, CacheError, Compared, HINTS, SCANNED, SCANNED_BYTES, Subscription};
use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Expired values are swept out whenever the map has grown by this many entries.
const SWEEP: usize = 1024;

/// A [`Cache`] in memory; its values end with the process.
#[derive(Debug, Default)]
pub struct MemoryCache(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    values: HashMap<String, Value>,
    topics: HashMap<String, Vec<mpsc::Sender<String>>>,
    sweep_at: usize,
}

#[derive(Debug)]
struct Value {
    bytes: Vec<u8>,
    expires: Instant,
}

impl MemoryCache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change under the lock is whole, so a panic elsewhere leaves nothing half done.
        self.0.lock()
    }
}

impl State {
    fn set(&mut self, key: &str, value: &[u8], ttl: Duration) {
        let now = Instant::now();
        // A time to live beyond what the clock can hold means "for as long as this process lives".
        let expires = now.checked_add(ttl).unwrap_or(now + Duration::from_secs(365 * 86_400));
        self.sweep(now);
        self.values.insert(key.to_owned(), Value { bytes: value.to_vec(), expires });
    }

    fn sweep(&mut self, now: Instant) {
        if self.values.len() >= self.sweep_at {
            self.values.retain(|_, value| value.expires > now);
            self.sweep_at = self.values.len() + SWEEP;
        }
    }
}

#[async_trait]
impl Cache for MemoryCache {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, CacheError> {
        let now = Instant::now();
        Ok(self.state().values.get(key).filter(|value| value.expires > now).map(|value| value.bytes.clone()))
    }

    async fn set(&self, key: &str, value: &[u8], ttl: Duration) -> Result<(), CacheError> {
        self.state().set(key, value, ttl);
        Ok(())
    }

    async fn compare_and_set(&self, key: &str, expected: &[u8], next: &[u8], ttl: Duration) -> Result<Compared, CacheError> {
        let now = Instant::now();
        let mut state = self.state();
        let there = state.values.get(key).filter(|value| value.expires > now && value.bytes.len() <= COMPARED_BYTES);
        let there = there.map_or(&[][..], |value| &value.bytes);
        if there != expected {
            return Ok(Compared::Found(there.to_vec()));
        }
        state.set(key, next, ttl);
        Ok(Compared::Set)
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.state().values.remove(key);
        Ok(())
    }

    async fn scan(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, CacheError> {
        let now = Instant::now();
        let state = self.state();
        let alive = state.values.iter().filter(|(key, value)| key.starts_with(prefix) && value.expires > now);
        let of = |value: &Value| value.bytes.iter().take(SCANNED_BYTES).copied().collect();
        let mut found: Vec<_> = alive.take(SCANNED).map(|(key, value)| (key.clone(), of(value))).collect();
        drop(state);
        found.sort();
        Ok(found)
    }

    async fn publish(&self, topic: &str, message: &str) -> Result<(), CacheError> {
        if let Some(subscribers) = self.state().topics.get_mut(topic) {
            subscribers.retain(|subscriber| !matches!(subscriber.try_send(message.to_owned()), Err(mpsc::error::TrySendError::Closed(_))));
        }
        Ok(())
    }

    async fn subscribe(&self, topic: &str) -> Result<Subscription, CacheError> {
        let (sender, receiver) = mpsc::channel(HINTS);
        let mut state = self.state();
        let subscribers = state.topics.entry(topic.to_owned()).or_default();
        subscribers.retain(|subscriber| !subscriber.is_closed());
        subscribers.push(sender);
        Ok(Subscription(receiver))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract;
    use std::sync::Arc;

    #[tokio::test]
    async fn keeps_the_contract() -> Result<(), contract::Failure> {
        contract::run(Arc::new(MemoryCache::new())).await
    }

    #[tokio::test(start_paused = true)]
    async fn sweeps_out_what_expired() {
        let cache = MemoryCache::new();
        for n in 0..SWEEP {
            cache.set(&format!("short:{n}"), b"x", Duration::from_secs(1)).await.unwrap();
        }
        tokio::time::advance(Duration::from_secs(2)).await;
        for n in 0..SWEEP {
            cache.set(&format!("long:{n}"), b"x", Duration::from_secs(100)).await.unwrap();
        }
        assert!(cache.state().values.len() <= SWEEP + 1, "{} values are held", cache.state().values.len());
    }

    #[tokio::test]
    async fn a_subscriber_that_does_not_read_costs_a_bounded_queue() {
        let cache = MemoryCache::new();
        let mut slow = cache.subscribe("t").await.unwrap();
        for n in 0..HINTS * 3 {
            cache.publish("t", &n.to_string()).await.unwrap();
        }
        assert_eq!(slow.0.len(), HINTS);
        assert_eq!(slow.next().await.as_deref(), Some("0"));
    }
}
