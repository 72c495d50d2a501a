//! Parked events, once more: after an update that understands them, or a repair.

use crate::{Deps, Error, fold, incoming};
use shared::cache::topic;
use shared::log::Entry;
use shared::store::projection::Fold;
use shared::store::projection::place::{Claim, Takeover};
use std::collections::HashSet;
use std::sync::Arc;

/// What a replay did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    pub folded: u64,
    /// Still parked.
    pub left: u64,
}

/// Folds parked events in the log's order; those that still cannot be folded stay, with the later ones of their artist.
/// A running projector is fenced off meanwhile, and takes over again by itself.
///
/// # Errors
/// See [`Error`]; what was folded until then stays folded.
pub async fn replay(deps: &Deps) -> Result<Replayed, Error> {
    let (store, clock) = (&deps.store, &deps.clock);
    let Some((log, next)) = store.projection_place().await? else { return Ok(Replayed::default()) };
    let claim = store.claim_projection(log, next, uuid::Uuid::new_v4(), Takeover::Always, clock.now()).await?;
    let Claim::Ours { epoch, .. } = claim else { return Err(Error::Fenced) };
    let replayed = with_epoch(deps, epoch).await;
    store.release_projection(epoch).await?;
    if let Err(error) = deps.cache.publish(topic::NOTIFICATIONS, "").await {
        tracing::debug!(%error, "the bot was not told of new notifications; it looks by itself");
    }
    replayed
}

async fn with_epoch(deps: &Deps, epoch: u64) -> Result<Replayed, Error> {
    let fold: Fold = Arc::new(fold::fold);
    let (mut replayed, mut blocked, mut from) = (Replayed::default(), HashSet::new(), 0);
    loop {
        let page = deps.store.parked_events(from, 100).await?;
        let Some(last) = page.last() else { return Ok(replayed) };
        from = last.offset + 1;
        for parked in page {
            let appended_at = deps.clock.now();
            let mut entry = incoming(Entry { offset: parked.offset, appended_at, payload: parked.payload });
            entry.lane = entry.lane.or(parked.lane);
            let waits = entry.event.is_err() || entry.lane.is_some_and(|lane| blocked.contains(&lane));
            let folded = if waits {
                false
            } else {
                match deps.store.unpark(&entry, epoch, &fold, deps.clock.now()).await {
                    Ok(true) => true,
                    Ok(false) => return Err(Error::Fenced),
                    Err(error) if error.is_about_data() => {
                        tracing::warn!(%error, log.offset = entry.offset, "a parked event still cannot be stored");
                        false
                    }
                    Err(error) => return Err(error.into()),
                }
            };
            if folded {
                replayed.folded += 1;
            } else {
                replayed.left += 1;
                blocked.extend(entry.lane);
            }
        }
    }
}
