//! Everything that servers have set, for an export: guild by guild, watch by watch.

use super::bot_rows::watch_from;
use super::convert::time;
use super::entity::{guild, watch};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use domain::clock::Timestamp;
use domain::id::{GuildId, WatchId};
use domain::watch::Watch;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A guild that the bot is in, or was in less than 30 days ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownGuild {
    pub id: GuildId,
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
            query = query.filter(guild::Column::Id.gt(after.to_db()));
        }
        let rows = query.all(self.read()).await?;
        Ok(rows
            .into_iter()
            .map(|row| KnownGuild { id: GuildId::from_db(row.id), joined_at: time(row.joined_at), left_at: row.left_at.map(time) })
            .collect())
    }

    /// Watches of all guilds in the order of their ids, at most `limit`, those after this one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn watches_after(&self, after: Option<WatchId>, limit: u64) -> Result<Vec<Watch>, StoreError> {
        let mut query = watch::Entity::find().order_by_asc(watch::Column::Id).limit(limit);
        if let Some(after) = after {
            query = query.filter(watch::Column::Id.gt(after.0));
        }
        query.all(self.read()).await?.into_iter().map(watch_from).collect()
    }
}
