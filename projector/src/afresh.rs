//! Folding the whole log afresh, beside the live tables: to replace them (rebuild) or to compare them (verify).
//!
//! The fold is the live one, but it loads no watches and the fresh tables have no outbox: nothing here can send a message. It leaves out parked
//! events, as the live tables do, and damaged records. The run ends at an event that it cannot read and that is not parked, and when the log
//! does not hold what was folded of it: folding that alone would hide from the live projector what it has missed.
//!
//! No transaction depends on how much is stored: the fold takes some events at a time, the comparison some rows, and what differs is carried over or
//! counted in portions, each at one moment at which live and fresh tables stand at the same place. A run that is killed has left each live row
//! as it was or as the fresh fold has it; the next run clears the fresh tables and begins again.

mod feed;
mod report;

use crate::error::Error;
use crate::guard;
use crate::witness::{self, Found, same_log};
use domain::clock::SystemClock;
use domain::episode::Episode;
use domain::id::LogId;
use domain::leadership::{SILENT_POLLS, Term};
use eventlog::EventLog;
use feed::Feed;
pub use report::{Progress, Report, Stage};
use std::sync::Arc;
use std::time::Duration;
use store::leadership::{Candidate, Leadership, Waiting};
use store::projection::Fold;
use store::projection::rebuild::{Compared, Difference, Refolded};
use store::projection::unlike::{Cursor, Unlike};
use store::{ProjectionStore, StoreError};

/// How often a run polls whether another one uses the fresh tables. It follows a killed one after [`SILENT_POLLS`].
const POLL: Duration = Duration::from_secs(1);
/// How often the live projector may move on before a run gives up catching it for one portion.
const TRIES: u32 = 1000;

/// Folds the log into fresh tables, then puts their rows in place of the live ones that differ, while the live projector keeps going.
///
/// # Errors
/// See [`Error`]. Each live row is then as it was, or as the fresh fold has it; another run does the rest.
pub async fn rebuild(store: &ProjectionStore, log: &dyn EventLog, progress: impl FnMut(Progress) + Send) -> Result<Report, Error> {
    run(store, log, progress, true).await
}

/// Folds the log into fresh tables and compares them with the live ones.
///
/// # Errors
/// See [`Error`]. Differences are no error: they are in the report.
pub async fn verify(store: &ProjectionStore, log: &dyn EventLog, progress: impl FnMut(Progress) + Send) -> Result<Report, Error> {
    run(store, log, progress, false).await
}

async fn run(
    store: &ProjectionStore,
    log: &dyn EventLog,
    mut progress: impl FnMut(Progress) + Send,
    switch: bool,
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
    let run = Run { store, log, leadership, term, fold: Arc::new(guard::fold) };
    let mut report = tokio::select! {
        report = run.go(&mut progress, switch) => report.map_err(fenced),
        lost = run.keep() => Err(lost),
    };
    if switch && report.is_ok() {
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

struct Run<'a> {
    store: &'a ProjectionStore,
    log: &'a dyn EventLog,
    leadership: Leadership,
    term: Term,
    fold: Fold,
}

/// A run on its way.
struct Work<'a, P> {
    run: &'a Run<'a>,
    log: LogId,
    feed: Feed<'a>,
    next: u64,
    target: u64,
    report: Report,
    /// What is left to settle. None: the comparison has not begun.
    unlike: Option<Unlike>,
    progress: &'a mut P,
}

