//! What the log has lost, and where folding resumes so that nothing is missed in spite of it.

use crate::claim::Claimed;
use crate::interrupt::Step;
use crate::projector::{Place, Projector};
use crate::whole::Whole;
use crate::witness;

/// What the log has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// It ends before the place, or has another record before it than was folded there.
    Unlike,
    /// Records that were not folded yet cannot be read.
    Damaged { from: u64, to: u64 },
}

impl Projector {
    /// Where what holds the place, the log or its archive, and the store agree.
    async fn common(&self, place: Place) -> Step<u64> {
        let behind = self.deps.log.bounds().await?.first > place.next_offset;
        let whole = if behind { self.whole().await? } else { Whole::Alone(self.deps.log.as_ref()) };
        Ok(witness::common(whole.log(), &self.deps.store, place.log).await?)
    }

    /// Accepts the loss: moves the place to where nothing is missed.
    pub(crate) async fn accept(&self, claimed: &Claimed, place: &mut Place, loss: Loss) -> Step<()> {
        let next_offset = match loss {
            Loss::Damaged { to, .. } => to,
            Loss::Unlike => self.beating(claimed, self.patient(|| self.common(*place))).await?.min(place.next_offset),
        };
        let moved = Place { next_offset, ..*place };
        self.move_to(moved).await?;
        match loss {
            Loss::Damaged { from, to } => tracing::error!(
                log.from = from,
                log.to = to,
                "records of the event log are damaged; skipping them (what they told comes again with the next polls of DeviantArt; `deviantcord doctor` names the damage)"
            ),
            Loss::Unlike => tracing::error!(
                log.folded = place.next_offset,
                log.next_offset = next_offset,
                "the event log does not hold what was folded of it: its end is lost or damaged (a lone broker without power, an older copy put back); folding on from where both agree, which sends nothing twice (what was lost comes again with the next polls of DeviantArt)"
            ),
        }
        *place = moved;
        Ok(())
    }
}
