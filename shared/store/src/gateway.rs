//! The sessions that were begun at Discord's gateway: Discord counts them by the day, over restarts and hosts, and so do we.

use super::column::Col;
use super::entity::gateway_start;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// It counts no more than these: the limit is far below.
const COUNTED: u64 = 5_000;

impl BotStore {
    /// Which shards began sessions since then, and when, oldest first; also those "of the future", since a clock may have gone back.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn gateway_starts(&self, since: Timestamp) -> Result<Vec<(u32, Timestamp)>, StoreError> {
        let rows = gateway_start::Entity::find().filter(gateway_start::Column::StartedAt.gt(Col(since)));
        let rows = rows.order_by_asc(gateway_start::Column::StartedAt).limit(COUNTED).rows(self.read()).await?;
        Ok(rows.into_iter().map(|row| (row.shard.0, row.started_at.0)).collect())
    }

    /// Records that a session is about to begin, and forgets what is older than `forget`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn gateway_started(&self, shard: u32, now: Timestamp, forget: Timestamp) -> Result<(), StoreError> {
        let id = Uuid::new_v4();
        self.write(move |tx| {
            let row = gateway_start::ActiveModel { id: Set(id), shard: Set(Col(shard)), started_at: Set(Col(now)) };
            Box::pin(async move {
                gateway_start::Entity::delete_many().filter(gateway_start::Column::StartedAt.lte(Col(forget))).exec(tx).await?;
                // Our own row when an ambiguous commit is tried again.
                if gateway_start::Entity::find_by_id(id).row(tx).await?.is_none() {
                    gateway_start::Entity::insert(row).exec_without_returning(tx).await?;
                }
                Ok(())
            })
        })
        .await
    }
}
