//! When each guild was told that something is wrong.

use super::column::Col;
use super::entity::guild_notice;
use super::guilds;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::GuildId;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;
use std::collections::HashMap;

impl BotStore {
    /// When each guild was last told that something is wrong.
    pub async fn guild_notices(&self) -> Result<HashMap<GuildId, Timestamp>, StoreError> {
        let rows = guild_notice::Entity::find().rows(self.read()).await?;
        Ok(rows.into_iter().map(|row| (row.guild_id.0, row.told_at.0)).collect())
    }

    /// Notes that the guild was told, unless it was erased meanwhile.
    pub async fn save_guild_notice(&self, guild: GuildId, told_at: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                if !guilds::is_known(tx, guild).await? {
                    return Ok(());
                }
                let row = guild_notice::ActiveModel { guild_id: Set(Col(guild)), told_at: Set(Col(told_at)) };
                let upsert = OnConflict::column(guild_notice::Column::GuildId).update_column(guild_notice::Column::ToldAt).to_owned();
                guild_notice::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }
}
