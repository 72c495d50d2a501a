//! Which logs the store was folded from, and where they were.

use crate::column::Col;
use crate::entity::log_place;
use crate::error::StoreError;
use crate::handle::{Handle, OpsStore, ProjectionStore};
use crate::pool::Store;
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::LogId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

/// Stands for events that were folded from a log which had lost them before it was copied: no log has this id, so none tells of them.
pub(super) const TRIMMED: LogId = LogId(Uuid::nil());

impl ProjectionStore {
    /// Notes where this log is, in words without secrets; writes nothing when that is known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_log_place(&self, log: LogId, place: &str, now: Timestamp) -> Result<(), StoreError> {
        if self.log_place(log).await?.as_deref() == Some(place) {
            return Ok(());
        }
        let place = place.to_owned();
        self.write(move |tx| {
            let place = place.clone();
            Box::pin(async move { note(tx, log, &place, now).await })
        })
        .await
    }

    /// Where this log was when it was folded last; None when nobody noted it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn log_place(&self, log: LogId) -> Result<Option<String>, StoreError> {
        place(&self.0, log).await
    }

    /// Whether the store was folded from other logs than this one and those that it continues: it knows more than this one tells.
    ///
    /// # Errors
    /// The database failed.
    pub async fn knows_other_logs(&self, log: LogId, continues: &[LogId]) -> Result<bool, StoreError> {
        let known = continues.iter().copied().chain([log]).map(Col);
        Ok(log_place::Entity::find().filter(log_place::Column::LogId.is_not_in(known)).count(self.read()).await? > 0)
    }
}

impl OpsStore {
    /// Where this log was when it was folded last; None when nobody noted it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn log_place(&self, log: LogId) -> Result<Option<String>, StoreError> {
        place(&self.0, log).await
    }
}

/// Notes where this log is.
pub(super) async fn note(tx: &DatabaseTransaction, log: LogId, place: &str, now: Timestamp) -> Result<(), StoreError> {
    let row = log_place::ActiveModel { log_id: Set(Col(log)), place: Set(place.to_owned()), noted_at: Set(Col(now)) };
    let mut again = OnConflict::column(log_place::Column::LogId);
    again.update_columns([log_place::Column::Place, log_place::Column::NotedAt]);
    log_place::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

async fn place(store: &Store, log: LogId) -> Result<Option<String>, StoreError> {
    Ok(log_place::Entity::find_by_id(Col(log)).row(store.read()).await?.map(|row| row.place))
}
