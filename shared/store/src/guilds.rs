//! Guilds that something is stored of: there or left, and how everything of one is erased.
//!
//! A guild has its row from its first watch or setting on, not from when the bot is invited: so a guild that was erased, and in which the bot
//! stays, is not known any more. What is still on its way to the store when a guild is erased finds it unknown, and is not kept.

use super::column::Col;
use super::entity::{
    aside, audit, channel_hold, channel_state, folder_notice, guild, guild_notice, guild_settings, notification, publication, watch,
};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::pool::Store;
use crate::read::Rows;
use crate::{residue, watch_version};
use domain::clock::Timestamp;
use domain::id::GuildId;
use domain::notification::State;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// Guilds that one round of erasing takes.
const ROUND: u64 = 100;
/// Notifications that one transaction erases.
const BATCH: u64 = 1_000;

/// The guild has its row from now on.
pub(crate) async fn note(tx: &DatabaseTransaction, guild: GuildId, now: Timestamp) -> Result<(), StoreError> {
    let row = guild::ActiveModel { id: Set(Col(guild)), joined_at: Set(Col(now)), left_at: Set(None), ..Default::default() };
    let again = OnConflict::column(guild::Column::Id).do_nothing().to_owned();
    guild::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether anything may be stored of this guild.
pub(crate) async fn is_known(tx: &DatabaseTransaction, guild: GuildId) -> Result<bool, StoreError> {
    Ok(guild::Entity::find_by_id(Col(guild)).row(tx).await?.is_some())
}

impl BotStore {
    /// Notes that something will be stored of this guild, in which the bot is (again).
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn guild_joined(&self, guild: GuildId, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = guild::ActiveModel { id: Set(Col(guild)), joined_at: Set(Col(now)), left_at: Set(None), ..Default::default() };
                let upsert = OnConflict::column(guild::Column::Id).update_column(guild::Column::LeftAt).to_owned();
                guild::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Notes that the bot is in this guild (again). A guild of which nothing is stored stays unknown.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn guild_present(&self, guild: GuildId, now: Timestamp) -> Result<(), StoreError> {
        let known = guild::Entity::find_by_id(Col(guild)).row(self.read()).await?;
        let there = match known {
            Some(row) => row.left_at.is_none(),
            None => watch::Entity::find().filter(watch::Column::GuildId.eq(Col(guild))).count(self.read()).await? == 0,
        };
        if there { Ok(()) } else { self.guild_joined(guild, now).await }
    }

    /// Marks the guild as left since now, unless it is already. Its data is kept for 30 days.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn guild_left(&self, guild: GuildId, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = guild::ActiveModel { left_at: Set(Some(Col(now))), ..Default::default() };
                let mine = guild::Entity::update_many().set(row).filter(guild::Column::Id.eq(Col(guild)));
                mine.filter(guild::Column::LeftAt.is_null()).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// The bot is in these guilds and in no others `of` this connection: marks those as left that it was removed from while it was not
    /// listening. Returns them.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn guilds_present(
        &self,
        present: &[GuildId],
        of: impl Fn(GuildId) -> bool,
        now: Timestamp,
    ) -> Result<Vec<GuildId>, StoreError> {
        let stored = guild::Entity::find().filter(guild::Column::LeftAt.is_null()).rows(self.read()).await?;
        let present: HashSet<GuildId> = present.iter().copied().collect();
        let stored = stored.into_iter().map(|row| row.id.0);
        let gone: Vec<GuildId> = stored.filter(|guild| of(*guild) && !present.contains(guild)).collect();
        for guild in &gone {
            self.guild_left(*guild, now).await?;
        }
        Ok(gone)
    }

    /// Some of the guilds that were left before this time, those left first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn left_guilds(&self, before: Timestamp) -> Result<Vec<GuildId>, StoreError> {
        let left = guild::Entity::find().filter(guild::Column::LeftAt.lt(Col(before))).order_by_asc(guild::Column::LeftAt).limit(ROUND);
        Ok(left.rows(self.read()).await?.into_iter().map(|row| row.id.0).collect())
    }

    /// Erases everything of a guild that was left before this time, unless the bot is back in it. Whether it did.
    ///
    /// # Errors
    /// When the store cannot be written; what is left is erased by the next call.
    pub async fn forget_left_guild(&self, guild: GuildId, before: Timestamp) -> Result<bool, StoreError> {
        let known = guild::Entity::find_by_id(Col(guild)).row(self.read()).await?;
        if known.and_then(|row| row.left_at).is_none_or(|left| left.0 >= before) {
            return Ok(false);
        }
        erase(self.store(), guild, Some(before)).await
    }

    /// Erases everything of a guild. Whether there was anything.
    ///
    /// # Errors
    /// As [`forget_left_guild`](Self::forget_left_guild).
    pub async fn forget_guild(&self, guild: GuildId) -> Result<bool, StoreError> {
        erase(self.store(), guild, None).await
    }

    /// [`Store::purge`](crate::Store::purge).
    ///
    /// # Errors
    /// The database failed.
    pub async fn purge(&self) -> Result<bool, StoreError> {
        self.store().purge().await
    }
}

/// Erases everything of a guild, if it was left before then. What is over goes first, in parts: a guild may have very much of it. Everything else
/// goes at once. Whether there was anything.
pub(crate) async fn erase(store: &Store, guild: GuildId, left_before: Option<Timestamp>) -> Result<bool, StoreError> {
    while erase_some(store, guild).await? == BATCH {}
    store
        .write(move |tx| {
            Box::pin(async move {
                let row = guild::Entity::find_by_id(Col(guild)).row(tx).await?;
                let left = row.as_ref().and_then(|row| row.left_at).map(Col::get);
                if left_before.is_some_and(|before| left.is_none_or(|left| left >= before)) {
                    return Ok(false);
                }
                let watches = watch::Entity::delete_many().filter(watch::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                let aside = aside::Entity::delete_many().filter(aside::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                notification::Entity::delete_many().filter(notification::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                channel_state::Entity::delete_many().filter(channel_state::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                channel_hold::Entity::delete_many().filter(channel_hold::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                publication::Entity::delete_many().filter(publication::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                guild_settings::Entity::delete_by_id(Col(guild)).exec(tx).await?;
                guild_notice::Entity::delete_many().filter(guild_notice::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                folder_notice::Entity::delete_many().filter(folder_notice::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                audit::Entity::delete_many().filter(audit::Column::GuildId.eq(Col(guild))).exec(tx).await?;
                guild::Entity::delete_by_id(Col(guild)).exec(tx).await?;
                residue::note(tx).await?;
                watch_version::rise(tx).await?;
                Ok(row.is_some() || watches.rows_affected + aside.rows_affected > 0)
            })
        })
        .await
}

async fn erase_some(store: &Store, guild: GuildId) -> Result<u64, StoreError> {
    store
        .write(move |tx| {
            Box::pin(async move {
                let open = [State::Pending, State::Sending, State::Held].map(|state| state.into_str());
                let over = notification::Entity::find().filter(notification::Column::GuildId.eq(Col(guild)));
                let over = over.filter(notification::Column::State.is_not_in(open)).limit(BATCH);
                // Also rows that cannot be read as a whole.
                let ids: Vec<Uuid> = over.select_only().column(notification::Column::Id).into_tuple().all(tx).await?;
                let gone = ids.len() as u64;
                if gone > 0 {
                    notification::Entity::delete_many().filter(notification::Column::Id.is_in(ids)).exec(tx).await?;
                    residue::note(tx).await?;
                }
                Ok(gone)
            })
        })
        .await
}
