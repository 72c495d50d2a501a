//! Folding the whole log afresh, beside the live tables: to replace them (rebuild) or to compare them (verify).
//!
//! The fold is the live one, but no watches are loaded and the fresh tables have no outbox: nothing that happens here can send a message.
//! Parked events are left out, as they are in the live tables. An event that cannot be read and is not parked ends the run.

use crate::run::{rising, same_log};
use crate::{Error, fold};
use shared::clock::Clock;
use shared::log::{Entry, EventLog};
use shared::store::Store;
use shared::store::projection::Fold;
use shared::store::projection::rebuild::{Compared, Difference};
use std::sync::Arc;
use std::time::Duration;

/// Only one run uses the fresh tables.
const LEASE: &str = "fresh";
/// A run that was killed is forgotten after this.
const LEASE_TIME: Duration = Duration::from_secs(30);
/// Events per transaction.
const BATCH: u64 = 1000;
/// How often the live projector may move on before a run gives up catching it.
const TRIES: u32 = 1000;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The next offset to fold.
    pub next_offset: u64,
    /// Where the live projection stood last.
    pub target: u64,
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub folded: u64,
    /// Parked events that were left out.
    pub parked: u64,
    /// Of a verification; empty when live and fresh rows are the same.
    pub differences: Vec<Difference>,
}

/// Folds the log into fresh tables, then puts their rows in place of the live ones in one transaction, while the live projector keeps going.
///
/// # Errors
/// See [`Error`]; the live tables are untouched then.
pub async fn rebuild(store: &Store, log: &dyn EventLog, clock: &dyn Clock, progress: impl FnMut(Progress) + Send) -> Result<Report, Error> {
    run(store, log, clock, progress, true).await
}

/// Folds the log into fresh tables and compares them with the live ones.
///
/// # Errors
/// See [`Error`]. Differences are no error: they are in the report.
pub async fn verify(store: &Store, log: &dyn EventLog, clock: &dyn Clock, progress: impl FnMut(Progress) + Send) -> Result<Report, Error> {
    run(store, log, clock, progress, false).await
}

async fn run(
    store: &Store,
    log: &dyn EventLog,
    clock: &dyn Clock,
    mut progress: impl FnMut(Progress) + Send,
    switch: bool,
) -> Result<Report, Error> {
    let owner = uuid::Uuid::new_v4();
    if store.lease(LEASE, owner, LEASE_TIME, store.now().await?).await?.is_none() {
        return Err(Error::Busy);
    }
    let run = Run { store, log, clock, owner, fold: Arc::new(fold::fold) };
    let report = run.go(&mut progress, switch).await;
    store.release_lease(LEASE, owner).await?;
    report
}

struct Run<'a> {
    store: &'a Store,
    log: &'a dyn EventLog,
    clock: &'a dyn Clock,
    owner: uuid::Uuid,
    fold: Fold,
}

impl Run<'_> {
    async fn go(&self, progress: &mut (impl FnMut(Progress) + Send), switch: bool) -> Result<Report, Error> {
        let mut report = Report { folded: 0, parked: 0, differences: Vec::new() };
        let Some((stored, mut target)) = self.store.projection_place().await? else { return Ok(report) };
        same_log(self.log, stored).await?;
        let first = self.log.bounds().await?.first;
        if first > 1 || !self.log.follows().await?.is_empty() {
            return Err(Error::Trimmed { first });
        }
        self.store.clear_fresh().await?;
        let mut next = first;
        let mut reader = self.log.read(first).await?;
        // Read and not folded yet: numbers that are no events make more of them come than there are up to the target.
        let mut ahead: Vec<Entry> = Vec::new();
        for _ in 0..TRIES {
            while next < target {
                let room = usize::try_from((target - next).min(BATCH)).unwrap_or(1);
                if ahead.is_empty() {
                    ahead = reader.next(room).await?;
                }
                let behind = ahead.partition_point(|entry| entry.offset < target);
                let later = ahead.split_off(behind);
                let entries = rising(std::mem::replace(&mut ahead, later), next)?;
                // None of them: the live projection stands behind numbers that are no events.
                let after = entries.last().map_or(target, |entry| entry.offset + 1);
                let parked = self.store.parked_among(next, after).await?;
                let mut wanted = Vec::with_capacity(entries.len());
                for entry in entries {
                    if parked.contains(&entry.offset) {
                        report.parked += 1;
                    } else if let Err(problem) = &entry.event {
                        return Err(Error::Undecodable { offset: entry.offset, problem: problem.clone() });
                    } else {
                        wanted.push(entry);
                    }
                }
                report.folded += wanted.len() as u64;
                self.store.fold_fresh(Arc::new(wanted), &self.fold, self.clock.now()).await?;
                next = after;
                progress(Progress { next_offset: next, target });
                if self.store.lease(LEASE, self.owner, LEASE_TIME, self.store.now().await?).await?.is_none() {
                    return Err(Error::Busy);
                }
            }
            let moved = if switch {
                match self.store.switch_to_fresh(stored, next).await? {
                    Compared::Done(()) => return Ok(report),
                    Compared::Moved { next_offset, log } => (next_offset, log),
                }
            } else {
                match self.store.compare_with_fresh(stored, next).await? {
                    Compared::Done(differences) => {
                        self.store.clear_fresh().await?;
                        return Ok(Report { differences, ..report });
                    }
                    Compared::Moved { next_offset, log } => (next_offset, log),
                }
            };
            if moved.1 != stored {
                return Err(Error::OtherLog { stored: moved.1, found: stored });
            }
            target = moved.0;
        }
        Err(Error::Restless { tries: TRIES })
    }
}
