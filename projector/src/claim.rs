//! Who folds: claiming the projection, keeping it, giving it back.

use crate::Error;
use crate::run::{End, Place, Projector};
use domain::id::LogId;
use eventlog::Bounds;
use std::time::Duration;
use store::projection::place::{Claim, Takeover};

/// How often a standby looks.
const LOOK: Duration = Duration::from_millis(250);
/// A standby that finds no new heartbeat with so many looks, 2.5 s where the store answers at once, takes over. Looks are counted, not
/// seconds: hosts need not agree about the time, and a store or host that is slow, or away for a while, holds up the owner and its standby
/// alike. Too early costs a change of owner, never correctness: the epoch fences.
const SILENT_LOOKS: u32 = 10;

impl Projector {
    /// Waits until the projection is ours; None when stopped.
    pub(crate) async fn claim(&self) -> Result<Option<Place>, Error> {
        let mut known: Option<(LogId, Bounds)> = None;
        let mut seen: Option<(domain::clock::Timestamp, u32)> = None;
        loop {
            // Asked again and again: while a projector stands by, the log may become another one.
            let Some(log) = self.patient(|| async { Ok(self.deps.log.identity().await?) }).await? else { return Ok(None) };
            if known.is_none_or(|(known, _)| known != log) {
                let Some(bounds) = self.patient(|| async { Ok(self.deps.log.bounds().await?) }).await? else { return Ok(None) };
                known = Some((log, bounds));
            }
            let Some((_, bounds)) = known else { continue };
            let takeover = match seen {
                Some((heartbeat, looks)) if looks >= SILENT_LOOKS => Takeover::IfStill(heartbeat),
                _ => Takeover::Never,
            };
            let claim = self
                .patient(|| async {
                    Ok(self.deps.store.claim_projection(log, bounds.first, self.owner, takeover, self.deps.clock.now()).await?)
                })
                .await?;
            match claim {
                None => return Ok(None),
                Some(Claim::Ours { log: stored, epoch, next_offset }) if stored != log => {
                    let Some(follows) = self.patient(|| async { Ok(self.deps.log.follows().await?) }).await? else { return Ok(None) };
                    if !follows.contains(&stored) {
                        let claimed = Place { log, next_offset, epoch };
                        return self.give_up(claimed, Error::OtherLog { stored, found: log }).await;
                    }
                    tracing::error!(
                        log.former = %stored, log.next_offset = next_offset, log.found = %log,
                        "the event log is gone and another was made in its place; folding that from its beginning (what was not folded yet comes again from the spools and from the next looks at DeviantArt)"
                    );
                    let moved = Place { log, next_offset: bounds.first, epoch };
                    // Fenced off in between: the next fold finds out.
                    return Ok(self.move_to(moved).await?.map(|_| moved));
                }
                Some(Claim::Ours { next_offset, epoch, .. }) if next_offset < bounds.first => {
                    tracing::error!(
                        log.next_offset = next_offset,
                        log.first = bounds.first,
                        "events were trimmed away before they were folded; folding on behind them (what is still on DeviantArt comes again from the next looks)"
                    );
                    let moved = Place { log, next_offset: bounds.first, epoch };
                    // Fenced off in between: the next fold finds out.
                    return Ok(self.move_to(moved).await?.map(|_| moved));
                }
                Some(Claim::Ours { next_offset, epoch, .. }) => {
                    tracing::info!(log.next_offset = next_offset, projector.epoch = epoch, "folding the event log");
                    return Ok(Some(Place { log, next_offset, epoch }));
                }
                Some(Claim::Taken { heartbeat_at }) => {
                    self.settled.cancel();
                    seen = Some(match seen {
                        Some((seen, looks)) if seen == heartbeat_at => (seen, looks + 1),
                        _ => (heartbeat_at, 0),
                    });
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return Ok(None),
                () = tokio::time::sleep(LOOK) => {}
            }
        }
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

    /// Puts the projection to another place. None: stopped. False: fenced off.
    pub(crate) async fn move_to(&self, place: Place) -> Result<Option<bool>, Error> {
        self.patient(|| async { Ok(self.deps.store.move_projection(place.epoch, place.log, place.next_offset).await?) }).await
    }

    /// Says that this projector lives. None: stopped. False: fenced off.
    pub(crate) async fn beat(&self, place: Place) -> Result<Option<bool>, Error> {
        self.patient(|| async { Ok(self.deps.store.beat_projection(place.epoch, self.deps.clock.now()).await?) }).await
    }

    /// Ends with this error; who comes next, perhaps this process' next start, need not wait for the heartbeat to grow old.
    pub(crate) async fn give_up<T>(&self, place: Place, error: Error) -> Result<T, Error> {
        self.release(place).await?;
        Err(error)
    }

    /// Gives the projection back, so that a standby takes over at once.
    pub(crate) async fn release(&self, place: Place) -> Result<End, Error> {
        if let Err(error) = self.deps.store.release_projection(place.epoch).await {
            tracing::debug!(%error, "the projection was not given back; a successor waits for the heartbeat to grow old");
        }
        Ok(End::Stopped)
    }
}
