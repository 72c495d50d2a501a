//! Two caches as one: hints between the roles on one server, what ingest coordinates by on another.

use crate::port::{Cache, CacheError, Compared, Subscription};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Duration;

/// Values live in `coordination`, hints go through `hints`; either may fail without the other.
pub struct SplitCache {
    /// For what is published.
    pub hints: Arc<dyn Cache>,
    /// For values, which expire.
    pub coordination: Arc<dyn Cache>,
}

#[async_trait]
impl Cache for SplitCache {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, CacheError> {
        self.coordination.get(key).await
    }

    async fn set(&self, key: &str, value: &[u8], ttl: Duration) -> Result<(), CacheError> {
        self.coordination.set(key, value, ttl).await
    }

    async fn compare_and_set(&self, key: &str, expected: &[u8], next: &[u8], ttl: Duration) -> Result<Compared, CacheError> {
        self.coordination.compare_and_set(key, expected, next, ttl).await
    }

    async fn delete(&self, key: &str) -> Result<(), CacheError> {
        self.coordination.delete(key).await
    }

    async fn scan(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, CacheError> {
        self.coordination.scan(prefix).await
    }

    async fn publish(&self, topic: &str, message: &str) -> Result<(), CacheError> {
        self.hints.publish(topic, message).await
    }

    async fn subscribe(&self, topic: &str) -> Result<Subscription, CacheError> {
        self.hints.subscribe(topic).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MemoryCache, contract};

    #[tokio::test]
    async fn keeps_the_contract_and_each_thing_in_its_place() -> Result<(), contract::Failure> {
        let (hints, coordination) = (Arc::new(MemoryCache::new()), Arc::new(MemoryCache::new()));
        let both = SplitCache { hints: hints.clone(), coordination: coordination.clone() };
        both.set("k", b"v", Duration::from_secs(60)).await?;
        assert_eq!((hints.get("k").await?, coordination.get("k").await?), (None, Some(b"v".to_vec())));
        let mut listening = hints.subscribe("t").await?;
        both.publish("t", "hint").await?;
        assert_eq!(listening.next().await.as_deref(), Some("hint"));
        contract::run(Arc::new(both)).await
    }
}
