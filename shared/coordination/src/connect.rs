//! From a URL to a cache.

use crate::memory::MemoryCache;
use crate::port::{Cache, CacheError};
use crate::redis::RedisCache;
use std::sync::Arc;

/// The cache that this URL names: `memory:`, `redis://…` or `rediss://…`. Reaches out to nothing yet: a cache that is away when a
/// process starts is as good as one that goes away later.
///
/// # Errors
/// When the URL names another kind of cache or is not valid; the URL itself, which may hold a password, is not repeated.
pub fn connect(url: &str) -> Result<Arc<dyn Cache>, CacheError> {
    match url.split_once(':') {
        Some(("memory", _)) => Ok(Arc::new(MemoryCache::new())),
        Some(("redis" | "rediss", _)) => Ok(Arc::new(RedisCache::new(url)?)),
        _ => Err(CacheError("its URL must begin with memory:, redis:// or rediss://".into())),
    }
}
