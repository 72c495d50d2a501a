//! What a run is: its term, for which it alone writes to the fresh tables, and what it may read.

use super::report::{Progress, Stage};
use crate::error::Error;
use crate::witness::{self, Found};
use domain::cause::Cause;
use domain::episode::Episode;
use domain::id::LogId;
use domain::leadership::Term;
use eventlog::EventLog;
use std::path::Path;
use std::time::Duration;
use store::leadership::Leadership;
use store::projection::Fold;
use store::{ProjectionStore, StoreError};

/// How often a run polls whether another one uses the fresh tables. It follows a killed one after [`SILENT_POLLS`](domain::leadership::SILENT_POLLS).
pub(super) const POLL: Duration = Duration::from_secs(1);

/// What a run may read beside the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Behind<'a> {
    /// The directory of the archives.
    pub archive: Option<&'a Path>,
    /// Where it begins.
    pub begin: Begin,
}

/// Where a run begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begin {
    /// At the beginning of a log that has all there ever was, else behind the newest snapshot.
    #[default]
    AsNeeded,
    /// Behind the newest snapshot, else at the beginning.
    Snapshot,
    /// At the beginning, with the events of the archive and of the log.
    Beginning,
}

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// To put the fresh rows in place of the live ones.
    Switch,
    /// To count those that differ.
    Compare,
    /// The same, and to keep the fresh rows.
    Keep,
}

/// A run.
pub(super) struct Run<'a> {
    pub store: &'a ProjectionStore,
    pub log: &'a dyn EventLog,
    pub behind: Behind<'a>,
    pub goal: Goal,
    pub leadership: Leadership,
    pub term: Term,
    pub fold: Fold,
}

impl Run<'_> {
    /// Empties the fresh tables.
    pub(super) async fn clear(&self, next_offset: u64, target: u64, progress: &mut (impl FnMut(Progress) + Send)) -> Result<(), Error> {
        let told = |at| progress(Progress { next_offset, target, stage: Stage::Clearing(at) });
        Ok(self.store.clear_fresh(self.term.epoch, told).await?)
    }

    /// Empties the fresh tables after the switch. A run that has taken them over meanwhile does it itself: this one has done its work.
    pub(super) async fn clear_up(&self, progress: &mut (impl FnMut(Progress) + Send)) -> Result<(), Error> {
        match self.clear(0, 0, progress).await {
            Ok(()) | Err(Error::Store(StoreError::Fenced)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The log must hold what was folded of it last; where that cannot be read any more, its identity has to do.
    pub(super) async fn compare_checkpoint(&self, log: LogId) -> Result<(), Error> {
        let Some(checkpoint) = self.store.last_checkpoint(log).await? else { return Ok(()) };
        // A reader at the log's very end would wait there.
        let end = self.log.bounds().await?.next;
        if checkpoint.offset >= end || witness::found(self.log, &checkpoint).await? == Found::Other {
            return Err(Error::Unlike { offset: checkpoint.offset });
        }
        Ok(())
    }

    pub(super) async fn beat(&self) -> Result<(), Error> {
        if self.leadership.beat(&self.term).await? { Ok(()) } else { Err(Error::Busy) }
    }

    /// Returns when another run has taken over. While the store does not take a beat the run continues: what it writes is fenced.
    pub(super) async fn keep_term(&self) -> Error {
        let trouble = Episode::default();
        loop {
            tokio::time::sleep(POLL).await;
            match self.beat().await {
                Ok(()) => {
                    trouble.ends();
                }
                Err(Error::Store(error)) if error.is_transient() => {
                    if trouble.begins() {
                        tracing::warn!(%error, "the store does not take a sign of life of this run; another run may take over");
                    }
                }
                Err(lost) => return lost,
            }
        }
    }
}

/// On a thread that may wait for the disk.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Unwritable(Cause::of(error)))
}
