//! Watches DeviantArt and appends what changed to the event log. The only part of the system that polls.
//!
//! [`watchlist`] says which sources the watches need, [`assign`] which of them are this worker's, [`schedule`] which is looked at
//! next; [`poll`] looks and [`diff`] turns what it saw into events; [`publish`] appends them, and only then does the source's
//! position ([`cursor`]) move. [`reconcile`] has lists read further down now and then, to count what regular looks miss, and
//! [`freshness`] keeps how late posts were. [`worker`] is the loop around all that.
//! [`feed`], if an account is set up, hastens what it reveals.

pub mod assign;
pub mod brake;
pub mod compared;
pub mod cursor;
pub mod diff;
pub mod feed;
pub mod freshness;
mod matched;
pub mod memory;
pub mod poll;
pub mod publish;
pub mod reconcile;
pub mod schedule;
pub mod status;
pub mod vital;
pub mod watchlist;
pub mod worker;

pub use matched::MatchedLog;

use coordination::Cache;
use deviantart::Client;
use domain::clock::Clock;
use eventlog::{EventLog, LogError};
use std::sync::Arc;
use std::time::Duration;
use store::IngestStore;
use tokio_util::sync::CancellationToken;
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
    /// No source is looked at more often than this (default 15 s; the demo looks faster).
    pub min_interval: Duration,
    /// Looks in flight at once.
    pub concurrency: usize,
    /// Tells this worker from the others. One that is restarted under its own name has its artists back at once; under a new one they wait until the
    /// heartbeat of the former is not believed any more.
    pub worker: Uuid,
}

impl Default for Options {
    fn default() -> Self {
        Self { min_interval: Duration::from_secs(15), concurrency: 4, worker: Uuid::new_v4() }
    }
}

/// Works until `stop` is cancelled: what is under way then is finished, within a few seconds.
///
/// # Errors
/// When it cannot go on and the process should restart.
pub async fn run(deps: Deps, options: Options, stop: CancellationToken) -> Result<(), Error> {
    run_with(deps, options, stop, status::Handle::default()).await
}

/// [`run`], with a view into what the worker is doing.
///
/// # Errors
/// As [`run`].
pub async fn run_with(deps: Deps, options: Options, stop: CancellationToken, status: status::Handle) -> Result<(), Error> {
    loop {
        match worker::Worker::new(deps.clone(), options.clone(), status.clone()).run(stop.clone()).await? {
            worker::End::Stopped => return Ok(()),
            worker::End::ClockSetBack => status.begin_anew(),
        }
    }
}

/// Why a worker cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the event log takes no events from this process any more: {0}")]
    Log(#[source] LogError),
}
