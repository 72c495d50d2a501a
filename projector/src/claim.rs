//! Who folds: claiming the projection, keeping it, giving it back.

use crate::error::Error;
use crate::interrupt::{Interrupt, Step};
use crate::projector::{Place, Projector};
use domain::clock::Timestamp;
use domain::id::LogId;
use eventlog::Bounds;
use std::time::Duration;
use store::projection::place::{Claim, Takeover};

/// How often a standby polls the owner's heartbeat.
const POLL: Duration = Duration::from_millis(250);
/// A standby that finds no new heartbeat in so many polls, 2.5 s where the store answers at once, takes over. It counts polls, not seconds:
/// hosts need not agree about the time, and a store or host that is slow, or away for a while, holds up the owner and its standby alike. Too
/// early costs a change of owner, never correctness: the epoch fences.
const SILENT_POLLS: u32 = 10;

/// How often a projector beats when there is nothing to fold.
pub(crate) const BEAT: Duration = Duration::from_secs(1);
/// Heartbeats sent while the log is still opening, which takes its time where its end has to be looked for. Later another projector may have
/// a better way to the log.
const OPENING_BEATS: u32 = 5;

/// The projection is ours.
#[derive(Clone, Copy)]
pub(crate) struct Claimed {
    pub epoch: u64,
    /// The log that the projection was folded from, and where it stands in it.
    stored: LogId,
    next_offset: u64,
    /// The log that is there, and its first kept offset.
    found: LogId,
    first: u64,
}

impl Projector {
    /// Waits until the projection is ours.
    pub(crate) async fn claim(&self) -> Step<Claimed> {
        let mut known: Option<(LogId, Bounds)> = None;
        let mut observed: Option<(Timestamp, u32)> = None;
        loop {
            // Asked again each time: while a projector stands by, another log may take the place of this one.
            let found = self.patient(|| async { Ok(self.deps.log.identity().await?) }).await?;
            let bounds = match known {
                Some((known, bounds)) if known == found => bounds,
                _ => self.patient(|| async { Ok(self.deps.log.bounds().await?) }).await?,
            };
            known = Some((found, bounds));
            let takeover = match observed {
                Some((heartbeat, polls)) if polls >= SILENT_POLLS => Takeover::IfStill(heartbeat),
                _ => Takeover::Never,
            };
            let first = bounds.first;
            let claim = self.patient(|| async {
                Ok(self.deps.store.claim_projection(found, first, self.owner, takeover, self.deps.clock.now()).await?)
            });
            match claim.await? {
                Claim::Ours { log: stored, epoch, next_offset } => return Ok(Claimed { epoch, stored, next_offset, found, first }),
                Claim::Taken { heartbeat_at } => {
                    self.settled.cancel();
                    observed = Some(match observed {
                        Some((heartbeat, polls)) if heartbeat == heartbeat_at => (heartbeat, polls + 1),
                        _ => (heartbeat_at, 0),
                    });
                }
            }
            self.pause(POLL).await?;
        }
    }

    /// Where to fold on under this claim: where the projection stands, or at the log's beginning when what lies between is gone.
    pub(crate) async fn settle(&self, claimed: Claimed) -> Step<Place> {
        let Claimed { epoch, stored, next_offset, found, first } = claimed;
        if stored != found {
            let follows = self.patient(|| async { Ok(self.deps.log.follows().await?) }).await?;
            if !follows.contains(&stored) {
                return Err(Error::OtherLog { stored, found }.into());
            }
            tracing::error!(
                log.former = %stored, log.next_offset = next_offset, log.found = %found,
                "the event log is gone and another was made in its place; folding that from its beginning (what was not folded yet comes again from the spools and with the next polls of DeviantArt)"
            );
        } else if next_offset < first {
            tracing::error!(
                log.next_offset = next_offset,
                log.first = first,
                "events were trimmed away before they were folded; folding on behind them (what is still on DeviantArt comes again with the next polls)"
            );
        } else {
            tracing::info!(log.next_offset = next_offset, projector.epoch = epoch, "folding the event log");
            return Ok(Place { log: found, next_offset, epoch });
        }
        let place = Place { log: found, next_offset: first, epoch };
        self.move_to(place).await?;
        Ok(place)
    }

    /// Notes where the log is: one that is missing there later is gone, one that is missing elsewhere proves nothing.
    pub(crate) async fn note_place(&self, claim: Place) {
        let (place, now) = (self.deps.log.place(), self.deps.clock.now());
        if place.is_empty() {
            return;
        }
        if let Err(error) = self.deps.store.note_log_place(claim.log, &place, now).await {
            tracing::warn!(%error, "where the event log is could not be noted; the next claim tries again");
        }
    }

    /// Puts the projection to another place.
    pub(crate) async fn move_to(&self, place: Place) -> Step<()> {
        let moved = self.patient(|| async { Ok(self.deps.store.move_projection(place.epoch, place.log, place.next_offset).await?) });
        if moved.await? { Ok(()) } else { Err(Interrupt::Fenced) }
    }

    /// Says that this projector lives.
    pub(crate) async fn beat(&self, place: Place) -> Step<()> {
        let beat = self.patient(|| async { Ok(self.deps.store.beat_projection(place.epoch, self.deps.clock.now()).await?) });
        if beat.await? { Ok(()) } else { Err(Interrupt::Fenced) }
    }

    /// Waits for something that may take its time, and beats meanwhile.
    pub(crate) async fn beating<T>(&self, place: Place, work: impl Future<Output = Step<T>>) -> Step<T> {
        let mut work = std::pin::pin!(work);
        for _ in 0..OPENING_BEATS {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(BEAT) => self.beat(place).await?,
            }
        }
        work.await
    }

    /// Gives the projection back: whoever comes next, perhaps this process' next start, need not wait for the heartbeat to grow old.
    pub(crate) async fn release(&self, epoch: u64) {
        if let Err(error) = self.deps.store.release_projection(epoch).await {
            tracing::debug!(%error, "the projection was not given back; a successor waits for the heartbeat to grow old");
        }
    }
}
