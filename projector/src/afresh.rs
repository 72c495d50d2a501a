//! Folding the log afresh, beside the live tables: to replace them (rebuild), to compare them (verify), or to keep what was folded as a snapshot, behind
//! which a later run begins.
//!
//! The fold is the live one, but it loads no watches and the fresh tables have no outbox: nothing here can send a message. It leaves out parked
//! events, as the live tables do, and damaged records. The run ends at an event that it cannot read and that is not parked, and when the log
//! does not hold what was folded of it: folding that alone would hide from the live projector what it has missed.
//!
//! No transaction depends on how much is stored: the fold takes some events at a time, the comparison some rows, and what differs is carried over or
//! counted in portions, each at one moment at which live and fresh tables stand at the same place. A run that is killed has left each live row
//! as it was or as the fresh fold has it; the next run clears the fresh tables and begins again.

mod base;
mod feed;
mod kept;
mod report;
mod run;
mod snapshot;
mod standing;
mod work;

use crate::error::Error;
use crate::guard;
use crate::whole::Whole;
use crate::witness::same_log;
use domain::clock::SystemClock;
use domain::episode::Episode;
use domain::leadership::{SILENT_POLLS, Term};
use eventlog::EventLog;
use eventlog::archive::Archive;
use feed::Feed;
pub use report::{Began, Kept, Progress, Report, Stage};
pub use run::{Begin, Behind};
use run::{Goal, POLL, Run};
pub use standing::{Due, Standing};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::leadership::{Candidate, Leadership, Waiting};
use store::{ProjectionStore, StoreError};
use work::Work;

/// [`rebuild_from`] the log alone.
///
/// # Errors
/// As that.
pub async fn rebuild(store: &ProjectionStore, log: &dyn EventLog, progress: impl FnMut(Progress) + Send) -> Result<Report, Error> {
    run(store, log, Behind::default(), progress, Goal::Switch).await
}

/// Folds the log into fresh tables, then puts their rows in place of the live ones that differ, while the live projector keeps going.
///
/// # Errors
/// See [`Error`]. Each live row is then as it was, or as the fresh fold has it; another run does the rest.
pub async fn rebuild_from(
    store: &ProjectionStore,
    log: &dyn EventLog,
    behind: Behind<'_>,
    progress: impl FnMut(Progress) + Send,
) -> Result<Report, Error> {
    run(store, log, behind, progress, Goal::Switch).await
}

/// [`verify_from`] the log alone.
///
/// # Errors
/// As that.
pub async fn verify(store: &ProjectionStore, log: &dyn EventLog, progress: impl FnMut(Progress) + Send) -> Result<Report, Error> {
    run(store, log, Behind::default(), progress, Goal::Compare).await
}

/// Folds the log into fresh tables and compares them with the live ones.
///
/// # Errors
/// See [`Error`]. Differences are no error: they are in the report.
pub async fn verify_from(
    store: &ProjectionStore,
    log: &dyn EventLog,
    behind: Behind<'_>,
    progress: impl FnMut(Progress) + Send,
) -> Result<Report, Error> {
    run(store, log, behind, progress, Goal::Compare).await
}

/// Folds the log into fresh tables, compares them with the live ones, and keeps them as a snapshot in this directory. Where neither the log nor an
/// earlier snapshot tells all that the store knows, the live tables are kept as they are. Then older snapshots go, and the log's events before the
/// snapshot go into the archive.
///
/// # Errors
/// See [`Error`]. The snapshots that there were are still there, unless the new one is.
pub async fn keep(
    store: &ProjectionStore,
    log: &dyn EventLog,
    root: &Path,
    progress: impl FnMut(Progress) + Send,
) -> Result<Report, Error> {
    run(store, log, Behind { archive: Some(root), begin: Begin::AsNeeded }, progress, Goal::Keep).await
}

async fn run(
    store: &ProjectionStore,
    log: &dyn EventLog,
    behind: Behind<'_>,
    mut progress: impl FnMut(Progress) + Send,
    goal: Goal,
) -> Result<Report, Error> {
    let candidate = Candidate { owner: uuid::Uuid::new_v4(), poll: POLL, clock: Arc::new(SystemClock) };
    let leadership = store.fresh_leadership(candidate);
    let waited = Episode::default();
    let term = match leadership.acquire(|waiting| waits(waiting, &waited)).await {
        Ok(term) => term,
        Err(error) => {
            // The claim may have been committed although its answer was lost.
            release(&leadership, None).await;
            return Err(error);
        }
    };
    let run = Run { store, log, behind, goal, leadership, term, fold: Arc::new(guard::fold) };
    let mut report = tokio::select! {
        report = run.go(&mut progress) => report.map_err(fenced),
        lost = run.keep_term() => Err(lost),
    };
    if goal == Goal::Switch && report.is_ok() {
        report = run.clear_up(&mut progress).await.and(report);
    }
    release(&run.leadership, Some(&run.term)).await;
    report
}

async fn release(leadership: &Leadership, term: Option<&Term>) {
    if let Err(error) = leadership.release(term).await {
        tracing::warn!(%error, "the fresh tables were not given back; the next rebuild or verification starts after a short wait");
    }
}

fn fenced(error: Error) -> Error {
    match error {
        Error::Store(StoreError::Fenced) => Error::Busy,
        other => other,
    }
}

/// Waits for a run that may have been killed, not for one that works.
fn waits(waiting: Waiting, waited: &Episode) -> Result<(), Error> {
    match waiting {
        Waiting::Standby { beating: true } => return Err(Error::Busy),
        Waiting::Standby { beating: false } => {
            if waited.begins() {
                tracing::info!(
                    wait = ?(POLL * SILENT_POLLS),
                    "another rebuild or verification did not end in order; this one starts once that has shown no sign of life for a while"
                );
            }
        }
        Waiting::Unreachable(error) => return Err(error.into()),
    }
    Ok(())
}

impl Run<'_> {
    async fn go(&self, progress: &mut (impl FnMut(Progress) + Send)) -> Result<Report, Error> {
        let Some((stored, target)) = self.store.projection_place().await? else { return Ok(Report::default()) };
        same_log(self.log, stored).await?;
        let archive = self.behind.archive.map(|root| Archive::of(root, stored));
        let whole = Whole::of(self.log, archive).await?;
        let (base, refused) = self.base(&whole, (stored, target)).await?;
        self.compare_checkpoint(stored).await?;
        // Before the first row: an artist who is erased later may be in what follows.
        let mark = self.store.erased_mark().await?;
        let next = base.next();
        self.clear(next, target, progress).await?;
        let feed = Feed::open(self.store, whole.log(), stored, next).await?;
        let report = Report { began: base.began(), refused, ..Report::default() };
        let (unlike, parked, left_out) = (None, BTreeMap::new(), self.store.refused_artists().await?);
        let mut work =
            Work { run: self, log: stored, feed, next, target, report, unlike, mirrors: false, parked, left_out, before: None, progress };
        work.go(&base).await?;
        if let Some(archive) = whole.archive().filter(|_| self.goal == Goal::Keep) {
            work.report.kept = Some(work.keep(archive, mark).await?);
        }
        let Work { report, target, .. } = work;
        if self.goal != Goal::Switch {
            // Fails unless what was compared was ours all the time.
            self.clear(target, target, progress).await?;
        }
        Ok(report)
    }
}
