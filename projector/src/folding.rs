//! Entries into the store: a batch at once, one by one where something in it cannot be stored, and into the park what never can.

use crate::Error;
use crate::run::{Place, Projector};
use coordination::topic;
use std::sync::Arc;
use store::StoreError;
use store::projection::{Batch, Folded, Incoming};

/// Tries before an event that cannot be stored is parked.
const POISON_TRIES: u32 = 3;

impl Projector {
    /// Folds entries, one by one where something among them cannot be stored. None: stopped. False: fenced off.
    pub(crate) async fn fold(&self, place: &mut Place, entries: Vec<Incoming>) -> Result<Option<bool>, Error> {
        let entries = Arc::new(entries);
        let whole = self.batch_of(*place, Arc::clone(&entries));
        match self.store(place, &whole).await {
            Err(Error::Store(error)) if error.is_about_data() && entries.len() > 1 => {
                tracing::warn!(%error, "a batch holds an event that cannot be stored; folding one by one");
            }
            Err(Error::Store(error)) if error.is_about_data() => return self.poison(place, &whole, &error).await,
            other => return other,
        }
        for entry in &*entries {
            let one = self.batch_of(*place, Arc::new(vec![entry.clone()]));
            let folded = match self.store(place, &one).await {
                Err(Error::Store(error)) if error.is_about_data() => self.poison(place, &one, &error).await?,
                other => other?,
            };
            if folded != Some(true) {
                return Ok(folded);
            }
        }
        Ok(Some(true))
    }

    /// Tries one event a few times more, then parks it: later events of its artist will wait behind it.
    async fn poison(&self, place: &mut Place, one: &Batch, error: &StoreError) -> Result<Option<bool>, Error> {
        for _ in 1..POISON_TRIES {
            match self.store(place, one).await {
                Err(Error::Store(error)) if error.is_about_data() => {}
                other => return other,
            }
        }
        tracing::error!(%error, log.offset = place.next_offset, "an event cannot be folded and is parked with the later ones of its artist");
        let parked = self.patient(|| async { Ok(self.deps.store.park(one, &error.to_string()).await?) }).await?;
        self.done(place, parked).await
    }

    async fn store(&self, place: &mut Place, batch: &Batch) -> Result<Option<bool>, Error> {
        let folded = self.patient(|| async { Ok(self.deps.store.fold(batch, &self.fold).await?) }).await?;
        self.done(place, folded).await
    }

    async fn done(&self, place: &mut Place, folded: Option<Folded>) -> Result<Option<bool>, Error> {
        match folded {
            None => Ok(None),
            Some(Folded::Fenced) => Ok(Some(false)),
            // An ambiguous commit that had happened after all, seen on its retry; anything else is no place of ours.
            Some(Folded::OutOfPlace { next_offset, log }) if log == place.log && next_offset > place.next_offset => {
                place.next_offset = next_offset;
                self.hint().await;
                Ok(Some(true))
            }
            Some(Folded::OutOfPlace { log, .. }) if log != place.log => Err(Error::OtherLog { stored: log, found: place.log }),
            Some(Folded::OutOfPlace { next_offset, .. }) => Err(Error::Missing { expected: next_offset, found: place.next_offset }),
            Some(Folded::Done { next_offset, notifications, parked }) => {
                if parked > 0 {
                    tracing::error!(parked, log.next_offset = next_offset, "events were parked; see `deviantcord parked ls`");
                }
                metrics::counter!("deviantcord_events_folded_total").increment(next_offset.saturating_sub(place.next_offset));
                place.next_offset = next_offset;
                if notifications > 0 {
                    self.hint().await;
                }
                Ok(Some(true))
            }
        }
    }

    /// A hint may be lost: the bot also looks by itself.
    async fn hint(&self) {
        if let Err(error) = self.deps.cache.publish(topic::NOTIFICATIONS, "").await {
            tracing::debug!(%error, "the bot was not told of new notifications; it looks by itself");
        }
    }

    fn batch_of(&self, place: Place, entries: Arc<Vec<Incoming>>) -> Batch {
        Batch { log: place.log, epoch: place.epoch, from: place.next_offset, entries, now: self.deps.clock.now() }
    }
}
