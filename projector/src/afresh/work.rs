//! A run on its way: folding, comparing, settling.

use super::base::Base;
use super::feed::Feed;
use super::report::{Progress, Report, Stage};
use super::run::{Goal, Run, blocking};
use super::snapshot::{self, Piece, Snapshot};
use crate::error::Error;
use crate::incoming::incoming;
use domain::clock::Timestamp;
use domain::id::{ArtistId, LogId};
use eventlog::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::projection::Incoming;
use store::projection::checkpoint::{Checkpoint, Mark};
use store::projection::rebuild::{Compared, Difference, Refolded};
use store::projection::snapshot::Row;
use store::projection::unlike::{Cursor, Unlike};

/// How often the live projector may move on before a run gives up catching it for one portion.
const TRIES: u32 = 1000;
/// Pieces of a snapshot in one transaction.
const PAGE: usize = 1_024;

/// A run on its way.
pub(super) struct Work<'a, P> {
    pub(super) run: &'a Run<'a>,
    pub(super) log: LogId,
    pub(super) feed: Feed<'a>,
    pub(super) next: u64,
    pub(super) target: u64,
    pub(super) report: Report,
    /// What is left to settle. None: the comparison has not begun.
    pub(super) unlike: Option<Unlike>,
    /// The fresh tables take the live rows instead of folding the log.
    pub(super) mirrors: bool,
    /// Records that were not folded since they are parked, for a snapshot.
    pub(super) parked: BTreeMap<u64, Vec<u8>>,
    /// Artists of whom something was left out since they are not served: the live rows stand for them.
    pub(super) left_out: BTreeSet<ArtistId>,
    /// The record before the first that this run reads; None: it is not known.
    pub(super) before: Option<Checkpoint>,
    pub(super) progress: &'a mut P,
}

/// What is to be settled.
#[derive(Clone, Copy)]
struct Portion {
    /// It is the first of its run.
    first: bool,
    /// All tables have been compared: when nothing is left, the run is at its end.
    compared: bool,
}

