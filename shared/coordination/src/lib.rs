//! What processes tell each other: hints, heartbeats and shared budgets, through one port.
//!
//! Nothing in it has to survive, and no decision hangs on it: whoever waits for a hint also looks by itself. To add a backend, implement
//! [`Cache`] and run the contract suite over it.
//!
//! * Values expire after their time to live; a reader never sees an expired one.
//! * [`Cache::publish`] reaches subscribers that exist at that moment, at most once; a hint may be lost, so every waiter also
//!   looks by itself on a slow timer.
//! * [`Cache::budget`] is one atomic step for all processes that share the cache.
//!
//! The module `contract` is this text as tests; every implementation runs them.

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod memory;
mod redis;
mod split;

use async_trait::async_trait;
use domain::budget::{Ask, Stepped};
pub use memory::MemoryCache;
pub use redis::RedisCache;
pub use split::SplitCache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Topics of hints.
pub mod topic {
    /// New notifications are waiting (projector to bot).
    pub const NOTIFICATIONS: &str = "notifications";
    /// The set of watched artists changed (bot to ingest).
    pub const WATCHES: &str = "watches";
    /// An artist (by id) has something new (the watch feed to whoever looks at that artist).
    pub const NEWS: &str = "news";
}

/// Keys that a scan names at most, and the bytes of each of their values: a cache is outside, and may hold anything.
pub const SCANNED: usize = 256;
pub const SCANNED_BYTES: usize = 4096;

/// Hints that wait for a slow subscriber; more are dropped, which the port allows.
const HINTS: usize = 64;

/// The cache that this URL names: `memory:`, `redis://…` or `rediss://…`. Reaches out to nothing yet: a cache that is away when a
/// process starts is as good as one that goes away later.
///
/// # Errors
/// When the URL names another kind of cache or is not valid; the URL itself, which may hold a password, is not repeated.
pub fn connect(url: &str) -> Result<Arc<dyn Cache>, CacheError> {
    match url.split_once(':') {
        Some(("memory", _)) => Ok(Arc::new(MemoryCache::new())),
        Some(("redis" | "rediss", _)) => Ok(Arc::new(RedisCache::new(url)?)),
        _ => Err(CacheError("its URL must begin with memory:, redis:// or rediss://".to_owned())),
    }
}

/// See the module's text for what an implementation promises.
#[async_trait]
pub trait Cache: Send + Sync {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, CacheError>;
    async fn set(&self, key: &str, value: &[u8], ttl: Duration) -> Result<(), CacheError>;
    async fn delete(&self, key: &str) -> Result<(), CacheError>;
    /// The keys that start with this prefix and are alive, with their values, sorted by key (heartbeats of workers): of each value the first
    /// [`SCANNED_BYTES`], and [`SCANNED`] of them at most; which ones is not said.
    async fn scan(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, CacheError>;
    async fn publish(&self, topic: &str, message: &str) -> Result<(), CacheError>;
    async fn subscribe(&self, topic: &str) -> Result<Subscription, CacheError>;
    /// One atomic step of the shared budget under this key.
    async fn budget(&self, key: &str, ask: Ask) -> Result<Stepped, CacheError>;
}

/// A stream of hints. When the connection behind it is lost it yields `None` for ever after; subscribe again.
#[derive(Debug)]
pub struct Subscription(pub mpsc::Receiver<String>);

impl Subscription {
    /// The next hint; cancel-safe.
    pub async fn next(&mut self) -> Option<String> {
        self.0.recv().await
    }
}

/// The cache could not be asked. Callers go on without it.
#[derive(Debug, thiserror::Error)]
#[error("the cache cannot be used now: {0}")]
pub struct CacheError(pub String);
