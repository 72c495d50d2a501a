//! Opening the log where folding goes on, and what to do when it does not hold what was folded of it.

use crate::Error;
use crate::run::{End, Place, Projector};
use crate::witness::{self, Found};
use eventlog::{LogError, LogReader};
use std::time::Duration;

/// How often a projector says that it lives when there is nothing to fold.
pub(crate) const BEAT: Duration = Duration::from_secs(1);
/// So many times it says so while the log is being opened, which takes its time where the end has to be looked for. Later another may have a
/// better way to the log.
const OPENING: u32 = 5;

/// What became of opening the log.
pub(crate) enum Opened {
    Reader(Box<dyn LogReader>),
    /// It is another one than the claim was made for, or was trimmed.
    Replaced,
    Lost(Loss),
}

/// What the log has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// It ends before the place, or has another record before it than was folded there.
    Unlike,
    /// Records that were not folded yet cannot be read.
    Damaged { from: u64, to: u64 },
}

impl Projector {
    /// Opens the log where folding goes on, and makes sure that it is what was folded up to there.
    pub(crate) async fn open(&self, place: Place) -> Result<Result<Opened, End>, Error> {
        self.beating(place, self.patient(|| self.try_open(place))).await
    }

    async fn try_open(&self, place: Place) -> Result<Opened, Error> {
        let log = self.deps.log.as_ref();
        let reader = match log.read(place.next_offset).await {
            Ok(reader) if reader.log() == place.log => reader,
            Ok(_) => return Ok(Opened::Replaced),
            // Deleted or trimmed: the claim sorts it out, or says what is wrong.
            Err(LogError::Gap { .. }) if self.unlike(place).await? => return Ok(Opened::Replaced),
            Err(LogError::Gap { to, .. }) if to < place.next_offset => return Ok(Opened::Lost(Loss::Unlike)),
            Err(error) => return Err(error.into()),
        };
        let Some(checkpoint) = self.deps.store.last_checkpoint(place.log).await? else { return Ok(Opened::Reader(reader)) };
        Ok(match witness::found(log, &checkpoint).await? {
            Found::Same => Opened::Reader(reader),
            Found::Other | Found::Damaged => Opened::Lost(Loss::Unlike),
        })
    }

    /// Goes on where nothing is missed in spite of the loss. Some: there is a reason to stop.
    pub(crate) async fn accept(&self, place: &mut Place, loss: Loss) -> Result<Option<End>, Error> {
        let next_offset = match loss {
            Loss::Damaged { to, .. } => to,
            Loss::Unlike => {
                let (log, store) = (self.deps.log.as_ref(), &self.deps.store);
                match self.beating(*place, self.patient(|| witness::common(log, store, place.log))).await? {
                    Ok(next_offset) => next_offset.min(place.next_offset),
                    Err(end) => return Ok(Some(end)),
                }
            }
        };
        let moved = Place { next_offset, ..*place };
        match self.move_to(moved).await? {
            None => return self.release(*place).await.map(Some),
            Some(false) => return Ok(Some(End::Fenced)),
            Some(true) => {}
        }
        match loss {
            Loss::Damaged { from, to } => tracing::error!(
                log.from = from,
                log.to = to,
                "records of the event log are damaged and were passed over; what they told comes again with the next looks at DeviantArt (`deviantcord doctor` names the damage)"
            ),
            Loss::Unlike => tracing::error!(
                log.folded = place.next_offset,
                log.next_offset = next_offset,
                "the event log does not hold what was folded of it: its end is lost or damaged (a lone broker without power, an older copy put back); folding on from where both agree, which sends nothing twice (what was lost comes again with the next looks at DeviantArt)"
            ),
        }
        *place = moved;
        Ok(None)
    }

    /// Waits for something that may take its time, and says meanwhile that this projector lives. Err: a reason to stop.
    async fn beating<T>(&self, place: Place, work: impl Future<Output = Result<Option<T>, Error>>) -> Result<Result<T, End>, Error> {
        let mut work = std::pin::pin!(work);
        let mut beats = 0;
        loop {
            tokio::select! {
                done = &mut work => return match done? {
                    Some(done) => Ok(Ok(done)),
                    None => self.release(place).await.map(Err),
                },
                () = tokio::time::sleep(BEAT), if beats < OPENING => beats += 1,
            }
            match self.beat(place).await? {
                None => return self.release(place).await.map(Err),
                Some(false) => return Ok(Err(End::Fenced)),
                Some(true) => {}
            }
        }
    }

    /// Whether the log is not the one, or does not have the place any more, that was claimed.
    pub(crate) async fn unlike(&self, place: Place) -> Result<bool, LogError> {
        Ok(self.deps.log.identity().await? != place.log || self.deps.log.bounds().await?.first > place.next_offset)
    }
}
