//! What more than one role of DeviantCord uses: the domain's words, the events, the ports to the log and the cache, the
//! store, and the DeviantArt client.
//!
//! The domain modules ([`id`], [`post`], [`watch`], [`notification`], [`event`]) are pure: no I/O, no clock, no async.

pub mod cache;
pub mod clock;
pub mod deviantart;
pub mod event;
pub mod http;
pub mod id;
pub mod log;
pub mod notification;
pub mod panics;
pub mod post;
pub mod retry;
pub mod store;
pub mod telemetry;
pub mod verdict;
pub mod watch;
pub mod word;
