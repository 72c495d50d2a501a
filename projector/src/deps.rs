//! What a projector works with, and how.

use coordination::Cache;
use domain::clock::Clock;
use domain::turns::Turns;
use eventlog::EventLog;
use std::path::PathBuf;
use std::sync::Arc;
use store::ProjectionStore;

/// What the projector works with.
#[derive(Clone)]
pub struct Deps {
    /// The projection.
    pub store: ProjectionStore,
    /// The log that it folds.
    pub log: Arc<dyn EventLog>,
    /// Where the bot listens for hints.
    pub cache: Arc<dyn Cache>,
    /// For what is displayed: when it beat last.
    pub clock: Arc<dyn Clock>,
    /// The directory of the archives, one of which may have what the log has lost. None: there are none.
    pub archive: Option<PathBuf>,
}

/// How it works.
#[derive(Clone, Debug)]
pub struct Options {
    /// Events folded in one transaction at most.
    pub batch: usize,
    /// The turns of the loop that folds.
    pub turns: Turns,
}
