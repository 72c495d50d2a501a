//! Feeds the log's entries to the fresh tables: skips parked and damaged ones, and stops where the live projection stands.

use crate::error::Error;
use crate::incoming::rising;
use domain::id::LogId;
use eventlog::{Entry, EventLog, LogError, LogReader};
use store::ProjectionStore;
use store::projection::Incoming;
use store::projection::checkpoint::{Checkpoint, Mark};

/// Events per transaction. A power of two: new rows are one statement then.
const BATCH: u64 = 1024;

/// Where the entries come from.
pub(super) struct Feed<'a> {
    store: &'a ProjectionStore,
    log: &'a dyn EventLog,
    id: LogId,
    reader: Box<dyn LogReader>,
    /// What was read last.
    last: Option<Checkpoint>,
    /// Read and not folded yet: numbers that are no events make more of them come than there are up to the target.
    ahead: Vec<Entry>,
}

/// Entries of one transaction.
pub(super) struct Taken {
    pub(super) wanted: Vec<Incoming>,
    /// Parked records, which are left out.
    pub(super) parked: Vec<(u64, Vec<u8>)>,
    pub(super) damaged: u64,
    pub(super) next: u64,
}

impl<'a> Feed<'a> {
    pub(super) async fn open(store: &'a ProjectionStore, log: &'a dyn EventLog, id: LogId, first: u64) -> Result<Self, Error> {
        Ok(Self { store, log, id, reader: log.read(first).await?, last: None, ahead: Vec::new() })
    }

    /// The next entries before `target` without the parked ones; None: there are no more.
    pub(super) async fn take(&mut self, next: u64, target: u64) -> Result<Option<Taken>, Error> {
        if next >= target {
            return Ok(None);
        }
        let room = usize::try_from((target - next).min(BATCH)).unwrap_or(1);
        if self.ahead.is_empty() {
            match self.reader.next(room).await {
                Ok(entries) => self.ahead = entries,
                // Damaged: continue behind it.
                Err(LogError::Gap { to, .. }) if to > next => {
                    let first = self.log.bounds().await?.first;
                    if first > next {
                        // Trimmed while it was read.
                        return Err(Error::Trimmed { first, refused: String::new() });
                    }
                    self.reader = self.log.read(to).await?;
                    let end = to.min(target);
                    return Ok(Some(Taken { wanted: Vec::new(), parked: Vec::new(), damaged: end - next, next: end }));
                }
                Err(error) => return Err(error.into()),
            }
        }
        let later = self.ahead.split_off(self.ahead.partition_point(|entry| entry.offset < target));
        let entries = rising(std::mem::replace(&mut self.ahead, later), next)?;
        // None of them: the live projection stands behind numbers that are no events.
        let after = entries.last().map_or(target, |entry| entry.offset + 1);
        let mark = |entry: &Incoming| Checkpoint { offset: entry.offset, mark: Mark::of(&entry.payload) };
        self.last = entries.last().map(mark).or(self.last);
        let parked = self.store.parked_among(self.id, next, after).await?;
        let mut taken = Taken { wanted: Vec::with_capacity(entries.len()), parked: Vec::new(), damaged: 0, next: after };
        // A parked event of an artist who was erased is parked no more, and named nowhere.
        let erased = self.store.are_erased(entries.iter().map(|entry| (entry.lane, entry.offset))).await?;
        for (entry, erased) in entries.into_iter().zip(erased) {
            if erased {
                continue;
            }
            if !parked.is_empty() && parked.contains(&(entry.offset, mark(&entry).mark)) {
                taken.parked.push((entry.offset, entry.payload));
            } else if let Err(problem) = &entry.event {
                return Err(Error::Undecodable { offset: entry.offset, problem: problem.clone() });
            } else {
                taken.wanted.push(entry);
            }
        }
        Ok(Some(taken))
    }

    /// What was read last.
    pub(super) const fn last(&self) -> Option<Checkpoint> {
        self.last
    }

    /// What was read last must be what the live projection folded there.
    pub(super) async fn compare_last(&mut self) -> Result<(), Error> {
        let (Some(read), Some(folded)) = (self.last, self.store.last_checkpoint(self.id).await?) else { return Ok(()) };
        if read.offset == folded.offset && read.mark != folded.mark {
            return Err(Error::Unlike { offset: read.offset });
        }
        Ok(())
    }
}
