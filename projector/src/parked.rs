//! Replaying parked events: after an update that understands them, or a repair.

use crate::error::Error;
use crate::guard;
use crate::incoming::incoming;
use coordination::{Cache, topic};
use domain::clock::Clock;
use eventlog::Entry;
use std::collections::HashSet;
use std::sync::Arc;
use store::ProjectionStore;
use store::projection::{Fold, Parked, Repair, Unparked};

/// Events read at once.
const PAGE: u32 = 100;

/// What a replay did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    pub folded: u64,
    /// Still parked.
    pub left: u64,
}

/// Folds parked events in the log's order; those that still cannot be folded stay, with the later ones of their artist.
/// A running projector is fenced off meanwhile, and takes over again by itself. The log is not needed.
///
/// # Errors
/// See [`Error`]; what was folded until then stays folded.
pub async fn replay(store: &ProjectionStore, cache: &dyn Cache, clock: &dyn Clock) -> Result<Replayed, Error> {
    let Some((log, next)) = store.projection_place().await? else { return Ok(Replayed::default()) };
    let seized = store.seize_projection(log, next).await?;
    let replayed = Replay { store, clock, epoch: seized.epoch, fold: Arc::new(guard::fold) }.all().await;
    seized.release().await?;
    if let Err(error) = cache.publish(topic::NOTIFICATIONS, "").await {
        tracing::debug!(%error, "the bot was not told of new notifications; it looks by itself");
    }
    replayed
}

struct Replay<'a> {
    store: &'a ProjectionStore,
    clock: &'a dyn Clock,
    epoch: u64,
    fold: Fold,
}

impl Replay<'_> {
    async fn all(&self) -> Result<Replayed, Error> {
        let (mut replayed, mut blocked, mut after) = (Replayed::default(), HashSet::new(), None);
        loop {
            let page = self.store.parked_events(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(replayed) };
            after = Some((last.offset, last.id));
            for parked in page {
                let lane = parked.lane;
                if !lane.is_some_and(|lane| blocked.contains(&lane)) && self.one(parked).await? {
                    replayed.folded += 1;
                } else {
                    replayed.left += 1;
                    blocked.extend(lane);
                }
            }
        }
    }

    /// Whether it is folded now.
    async fn one(&self, parked: Parked) -> Result<bool, Error> {
        let (id, now) = (parked.id, self.clock.now());
        let mut entry = incoming(Entry { offset: parked.offset, appended_at: now, payload: parked.payload });
        entry.lane = entry.lane.or(parked.lane);
        let why = match &entry.event {
            Err(problem) => problem.clone(),
            Ok(_) => match self.store.unpark(Repair { id, entry: entry.clone(), epoch: self.epoch }, &self.fold).await {
                // Gone: somebody discarded it meanwhile.
                Ok(Unparked::Folded | Unparked::Gone) => return Ok(true),
                Ok(Unparked::Fenced) => return Err(Error::Fenced),
                Ok(Unparked::Refused(why)) => why,
                Err(error) if error.is_about_data() => error.to_string(),
                Err(error) => return Err(error.into()),
            },
        };
        tracing::warn!(why, log.offset = entry.offset, "a parked event still cannot be folded");
        if why != parked.error {
            self.store.still_parked(id, &why).await?;
        }
        Ok(false)
    }
}
