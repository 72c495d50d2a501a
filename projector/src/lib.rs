//! Folds the event log into the store: a pure fold inside one transaction per batch.

use shared::cache::Cache;
use shared::clock::Clock;
use shared::log::EventLog;
use shared::store::Store;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What the projector works with.
#[derive(Clone)]
pub struct Deps {
    pub store: Store,
    pub log: Arc<dyn EventLog>,
    pub cache: Arc<dyn Cache>,
    pub clock: Arc<dyn Clock>,
}

/// How it works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Events folded in one transaction at most.
    pub batch: usize,
}

/// Folds until `stop` is cancelled.
///
/// # Errors
/// When it cannot go on and the process should restart.
pub async fn run(deps: Deps, options: Options, stop: CancellationToken) -> Result<(), Error> {
    let _ = (deps, options, stop);
    todo!()
}

/// Why the projector cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {}
