//! Watches DeviantArt and appends what changed to the event log. The only part of the system that polls.

use shared::cache::Cache;
use shared::clock::Clock;
use shared::deviantart::Client;
use shared::log::EventLog;
use shared::store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What a worker works with.
#[derive(Clone)]
pub struct Deps {
    pub store: Store,
    /// With the spool in front (`shared::log::spooled`).
    pub log: Arc<dyn EventLog>,
    pub cache: Arc<dyn Cache>,
    pub deviantart: Client,
    pub clock: Arc<dyn Clock>,
}

/// How a worker works.
#[derive(Clone, Debug)]
pub struct Options {
    /// No source is looked at more often than this (default 60 s; the demo looks faster).
    pub min_interval: Duration,
    /// Requests in flight at once.
    pub concurrency: usize,
}

/// Works until `stop` is cancelled.
///
/// # Errors
/// When it cannot go on and the process should restart.
pub async fn run(deps: Deps, options: Options, stop: CancellationToken) -> Result<(), Error> {
    let _ = (deps, options, stop);
    todo!()
}

/// Why a worker cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {}
