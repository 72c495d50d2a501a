//! Folding the whole log afresh, beside the live tables: to replace them (rebuild) or to compare them (verify).
//!
//! The fold is the live one, but it loads no watches and the fresh tables have no outbox: nothing here can send a message. It leaves out parked
//! events, as the live tables do, and damaged records. The run ends at an event that it cannot read and that is not parked, and when the log
//! does not hold what was folded of it: folding that alone would hide from the live projector what it has missed.

use crate::error::Error;
use crate::guard;
use crate::incoming::rising;
use crate::witness::{self, Found, same_log};
use domain::clock::SystemClock;
use domain::episode::Episode;
use domain::id::LogId;
use domain::leadership::{SILENT_POLLS, Term};
use eventlog::{Entry, EventLog, LogError, LogReader};
use std::sync::Arc;
use std::time::Duration;
use store::leadership::{Candidate, Leadership, Waiting};
use store::projection::checkpoint::{Checkpoint, Mark};
use store::projection::rebuild::{Compared, Difference, Refolded};
use store::projection::unlike::Unlike;
use store::projection::{Fold, Incoming};
use store::{ProjectionStore, StoreError};

/// How often a run polls whether another one uses the fresh tables. It follows a killed one after [`SILENT_POLLS`].
const POLL: Duration = Duration::from_secs(1);
/// Events per transaction. A power of two: new rows are one statement then.
const BATCH: u64 = 1024;
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
    /// Offsets whose records are damaged.
    pub damaged: u64,
    /// Of a verification; empty when live and fresh rows are the same.
    pub differences: Vec<Difference>,
}

/// Folds the log into fresh tables, then puts their rows in place of the live ones in one transaction, while the live projector keeps going.
///
/// # Errors
/// See [`Error`]; the live tables are untouched then.
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
        report = run.clear_up().await.and(report);
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

/// Where the entries come from.
struct Feed {
    log: LogId,
    reader: Box<dyn LogReader>,
    /// What was read last.
    last: Option<Checkpoint>,
    /// Read and not folded yet: numbers that are no events make more of them come than there are up to the target.
    ahead: Vec<Entry>,
}

/// Entries of the log on their way into the fresh tables.
struct Taken {
    wanted: Vec<Incoming>,
    parked: u64,
    damaged: u64,
    next: u64,
}

impl Run<'_> {
    async fn go(&self, progress: &mut (impl FnMut(Progress) + Send), switch: bool) -> Result<Report, Error> {
        let mut report = Report { folded: 0, parked: 0, damaged: 0, differences: Vec::new() };
        let Some((stored, mut target)) = self.store.projection_place().await? else { return Ok(report) };
        same_log(self.log, stored).await?;
        let first = self.log.bounds().await?.first;
        let continues = self.log.continues().await?;
        if first > 1 || !self.log.follows().await?.is_empty() || self.store.knows_other_logs(stored, &continues).await? {
            return Err(Error::Trimmed { first });
        }
        self.compare_checkpoint(stored).await?;
        self.store.clear_fresh(self.term.epoch).await?;
        let mut next = first;
        let mut feed = Feed { log: stored, reader: self.log.read(first).await?, ahead: Vec::new(), last: None };
        // Known after the first time that the live projector was caught up with.
        let mut unlike: Option<Unlike> = None;
        for _ in 0..TRIES {
            let mut ahead = self.take(&mut feed, next, target).await?;
            while let Some(taken) = ahead {
                report.parked += taken.parked;
                report.damaged += taken.damaged;
                report.folded += taken.wanted.len() as u64;
                if let Some(unlike) = &mut unlike {
                    unlike.touch(&taken.wanted);
                }
                // While the database takes one batch, the next is read and decoded.
                let fold = self.store.fold_fresh(self.term.epoch, Arc::new(taken.wanted), &self.fold);
                let (folded, then) = tokio::join!(fold, self.take(&mut feed, taken.next, target));
                folded?;
                next = taken.next;
                progress(Progress { next_offset: next, target });
                ahead = then?;
            }
            self.beat().await?;
            self.compare_last(&feed).await?;
            let moved = if switch {
                let known = match unlike.take() {
                    Some(known) => known,
                    None => self.store.unlike_fresh().await?,
                };
                let known = Arc::new(known);
                let fresh = Refolded { log: stored, next_offset: next, lost: report.damaged > 0 };
                match self.store.switch_to_fresh(self.term.epoch, fresh, Arc::clone(&known)).await? {
                    Compared::Done(()) => return Ok(report),
                    Compared::Moved { next_offset, log } => {
                        unlike = Some(Arc::unwrap_or_clone(known));
                        (next_offset, log)
                    }
                }
            } else {
                match self.store.compare_with_fresh(stored, next).await? {
                    Compared::Done(differences) => {
                        // Fails unless what was compared was ours all the time.
                        self.store.clear_fresh(self.term.epoch).await?;
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

    /// Empties the fresh tables after the switch. A run that has taken them over meanwhile does it itself: this one has done its work.
    async fn clear_up(&self) -> Result<(), Error> {
        match self.store.clear_fresh(self.term.epoch).await {
            Ok(()) | Err(StoreError::Fenced) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The next entries before `target` without the parked ones; None: there are no more.
    async fn take(&self, feed: &mut Feed, next: u64, target: u64) -> Result<Option<Taken>, Error> {
        if next >= target {
            return Ok(None);
        }
        let room = usize::try_from((target - next).min(BATCH)).unwrap_or(1);
        if feed.ahead.is_empty() {
            match feed.reader.next(room).await {
                Ok(entries) => feed.ahead = entries,
                // Damaged: continue behind it.
                Err(LogError::Gap { to, .. }) if to > next => {
                    feed.reader = self.log.read(to).await?;
                    let end = to.min(target);
                    return Ok(Some(Taken { wanted: Vec::new(), parked: 0, damaged: end - next, next: end }));
                }
                Err(error) => return Err(error.into()),
            }
        }
        let later = feed.ahead.split_off(feed.ahead.partition_point(|entry| entry.offset < target));
        let entries = rising(std::mem::replace(&mut feed.ahead, later), next)?;
        // None of them: the live projection stands behind numbers that are no events.
        let after = entries.last().map_or(target, |entry| entry.offset + 1);
        let mark = |entry: &Incoming| Checkpoint { offset: entry.offset, mark: Mark::of(&entry.payload) };
        feed.last = entries.last().map(mark).or(feed.last);
        let parked = self.store.parked_among(feed.log, next, after).await?;
        let mut taken = Taken { wanted: Vec::with_capacity(entries.len()), parked: 0, damaged: 0, next: after };
        for entry in entries {
            if !parked.is_empty() && parked.contains(&(entry.offset, mark(&entry).mark)) {
                taken.parked += 1;
            } else if let Err(problem) = &entry.event {
                return Err(Error::Undecodable { offset: entry.offset, problem: problem.clone() });
            } else {
                taken.wanted.push(entry);
            }
        }
        Ok(Some(taken))
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

    /// What was read last must be what the live projection folded there.
    async fn compare_last(&self, feed: &Feed) -> Result<(), Error> {
        let (Some(read), Some(folded)) = (feed.last, self.store.last_checkpoint(feed.log).await?) else { return Ok(()) };
        if read.offset == folded.offset && read.mark != folded.mark {
            return Err(Error::Unlike { offset: read.offset });
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
