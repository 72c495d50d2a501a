//! Entries into the store: a batch at once, one by one where something in it cannot be stored, and into the park what never can.

use crate::error::Error;
use crate::interrupt::{Interrupt, Step};
use crate::projector::{Place, Projector};
use coordination::topic;
use std::sync::Arc;
use store::StoreError;
use store::projection::{Batch, Folded, Incoming};

/// Tries before an event that cannot be stored is parked.
const POISON_TRIES: u32 = 3;

impl Projector {
    /// Folds entries and advances the place, one by one where something among them cannot be stored.
    #[tracing::instrument(name = "fold", skip_all, fields(log.offset = place.next_offset, batch = entries.len()))]
    pub(crate) async fn apply(&self, place: &mut Place, entries: Vec<Incoming>) -> Step<()> {
        let entries = Arc::new(entries);
        let whole = self.batch_of(*place, Arc::clone(&entries));
        let Some(error) = self.fold(place, &whole).await? else { return Ok(()) };
        if entries.len() == 1 {
            return self.park(place, &whole, error).await;
        }
        tracing::warn!(%error, "a batch holds an event that cannot be stored; folding one by one");
        for entry in &*entries {
            // Each is progress: a slow batch is no hanging loop.
            self.turns.turn();
            let one = self.batch_of(*place, Arc::new(vec![entry.clone()]));
            if let Some(error) = self.fold(place, &one).await? {
                self.park(place, &one, error).await?;
            }
        }
        Ok(())
    }

    /// Tries one event a few times more, then parks it: later events of its artist will wait behind it.
    async fn park(&self, place: &mut Place, one: &Batch, mut error: StoreError) -> Step<()> {
        for _ in 1..POISON_TRIES {
            match self.fold(place, one).await? {
                None => return Ok(()),
                Some(again) => error = again,
            }
        }
        tracing::error!(%error, "cannot fold an event; parking it with the later ones of its artist");
        let parked = self.patient(|| async { Ok(self.deps.store.park(one, &error.to_string()).await?) }).await?;
        self.advance(place, parked).await
    }

    /// Folds a batch. Some: something in it cannot be stored, and nothing was.
    async fn fold(&self, place: &mut Place, batch: &Batch) -> Step<Option<StoreError>> {
        match self.patient(|| async { Ok(self.deps.store.fold(batch, &self.fold).await?) }).await {
            Ok(folded) => self.advance(place, folded).await.map(|()| None),
            Err(Interrupt::Failed(Error::Store(error))) if error.is_about_data() => Ok(Some(error)),
            Err(interrupt) => Err(interrupt),
        }
    }

    async fn advance(&self, place: &mut Place, folded: Folded) -> Step<()> {
        let (next_offset, hint) = match folded {
            Folded::Fenced => return Err(Interrupt::Fenced),
            // An ambiguous commit that had happened after all, seen on its retry; anything else is no place of ours.
            Folded::OutOfPlace { next_offset, log } if log == place.log && next_offset > place.next_offset => (next_offset, true),
            Folded::OutOfPlace { log, .. } if log != place.log => return Err(Error::OtherLog { stored: log, found: place.log }.into()),
            Folded::OutOfPlace { next_offset, .. } => {
                return Err(Error::Missing { expected: next_offset, found: place.next_offset }.into());
            }
            Folded::Done { next_offset, notifications, parked } => {
                if parked > 0 {
                    tracing::error!(parked, log.next_offset = next_offset, "events were parked; see `deviantcord parked ls`");
                }
                (next_offset, notifications > 0)
            }
        };
        metrics::counter!("deviantcord_events_folded_total").increment(next_offset.saturating_sub(place.next_offset));
        place.next_offset = next_offset;
        if hint {
            self.hint().await;
        }
        Ok(())
    }

    /// A hint may be lost: the bot also checks on a timer.
    async fn hint(&self) {
        if let Err(error) = self.deps.cache.publish(topic::NOTIFICATIONS, "").await {
            tracing::debug!(%error, "the bot was not told of new notifications; it looks by itself");
        }
    }

    fn batch_of(&self, place: Place, entries: Arc<Vec<Incoming>>) -> Batch {
        Batch { log: place.log, epoch: place.epoch, from: place.next_offset, entries, now: self.deps.clock.now() }
    }
}
