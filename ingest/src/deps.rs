//! What a worker works with and how, and why it stops.

use coordination::Cache;
use deviantart::Client;
use domain::clock::Clock;
use eventlog::{EventLog, LogError};
use std::sync::Arc;
use std::time::Duration;
use store::IngestStore;
use uuid::Uuid;

/// What a worker works with.
#[derive(Clone)]
pub struct Deps {
    pub store: IngestStore,
    /// With the spool in front (`eventlog::spooled`).
    pub log: Arc<dyn EventLog>,
    pub cache: Arc<dyn Cache>,
    pub deviantart: Client,
    pub clock: Arc<dyn Clock>,
}

/// How a worker works.
#[derive(Clone, Debug)]
pub struct Options {
    /// No source is polled more often than this (default 15 s; the demo polls faster).
    pub min_interval: Duration,
    /// Polls in flight at once.
    pub concurrency: usize,
    /// Tells this worker from the others. One that is restarted under its own name has its artists back at once; under a new one they wait until the
    /// former one's heartbeat is no longer believed.
    pub worker: Uuid,
}

impl Default for Options {
    fn default() -> Self {
        Self { min_interval: Duration::from_secs(15), concurrency: 4, worker: Uuid::new_v4() }
    }
}

/// Why a worker stops.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the event log takes no events from this process any more: {0}")]
    Log(#[source] LogError),
}
