//! Who folds: claiming the projection, keeping it, giving it back.

use crate::error::Error;
use crate::interrupt::{Interrupt, Step};
use crate::projector::{Place, Projector};
use domain::episode::Episode;
use domain::id::LogId;
use domain::leadership::Term;
use std::sync::Arc;
use std::time::Duration;
use store::leadership::{Candidate, Leadership, Waiting};

/// How often a standby polls the owner's heartbeat: it takes over within 3 s where the store answers at once. Too early costs a change of
/// owner, never correctness, because the epoch fences.
const POLL: Duration = Duration::from_millis(250);

/// How often a projector beats when there is nothing to fold.
pub(crate) const BEAT: Duration = Duration::from_secs(1);
/// Heartbeats sent while the log is still opening, which takes long where its end has to be found. After that, another projector may reach
/// the log better.
const OPENING_BEATS: u32 = 5;
/// The limit for giving the projection back: a stop does not wait for a store that is away.
const RELEASING: Duration = Duration::from_secs(1);

/// The projection is ours.
pub(crate) struct Claimed {
    pub term: Term,
    pub leadership: Leadership,
}

/// The log that is there, and its first kept offset.
#[derive(Clone, Copy)]
struct Found {
    log: LogId,
    kept: u64,
}

impl Projector {
    /// Waits until the projection is ours. A projector that does not reach the log does not claim it: another one may.
    pub(crate) async fn claim(&self) -> Step<Claimed> {
        let Found { log, kept } = self.find_log().await?;
        let folded = self.patient(|| async { Ok(self.deps.store.projection_place().await?) }).await?;
        let first = if folded.is_some() { kept } else { self.begins().await? };
        let leadership = self.deps.store.projector_leadership(log, first, self.candidate());
        let trouble = Episode::default();
        let term = leadership.acquire(|waiting| self.waits(waiting, &trouble));
        let term = tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(Interrupt::Stopped),
            term = term => term,
        };
        match term {
            Ok(term) => Ok(Claimed { term, leadership }),
            Err(interrupt) => {
                self.release(&leadership, None).await;
                Err(interrupt)
            }
        }
    }

    fn candidate(&self) -> Candidate {
        Candidate { owner: self.owner, poll: POLL, clock: Arc::clone(&self.deps.clock) }
    }

    fn waits(&self, waiting: Waiting, trouble: &Episode) -> Step<()> {
        self.settled.cancel();
        match waiting {
            Waiting::Standby { .. } => {
                trouble.ends();
            }
            Waiting::Unreachable(error) if error.is_transient() => {
                self.turns.rest();
                if trouble.begins() {
                    tracing::warn!(%error, "cannot poll the projection's owner; polling on until the store answers");
                }
            }
            Waiting::Unreachable(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn find_log(&self) -> Step<Found> {
        let find = || async { Ok(Found { log: self.deps.log.identity().await?, kept: self.deps.log.bounds().await?.first }) };
        self.patient(find).await
    }

    /// The first offset that the log or its archive has.
    async fn begins(&self) -> Step<u64> {
        self.patient(|| async { Ok(self.whole().await?.log().bounds().await?.first) }).await
    }

    /// Where to resume folding under this claim: where the projection stands, which may be in the archive, or at the beginning of what there is when
    /// what lies between is gone.
    pub(crate) async fn settle(&self, claimed: &Claimed) -> Step<Place> {
        let epoch = claimed.term.epoch;
        // Asked only now: while a projector stands by, another log may take the place of this one.
        let Found { log: found, kept } = self.find_log().await?;
        let stands = self.patient(|| async { Ok(self.deps.store.place_under(epoch).await?) });
        let (stored, next_offset) = stands.await?.ok_or(Interrupt::Fenced)?;
        let lacks = stored != found || next_offset < kept;
        let first = if lacks { self.begins().await? } else { kept };
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
                archive = self.deps.archive.as_ref().map(|root| tracing::field::display(root.display())),
                "neither the event log nor its archive has the events from log.next_offset up to log.first: they were trimmed away before they were folded, or files of the archive are missing; folding on behind them (what is still on DeviantArt comes again with the next polls)"
            );
        } else {
            if lacks {
                tracing::warn!(
                    log.next_offset = next_offset,
                    log.first = kept,
                    "the store is older than the event log's first event; folding what lies between from log.archive"
                );
            }
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

    /// Moves the projection to another place.
    pub(crate) async fn move_to(&self, place: Place) -> Step<()> {
        let moved = self.patient(|| async { Ok(self.deps.store.move_projection(place.epoch, place.log, place.next_offset).await?) });
        if moved.await? { Ok(()) } else { Err(Interrupt::Fenced) }
    }

    /// Beats: this projector is alive.
    pub(crate) async fn beat(&self, claimed: &Claimed) -> Step<()> {
        let beat = self.patient(|| async { Ok(claimed.leadership.beat(&claimed.term).await?) });
        if beat.await? { Ok(()) } else { Err(Interrupt::Fenced) }
    }

    /// Waits for something that may take long, and keeps beating.
    pub(crate) async fn beating<T>(&self, claimed: &Claimed, work: impl Future<Output = Step<T>>) -> Step<T> {
        let mut work = std::pin::pin!(work);
        for _ in 0..OPENING_BEATS {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(BEAT) => self.beat(claimed).await?,
            }
        }
        work.await
    }

    /// Gives the projection back, so that a successor, perhaps this process after a restart, need not wait for silent polls. `term`: as
    /// [`Leadership::release`] wants it.
    pub(crate) async fn release(&self, leadership: &Leadership, term: Option<&Term>) {
        match tokio::time::timeout(RELEASING, leadership.release(term)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the projection was not given back; a successor takes it after some silent polls"),
            Err(_) => tracing::debug!("the projection was not given back in time; a successor takes it after some silent polls"),
        }
    }
}
