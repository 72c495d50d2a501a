//! Everything that servers have set, for an export: guild by guild, watch by watch.

use super::bot_rows::watch_from;
use super::column::Col;
use super::entity::{guild, watch};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{GuildId, WatchId};
use domain::watch::Watch;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A guild that the bot is in, or was in less than 30 days ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownGuild {
    /// The guild.
    pub id: GuildId,
    /// When the bot first joined it.
    pub joined_at: Timestamp,
    /// When the bot was removed from it.
    pub left_at: Option<Timestamp>,
}

impl BotStore {
    /// Guilds in the order of their ids, at most `limit`, those after this one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn guilds_after(&self, after: Option<GuildId>, limit: u64) -> Result<Vec<KnownGuild>, StoreError> {
        let mut query = guild::Entity::find().order_by_asc(guild::Column::Id).limit(limit);
        if let Some(after) = after {
            query = query.filter(guild::Column::Id.gt(Col(after)));
        }
        let rows = query.rows(self.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| KnownGuild { id: row.id.0, joined_at: row.joined_at.0, left_at: row.left_at.map(Col::get) })
            .collect())
    }

    /// Watches of all guilds in the order of their ids, at most `limit`, those after this one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn watches_after(&self, after: Option<WatchId>, limit: u64) -> Result<Vec<Watch>, StoreError> {
        let mut query = watch::Entity::find().order_by_asc(watch::Column::Id).limit(limit);
        if let Some(after) = after {
            query = query.filter(watch::Column::Id.gt(Col(after)));
        }
        query.rows(self.read()).await?.into_iter().map(watch_from).collect()
    }
}
