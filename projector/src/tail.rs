//! Reading the log where folding resumes, and noticing when it does not hold what was folded of it.

use crate::ahead::Ahead;
use crate::claim::{BEAT, Claimed};
use crate::error::Error;
use crate::interrupt::{Interrupt, Step};
use crate::loss::Loss;
use crate::projector::{Place, Projector};
use crate::whole::Whole;
use crate::witness::{self, Found};
use eventlog::{LogError, LogReader};
use std::convert::Infallible;
use std::time::Duration;

/// A log that delivers nothing for so long has been caught up with, as far as a start has to know.
const QUIET: Duration = Duration::from_millis(100);
/// Catching up longer than this keeps nobody waiting any longer.
const LONGEST_START: Duration = Duration::from_secs(120);

/// What became of opening the log.
enum Opened {
    Reader(Box<dyn LogReader>),
    Lost(Loss),
}

impl Projector {
    /// Folds what the log has and gets, until it is interrupted.
    pub(crate) async fn tail(&self, claimed: &Claimed, mut place: Place) -> Step<Infallible> {
        let mut noticed: Option<Loss> = None;
        loop {
            let loss = match self.open(claimed, place).await? {
                Opened::Lost(loss) => loss,
                Opened::Reader(reader) => {
                    noticed = noticed.filter(|loss| *loss != Loss::Unlike);
                    let left = self.follow(claimed, &mut place, reader).await;
                    self.turns.rest();
                    let Some(loss) = left? else { continue };
                    loss
                }
            };
            // Twice, to be sure: a broker that stalls in the middle of a delivery must not cost a walk through everything.
            if noticed == Some(loss) {
                noticed = None;
                self.accept(claimed, &mut place, loss).await?;
            } else {
                noticed = Some(loss);
                self.pause(BEAT).await?;
            }
        }
    }

    /// Opens the log where folding resumes, and makes sure that it is what was folded up to there.
    async fn open(&self, claimed: &Claimed, place: Place) -> Step<Opened> {
        self.beating(claimed, self.patient(|| self.try_open(place))).await
    }

    async fn try_open(&self, place: Place) -> Step<Opened> {
        let (mut whole, mut read) = (Whole::Alone(self.deps.log.as_ref()), self.deps.log.read(place.next_offset).await);
        if matches!(&read, Err(LogError::Gap { to, .. }) if *to > place.next_offset) {
            whole = self.whole().await?;
            read = whole.log().read(place.next_offset).await;
        }
        let reader = match read {
            Ok(reader) if reader.log() == place.log => reader,
            Ok(_) => return Err(Interrupt::Replaced),
            // Deleted or trimmed: the next claim sorts it out, or says what is wrong.
            Err(LogError::Gap { .. }) if self.is_replaced(place).await? => return Err(Interrupt::Replaced),
            Err(LogError::Gap { to, .. }) if to < place.next_offset => return Ok(Opened::Lost(Loss::Unlike)),
            Err(error) => return Err(error.into()),
        };
        let Some(checkpoint) = self.deps.store.last_checkpoint(place.log).await? else { return Ok(Opened::Reader(reader)) };
        Ok(match witness::found(whole.log(), &checkpoint).await? {
            Found::Same => Opened::Reader(reader),
            Found::Other | Found::Damaged => Opened::Lost(Loss::Unlike),
        })
    }

    /// Folds what the reader gives, until it gives nothing more: the log has lost something, or (None) has to be opened again. The only await
    /// that consumes anything is the read.
    async fn follow(&self, claimed: &Claimed, place: &mut Place, reader: Box<dyn LogReader>) -> Step<Option<Loss>> {
        let mut ahead = Ahead::new(reader, place.next_offset, self.batch);
        loop {
            self.turns.turn();
            let read = tokio::select! {
                biased;
                () = self.stop.cancelled() => return Err(Interrupt::Stopped),
                read = ahead.next() => read,
                () = tokio::time::sleep(QUIET), if !self.settled.is_cancelled() => {
                    self.settled.cancel();
                    continue;
                }
                () = tokio::time::sleep(BEAT) => {
                    self.beat(claimed).await?;
                    continue;
                }
            };
            match read {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    self.apply(place, entries).await?;
                    if self.begun.elapsed() > LONGEST_START {
                        self.settled.cancel();
                    }
                }
                Err(Error::Log(LogError::Unavailable(problem))) => {
                    self.settled.cancel();
                    tracing::warn!(%problem, "the event log cannot be read; opening it again");
                    self.pause(BEAT).await?;
                    return Ok(None);
                }
                Err(Error::Log(LogError::Closed)) if self.stop.is_cancelled() => return Err(Interrupt::Stopped),
                Err(Error::Log(LogError::Gap { to, .. })) => return self.missing(*place, to).await.map(Some),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The log says that it has nothing before `to`: it was trimmed under the reader, or replaced, and then the next claim sorts it out; or
    /// records in it are damaged; or it ends there.
    async fn missing(&self, place: Place, to: u64) -> Step<Loss> {
        if self.patient(|| async { Ok(self.is_replaced(place).await?) }).await? {
            return Err(Interrupt::Replaced);
        }
        let damaged = to > place.next_offset;
        Ok(if damaged { Loss::Damaged { from: place.next_offset, to } } else { Loss::Unlike })
    }

    /// Whether the log is not the one that was claimed, or neither it nor its archive has the place any longer.
    async fn is_replaced(&self, place: Place) -> Result<bool, Error> {
        Ok(self.deps.log.identity().await? != place.log || self.whole().await?.log().bounds().await?.first > place.next_offset)
    }
}
