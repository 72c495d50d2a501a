//! The mark of a store that is being filled from another one.

use crate::column::Col;
use crate::entity::moving;
use crate::error::StoreError;
use crate::handle::{BackupStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

/// There is one row.
const ROW: i64 = 1;

impl BackupStore {
    /// The store that this one is being filled from, in words; None: it is whole.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn moving_from(&self) -> Result<Option<String>, StoreError> {
        Ok(moving::Entity::find_by_id(ROW).row(self.read()).await?.map(|row| row.source))
    }

    /// Marks it as one that is being filled from that store.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn begin_moving(&self, source: &str, now: Timestamp) -> Result<(), StoreError> {
        let row = moving::ActiveModel { id: Set(ROW), source: Set(source.to_owned()), began_at: Set(Col(now)) };
        self.write(move |tx| {
            let there = OnConflict::column(moving::Column::Id).do_nothing().to_owned();
            let begun = moving::Entity::insert(row.clone()).on_conflict(there);
            Box::pin(async move { Ok(begun.exec_without_returning(tx).await.map(|_| ())?) })
        })
        .await
    }

    /// It is whole.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn end_moving(&self) -> Result<(), StoreError> {
        self.write(|tx| Box::pin(async move { Ok(moving::Entity::delete_by_id(ROW).exec(tx).await.map(|_| ())?) })).await
    }
}
