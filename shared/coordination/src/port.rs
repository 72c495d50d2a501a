//! The port: what a cache promises. The module `contract` is this text as tests.

use async_trait::async_trait;
use domain::cause::Cause;
use std::time::Duration;
use tokio::sync::mpsc;

/// Keys that a scan names at most.
pub const SCANNED: usize = 256;
/// Bytes of each value that a scan gives at most: a cache is outside, and may hold anything.
pub const SCANNED_BYTES: usize = 4096;
/// A value with more bytes than this counts as none where values are compared: it was not written by us.
pub const COMPARED_BYTES: usize = 4096;

/// Hints that wait for a slow subscriber; more are dropped, which the port allows.
pub(crate) const HINTS: usize = 64;

/// Values that expire, and hints. A reader never sees an expired value.
#[async_trait]
pub trait Cache: Send + Sync {
    /// The value under this key.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, CacheError>;

    /// Puts a value under this key, for so long.
    async fn set(&self, key: &str, value: &[u8], ttl: Duration) -> Result<(), CacheError>;

    /// Puts `next` under this key if the value there is `expected`: one atomic step for all that share the cache, and one round trip. Empty bytes
    /// stand for no value, and so does a value of more than [`COMPARED_BYTES`].
    async fn compare_and_set(&self, key: &str, expected: &[u8], next: &[u8], ttl: Duration) -> Result<Compared, CacheError>;

    /// Removes the value, if there is one.
    async fn delete(&self, key: &str) -> Result<(), CacheError>;

    /// The keys that start with this prefix and are alive, with their values, sorted by key (heartbeats of workers): of each value the first
    /// [`SCANNED_BYTES`], and [`SCANNED`] of them at most; which ones is not said.
    async fn scan(&self, prefix: &str) -> Result<Vec<(String, Vec<u8>)>, CacheError>;

    /// Sends a hint to everyone that listens now, at most once each.
    async fn publish(&self, topic: &str, message: &str) -> Result<(), CacheError>;

    /// Listens to a topic from now on.
    async fn subscribe(&self, topic: &str) -> Result<Subscription, CacheError>;
}

/// The answer to a [`Cache::compare_and_set`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The value was the expected one, and is the next one now.
    Set,
    /// The value that is there instead.
    Found(Vec<u8>),
}

/// A stream of hints. When the connection behind it is lost it yields `None` forever; subscribe again.
#[derive(Debug)]
pub struct Subscription(pub mpsc::Receiver<String>);

impl Subscription {
    /// The next hint; cancel-safe.
    pub async fn next(&mut self) -> Option<String> {
        self.0.recv().await
    }
}

/// The cache could not be asked. Callers continue without it.
#[derive(Debug, thiserror::Error)]
#[error("the cache cannot be used now: {0}")]
pub struct CacheError(#[source] pub Cause);
