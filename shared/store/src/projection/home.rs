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
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

impl ProjectionStore {
    /// Notes where this log is, in words without secrets; writes nothing when that is known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_log_place(&self, log: LogId, place: &str, now: Timestamp) -> Result<(), StoreError> {
        if self.log_place(log).await?.as_deref() == Some(place) {
            return Ok(());
        }
        let row = log_place::ActiveModel { log_id: Set(Col(log)), place: Set(place.to_owned()), noted_at: Set(Col(now)) };
        self.write(move |tx| {
            let mut again = OnConflict::column(log_place::Column::LogId);
            again.update_columns([log_place::Column::Place, log_place::Column::NotedAt]);
            let noted = log_place::Entity::insert(row.clone()).on_conflict(again);
            Box::pin(async move { Ok(noted.exec_without_returning(tx).await.map(|_| ())?) })
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

    /// Whether the store was folded from other logs before this one: it knows more than this one tells.
    ///
    /// # Errors
    /// The database failed.
    pub async fn knows_other_logs(&self, log: LogId) -> Result<bool, StoreError> {
        Ok(log_place::Entity::find().filter(log_place::Column::LogId.ne(Col(log))).count(self.read()).await? > 0)
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

async fn place(store: &Store, log: LogId) -> Result<Option<String>, StoreError> {
    Ok(log_place::Entity::find_by_id(Col(log)).row(store.read()).await?.map(|row| row.place))
}
