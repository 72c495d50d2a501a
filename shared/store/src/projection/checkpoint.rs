//! What the projection remembers of the log that it was folded from: which record came last in each thousand offsets. An offset alone names
//! another record once an older copy of the log was put back, or a broker lost the log's end; the record's mark tells.

use super::batch::Incoming;
pub use super::mark::Mark;
use crate::column::Col;
use crate::entity::checkpoint;
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore, ProjectionStore};
use crate::pool::Store;
use crate::read::Rows;
use domain::id::LogId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Rows in one statement.
const CHUNK: usize = 200;
/// Offsets for which one record is remembered.
const SLOT: u64 = 1000;

/// A record that was folded, and where it was in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its place in the log.
    pub offset: u64,
    /// What it is recognised by.
    pub mark: Mark,
}

/// The checkpoints of a log, while its records pass by in their order.
#[derive(Clone, Debug, Default)]
pub struct Slots(BTreeMap<u64, Checkpoint>);

impl Slots {
    /// Takes the next record.
    pub fn note(&mut self, offset: u64, payload: &[u8]) {
        self.0.insert(offset / SLOT, Checkpoint { offset, mark: Mark::of(payload) });
    }

    /// The last record of each slot.
    #[must_use]
    pub fn into_checkpoints(self) -> Vec<Checkpoint> {
        self.0.into_values().collect()
    }
}

impl ProjectionStore {
    /// The checkpoints in this log, oldest first; the last of them is the record that was folded last. Empty: nothing was folded of it, or by
    /// a version that did not remember.
    ///
    /// # Errors
    /// The database failed.
    pub async fn checkpoints(&self, log: LogId) -> Result<Vec<Checkpoint>, StoreError> {
        let rows = checkpoint::Entity::find().filter(checkpoint::Column::LogId.eq(Col(log))).order_by_asc(checkpoint::Column::Slot);
        Ok(rows.rows(self.read()).await?.into_iter().map(from).collect())
    }

    /// The record of this log that was folded last, as [`checkpoints`](Self::checkpoints).
    ///
    /// # Errors
    /// The database failed.
    pub async fn last_checkpoint(&self, log: LogId) -> Result<Option<Checkpoint>, StoreError> {
        last(&self.0, log).await
    }
}

impl OpsStore {
    /// The record of this log that was folded last; None: nothing was folded of it, or by a version that did not remember.
    ///
    /// # Errors
    /// The database failed.
    pub async fn last_checkpoint(&self, log: LogId) -> Result<Option<Checkpoint>, StoreError> {
        last(&self.0, log).await
    }
}

async fn last(store: &Store, log: LogId) -> Result<Option<Checkpoint>, StoreError> {
    let rows = checkpoint::Entity::find().filter(checkpoint::Column::LogId.eq(Col(log))).order_by_desc(checkpoint::Column::Slot);
    Ok(rows.row(store.read()).await?.map(from))
}

fn from(row: checkpoint::Model) -> Checkpoint {
    Checkpoint { offset: row.log_offset.0, mark: row.mark.0 }
}

/// Remembers the last of these entries in each slot.
pub(super) async fn note(tx: &DatabaseTransaction, log: LogId, entries: &[Incoming]) -> Result<(), StoreError> {
    let slot = |entry: &Incoming| entry.offset / SLOT;
    let last = entries.iter().enumerate().filter(|(n, entry)| entries.get(n + 1).is_none_or(|next| slot(next) != slot(entry)));
    let rows: Vec<_> = last.map(|(_, entry)| row(log, Checkpoint { offset: entry.offset, mark: Mark::of(&entry.payload) })).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut again = OnConflict::columns([checkpoint::Column::LogId, checkpoint::Column::Slot]);
    again.update_columns([checkpoint::Column::LogOffset, checkpoint::Column::Mark]);
    checkpoint::Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

fn row(log: LogId, one: Checkpoint) -> checkpoint::ActiveModel {
    checkpoint::ActiveModel {
        log_id: Set(Col(log)),
        slot: Set(Col(one.offset / SLOT)),
        log_offset: Set(Col(one.offset)),
        mark: Set(Col(one.mark)),
    }
}

/// Remembers these records of this log and no others.
pub(super) async fn replace(tx: &DatabaseTransaction, log: LogId, all: &[Checkpoint]) -> Result<(), StoreError> {
    forget_from(tx, log, 0).await?;
    for some in all.chunks(CHUNK) {
        let rows = some.iter().map(|one| row(log, *one));
        checkpoint::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Forgets what is no longer true when folding resumes at `next` of this log: other logs, and what was folded from there on.
pub(super) async fn forget_from(tx: &DatabaseTransaction, log: LogId, next: u64) -> Result<(), StoreError> {
    let untrue = Condition::any().add(checkpoint::Column::LogId.ne(Col(log))).add(checkpoint::Column::LogOffset.gte(Col(next)));
    checkpoint::Entity::delete_many().filter(untrue).exec(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::{Batch, Changes, Fold};
    use std::sync::Arc;

    fn entry(offset: u64) -> Incoming {
        Incoming { offset, payload: offset.to_le_bytes().to_vec(), event: Err("none".to_owned()), lane: None }
    }

    #[tokio::test]
    async fn the_last_record_of_each_thousand_is_remembered_until_the_place_goes_back() {
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let (log, now) = (LogId::random(), domain::clock::Timestamp::UNIX_EPOCH);
        store.for_projection().seize_projection(log, 0).await.unwrap();
        let nothing: Fold = Arc::new(|_, _| Changes::default());
        let mut from = 0;
        for offsets in [vec![0, 5], vec![998, 1000, 1001], vec![2500, 3000]] {
            let entries: Vec<_> = offsets.into_iter().map(entry).collect();
            let next = entries.last().unwrap().offset + 1;
            store.for_projection().fold(&Batch { log, epoch: 1, from, entries: Arc::new(entries), now }, &nothing).await.unwrap();
            from = next;
        }
        let offsets = async || store.for_projection().checkpoints(log).await.unwrap().into_iter().map(|one| one.offset).collect::<Vec<_>>();
        assert_eq!(offsets().await, [998, 1001, 2500, 3000]);
        let last = store.for_ops().last_checkpoint(log).await.unwrap().unwrap();
        assert_eq!(last, Checkpoint { offset: 3000, mark: Mark::of(&3000_u64.to_le_bytes()) });
        assert!(store.for_projection().move_projection(1, log, 1002).await.unwrap());
        assert_eq!(offsets().await, [998, 1001]);
        assert!(store.for_projection().move_projection(1, LogId::random(), 0).await.unwrap());
        assert!(offsets().await.is_empty(), "another log's offsets mean nothing");
    }
}