impl Run<'_> {
    async fn go(&self, progress: &mut (impl FnMut(Progress) + Send), switch: bool) -> Result<Report, Error> {
        let report = Report { folded: 0, parked: 0, damaged: 0, differences: Vec::new() };
        let Some((stored, target)) = self.store.projection_place().await? else { return Ok(report) };
        same_log(self.log, stored).await?;
        let first = self.log.bounds().await?.first;
        let continues = self.log.continues().await?;
        if first > 1 || !self.log.follows().await?.is_empty() || self.store.knows_other_logs(stored, &continues).await? {
            return Err(Error::Trimmed { first });
        }
        self.compare_checkpoint(stored).await?;
        self.clear(first, target, progress).await?;
        let feed = Feed::open(self.store, self.log, stored, first).await?;
        let mut work = Work { run: self, log: stored, feed, next: first, target, report, unlike: None, progress };
        work.catch_up().await?;
        let (mut cursor, mut first) = (Some(Cursor::default()), true);
        loop {
            let unlike = work.unlike.get_or_insert_default();
            if let Some(at) = cursor.filter(|_| !unlike.is_full()) {
                cursor = self.store.compare_stretch(at, unlike).await?;
                work.tell(Stage::Comparing(at));
            } else if work.settle(Portion { switch, first, compared: cursor.is_none() }).await? {
                break;
            } else {
                first = false;
            }
        }
        let Work { report, target, .. } = work;
        if !switch {
            // Fails unless what was compared was ours all the time.
            self.clear(target, target, progress).await?;
        }
        Ok(report)
    }

    async fn clear(&self, next_offset: u64, target: u64, progress: &mut (impl FnMut(Progress) + Send)) -> Result<(), Error> {
        let told = |at| progress(Progress { next_offset, target, stage: Stage::Clearing(at) });
        Ok(self.store.clear_fresh(self.term.epoch, told).await?)
    }

    /// Empties the fresh tables after the switch. A run that has taken them over meanwhile does it itself: this one has done its work.
    async fn clear_up(&self, progress: &mut (impl FnMut(Progress) + Send)) -> Result<(), Error> {
        match self.clear(0, 0, progress).await {
            Ok(()) | Err(Error::Store(StoreError::Fenced)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The log must hold what was folded of it last; where that cannot be read any more, its identity has to do.
    async fn compare_checkpoint(&self, log: LogId) -> Result<(), Error> {
        let Some(checkpoint) = self.store.last_checkpoint(log).await? else { return Ok(()) };
        // A reader at the log's very end would wait there.
        let end = self.log.bounds().await?.next;
        if checkpoint.offset >= end || witness::found(self.log, &checkpoint).await? == Found::Other {
            return Err(Error::Unlike { offset: checkpoint.offset });
        }
        Ok(())
    }

    async fn beat(&self) -> Result<(), Error> {
        if self.leadership.beat(&self.term).await? { Ok(()) } else { Err(Error::Busy) }
    }

    /// Returns when another run has taken over. While the store does not take a beat the run continues: what it writes is fenced.
    async fn keep(&self) -> Error {
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

/// What is to be settled.
#[derive(Clone, Copy)]
struct Portion {
    /// Carried over, not counted.
    switch: bool,
    /// It is the first of its run.
    first: bool,
    /// All tables have been compared: when nothing is left, the run is at its end.
    compared: bool,
}

impl<P: FnMut(Progress) + Send> Work<'_, P> {
    fn tell(&mut self, stage: Stage) {
        (self.progress)(Progress { next_offset: self.next, target: self.target, stage });
    }

    /// Folds up to where the live projection was seen last.
    async fn catch_up(&mut self) -> Result<(), Error> {
        let mut ahead = self.feed.take(self.next, self.target).await?;
        while let Some(taken) = ahead {
            self.report.parked += taken.parked;
            self.report.damaged += taken.damaged;
            self.report.folded += taken.wanted.len() as u64;
            if let Some(unlike) = &mut self.unlike {
                unlike.touch(&taken.wanted);
            }
            // While the database takes one batch, the next is read and decoded.
            let fold = self.run.store.fold_fresh(self.run.term.epoch, Arc::new(taken.wanted), &self.run.fold);
            let (folded, then) = tokio::join!(fold, self.feed.take(taken.next, self.target));
            folded?;
            self.next = taken.next;
            self.tell(Stage::Folding);
            ahead = then?;
        }
        Ok(())
    }

    /// Carries over or counts one portion, at a moment at which live and fresh tables stand at the same place. True: it was the last.
    async fn settle(&mut self, wanted: Portion) -> Result<bool, Error> {
        for _ in 0..TRIES {
            self.catch_up().await?;
            self.run.beat().await?;
            self.feed.compare_last().await?;
            let unlike = self.unlike.get_or_insert_default();
            self.run.store.find_folders(unlike).await?;
            let (portion, left) = (Arc::new(unlike.portion()), unlike.len());
            let last = wanted.compared && portion.len() == left;
            self.tell(Stage::Settling(left));
            let (next_offset, log) = match self.try_portion(wanted, last, &portion).await? {
                Compared::Done(differences) => {
                    self.unlike.get_or_insert_default().remove(&portion);
                    differences.into_iter().for_each(|found| self.report.add(found));
                    return Ok(last);
                }
                Compared::Moved { next_offset, log } => (next_offset, log),
            };
            if log != self.log {
                return Err(Error::OtherLog { stored: log, found: self.log });
            }
            self.target = next_offset;
        }
        Err(Error::Restless { tries: TRIES })
    }

    async fn try_portion(&self, wanted: Portion, last: bool, portion: &Arc<Unlike>) -> Result<Compared<Vec<Difference>>, Error> {
        let (store, portion) = (self.run.store, Arc::clone(portion));
        if !wanted.switch {
            return Ok(store.count_unlike(self.log, self.next, portion).await?);
        }
        let lost = self.report.damaged > 0 && (wanted.first || last);
        let fresh = Refolded { log: self.log, next_offset: self.next, lost };
        Ok(match store.carry_over_fresh(self.run.term.epoch, fresh, portion).await? {
            Compared::Done(()) => Compared::Done(Vec::new()),
            Compared::Moved { next_offset, log } => Compared::Moved { next_offset, log },
        })
    }
}