impl<P: FnMut(Progress) + Send> Work<'_, P> {
    pub(super) fn tell(&mut self, stage: Stage) {
        (self.progress)(Progress { next_offset: self.next, target: self.target, stage });
    }

    /// Makes the fresh tables what the base says, folds on from there, and settles what differs from the live ones.
    pub(super) async fn go(&mut self, base: &Base) -> Result<(), Error> {
        match base {
            Base::Beginning(_) => {}
            Base::Snapshot(snapshot) => self.load(snapshot).await?,
            Base::Live(_) => self.mirrors = true,
        }
        self.catch_up().await?;
        let (mut cursor, mut first) = (Some(Cursor::default()), true);
        loop {
            let unlike = self.unlike.get_or_insert_default();
            if let Some(at) = cursor.filter(|_| !unlike.is_full()) {
                cursor = self.run.store.compare_stretch(at, unlike).await?;
                self.tell(Stage::Comparing(at));
            } else if self.settle(Portion { first, compared: cursor.is_none() }).await? {
                return Ok(());
            } else {
                first = false;
            }
        }
    }

    /// Puts the rows of a snapshot into the fresh tables, and folds what was parked then and is not any more.
    async fn load(&mut self, snapshot: &Snapshot) -> Result<(), Error> {
        let file = snapshot.file.clone();
        let (mut reader, header) = blocking(move || Snapshot::open(&file)).await??;
        self.before = header.last();
        self.report.damaged += header.damaged;
        let mut due = Vec::new();
        loop {
            let (read, pieces) = blocking(move || {
                let pieces = snapshot::take(&mut reader, PAGE)?;
                Ok::<_, Error>((reader, pieces))
            })
            .await??;
            reader = read;
            if pieces.is_empty() {
                break;
            }
            let mut rows: Vec<Row> = Vec::with_capacity(pieces.len());
            for piece in pieces {
                match piece {
                    Piece::Row(row) => rows.push(*row),
                    Piece::Parked(offset, payload) => due.extend(self.unparked(offset, payload).await?),
                }
            }
            self.report.loaded += rows.len() as u64;
            self.run.store.load_fresh(self.run.term.epoch, header.next, Arc::new(rows)).await?;
            self.tell(Stage::Loading(self.report.loaded));
        }
        self.report.folded += due.len() as u64;
        for some in due.chunks(PAGE) {
            let left_out = self.run.store.fold_fresh(self.run.term.epoch, Arc::new(some.to_vec()), &self.run.fold).await?;
            self.left_out.extend(left_out);
        }
        Ok(())
    }

    /// The event in a record that was parked, unless it still is.
    async fn unparked(&mut self, offset: u64, payload: Vec<u8>) -> Result<Option<Incoming>, Error> {
        let entry = incoming(Entry { offset, appended_at: Timestamp::UNIX_EPOCH, payload });
        if self.run.store.are_erased([(entry.lane, offset)]).await?.contains(&true) {
            return Ok(None);
        }
        let (payload, parked) = (&entry.payload, self.run.store.parked_among(self.log, offset, offset + 1).await?);
        if parked.contains(&(offset, Mark::of(payload))) {
            self.report.parked += 1;
            self.parked.insert(offset, entry.payload);
            return Ok(None);
        }
        match &entry.event {
            Err(problem) => Err(Error::Undecodable { offset, problem: problem.clone() }),
            Ok(_) => Ok(Some(entry)),
        }
    }

    /// Folds up to where the live projection was seen last.
    async fn catch_up(&mut self) -> Result<(), Error> {
        let mut ahead = self.feed.take(self.next, self.target).await?;
        while let Some(taken) = ahead {
            self.report.parked += taken.parked.len() as u64;
            self.report.damaged += taken.damaged;
            self.report.folded += taken.wanted.len() as u64;
            if self.run.goal == Goal::Keep {
                self.parked.extend(taken.parked);
            }
            if let Some(unlike) = &mut self.unlike {
                unlike.touch(&taken.wanted);
            }
            // While the database takes one batch, the next is read and decoded.
            let (run, wanted, next) = (self.run, if self.mirrors { Vec::new() } else { taken.wanted }, taken.next);
            let fold = async {
                if wanted.is_empty() {
                    return Ok(BTreeSet::new());
                }
                run.store.fold_fresh(run.term.epoch, Arc::new(wanted), &run.fold).await
            };
            let (folded, then) = tokio::join!(fold, self.feed.take(next, self.target));
            self.left_out.extend(folded?);
            self.next = next;
            self.tell(Stage::Folding);
            ahead = then?;
        }
        Ok(())
    }

    /// Carries over, counts or adopts one portion, at a moment at which live and fresh tables stand at the same place. True: it was the last.
    async fn settle(&mut self, wanted: Portion) -> Result<bool, Error> {
        for _ in 0..TRIES {
            self.catch_up().await?;
            self.run.beat().await?;
            self.feed.compare_last().await?;
            let unlike = self.unlike.get_or_insert_default();
            unlike.leave_out(self.left_out.iter().copied());
            self.run.store.find_folders(unlike).await?;
            let (portion, left) = (Arc::new(unlike.portion()), unlike.len());
            let last = wanted.compared && portion.len() == left;
            self.tell(Stage::Settling(left));
            let (next_offset, log) = match self.try_portion(wanted.first || last, &portion).await? {
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

    /// `marks`: it is the portion with which a run says that something is lost.
    async fn try_portion(&mut self, marks: bool, portion: &Arc<Unlike>) -> Result<Compared<Vec<Difference>>, Error> {
        let (store, epoch, portion) = (self.run.store, self.run.term.epoch, Arc::clone(portion));
        let fresh = Refolded { log: self.log, next_offset: self.next, lost: self.report.damaged > 0 && marks };
        let done = match self.run.goal {
            _ if self.mirrors => store.adopt_live(epoch, fresh, portion).await?,
            Goal::Switch => store.carry_over_fresh(epoch, fresh, portion).await?,
            Goal::Compare | Goal::Keep => return Ok(store.count_unlike(epoch, fresh, portion).await?),
        };
        Ok(match done {
            Compared::Done(()) => Compared::Done(Vec::new()),
            Compared::Moved { next_offset, log } => Compared::Moved { next_offset, log },
        })
    }

    /// The last record that is folded into the fresh tables, as far as it is known.
    pub(super) async fn last_folded(&mut self) -> Result<Option<Checkpoint>, Error> {
        let known = self.run.store.checkpoints(self.log).await?.into_iter().rfind(|known| known.offset < self.next);
        Ok(self.feed.last().or(self.before).or(known))
    }
}
