//! Folding a batch of the log into the live tables, in one transaction.

use super::batch::{Batch, Changes, Fold, Folded, Tables};
use super::{checkpoint, fence, load, parked, write};
use crate::error::StoreError;
use crate::handle::{Handle, ProjectionStore};
use std::sync::Arc;

impl ProjectionStore {
    /// Folds a batch into the live tables, in one transaction.
    ///
    /// # Errors
    /// The database failed; when the error is not transient, something in the batch cannot be stored.
    pub async fn fold(&self, batch: &Batch, fold: &Fold) -> Result<Folded, StoreError> {
        let (batch, fold) = (batch.clone(), Arc::clone(fold));
        self.write(move |tx| {
            let (batch, fold) = (batch.clone(), Arc::clone(&fold));
            Box::pin(async move {
                let Some(last) = batch.entries.last() else {
                    return Err(StoreError::Unavailable("an empty batch cannot be folded".into()));
                };
                let next = last.offset + 1;
                if let Some(refusal) = fence::advance(tx, &batch, next).await? {
                    return Ok(refusal);
                }
                checkpoint::note(tx, batch.log, &batch.entries).await?;
                let mut entries = Arc::clone(&batch.entries);
                loop {
                    let loaded = load::load(tx, Tables::Live, &entries).await?;
                    let changes = fold(&loaded, &entries);
                    if !changes.parked.is_empty() {
                        // Asked only then: what was discarded is neither parked again nor waited for.
                        let discarded = parked::discarded(tx, batch.log, &entries).await?;
                        if !discarded.is_empty() {
                            entries = Arc::new(entries.iter().filter(|entry| !discarded.contains(&entry.offset)).cloned().collect());
                            continue;
                        }
                        parked::park(tx, batch.log, &changes.parked, &entries, batch.now).await?;
                    }
                    let parked = changes.parked.len() as u64;
                    let notifications = write::write(tx, Tables::Live, &loaded, changes).await?;
                    return Ok(Folded::Done { next_offset: next, notifications, parked });
                }
            })
        })
        .await
    }

    /// Parks one entry unread, because storing its content fails; the place in the log advances past it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn park(&self, batch: &Batch, error: &str) -> Result<Folded, StoreError> {
        let error = error.to_owned();
        let parks: Fold = Arc::new(move |_, entries| Changes {
            parked: entries.iter().map(|entry| (entry.offset, error.clone())).collect(),
            ..Changes::default()
        });
        self.fold(batch, &parks).await
    }
}
