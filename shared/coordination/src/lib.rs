//! What processes tell each other: hints, heartbeats and shared budgets, through one port.
//!
//! Nothing in it has to survive, and no decision hangs on it: every waiter for a hint also checks on a timer. To add a backend, implement
//! [`Cache`], run the contract suite over it, and give its URL to [`connect`].
//!
//! * Values expire after their time to live; a reader never sees an expired one.
//! * [`Cache::publish`] reaches subscribers that exist at that moment, at most once; a hint may be lost, so every waiter also
//!   checks on a slow timer. A [`Listener`] hears them for as long as a process lives.
//! * [`Cache::compare_and_set`] is one atomic step for all processes that share the cache; [`SharedBudget`] is made of it.
//!
//! The module `contract` is this text as tests; every implementation runs them.

#![deny(missing_docs)]

mod budget;
mod connect;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
mod listener;
pub mod memory;
mod port;
mod redis;
mod split;

pub use budget::SharedBudget;
pub use connect::connect;
pub use listener::Listener;
pub use memory::MemoryCache;
pub use port::{COMPARED_BYTES, Cache, CacheError, Compared, SCANNED, SCANNED_BYTES, Subscription};
pub use redis::RedisCache;
pub use split::SplitCache;

/// Topics of hints.
pub mod topic {
    /// New notifications are waiting (projector to bot).
    pub const NOTIFICATIONS: &str = "notifications";
    /// The set of watched artists changed (bot to ingest).
    pub const WATCHES: &str = "watches";
    /// An artist (by id) has something new (the watch feed to the worker that polls that artist).
    pub const NEWS: &str = "news";
}
