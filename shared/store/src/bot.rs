//! What the bot reads and writes: guilds, watches, channel states, audit, and the state of notifications.
//! Every query on a guild's data takes the guild.

use super::bot_rows::{folder_key, watch_from, watch_row};
use super::column::Col;
use super::entity::{artist, audit, watch};
use super::{artists, guilds, handover, inherit, refused};
use crate::artists::{artist_ref, name_key};
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use crate::watch_version;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId, WatchId};
use domain::post::{ArtistKind, ArtistRef, Folder};
use domain::watch::{NewWatch, Watch};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

/// The answer to adding a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddWatch {
    /// It is stored.
    Added(Watch),
    /// This channel already has a watch with the same artist, folder and kinds.
    Duplicate(Watch),
    /// The operator does not serve this guild or this artist.
    NotServed,
    /// The guild has as many watches as it may.
    TooMany {
        /// How many that is.
        limit: u32,
    },
}

pub use super::holds::BrokenChannel;

/// A page of a guild's watches, sorted by artist name, then channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchPage {
    /// The watches of this page.
    pub watches: Vec<Watch>,
    /// How many there are on all pages.
    pub total: u32,
}

/// Adds a watch with this id, and with what it inherits now, unless one of its kind is there or may not be.
pub(crate) async fn add(tx: &DatabaseTransaction, id: WatchId, wish: NewWatch, limit: u32) -> Result<AddWatch, StoreError> {
    let wish = inherit::settled(tx, wish, None).await?;
    let same = watch::Entity::find()
        .filter(watch::Column::ChannelId.eq(Col(wish.channel)))
        .filter(watch::Column::ArtistId.eq(Col(wish.artist)))
        .filter(watch::Column::FolderKey.eq(folder_key(&wish)))
        .filter(watch::Column::What.eq(wish.what.into_str()));
    if let Some(row) = same.row(tx).await? {
        // Our own row when an ambiguous commit is tried again.
        let found = watch_from(row)?;
        return Ok(if found.id == id { AddWatch::Added(found) } else { AddWatch::Duplicate(found) });
    }
    if refused::forbids(tx, wish.guild, wish.artist).await? {
        return Ok(AddWatch::NotServed);
    }
    let have = watch::Entity::find().filter(watch::Column::GuildId.eq(Col(wish.guild))).count(tx).await?;
    if have >= u64::from(limit) {
        return Ok(AddWatch::TooMany { limit });
    }
    guilds::note(tx, wish.guild, wish.created_at).await?;
    watch::Entity::insert(watch_row(id, &wish)).exec_without_returning(tx).await?;
    let detail = format!("{} ({}) in channel {}", wish.artist_name, wish.what.into_str(), wish.channel);
    audit::Entity::insert(audit_row(wish.guild, wish.created_at, "watch added", &detail)).exec_without_returning(tx).await?;
    watch_version::rise(tx).await?;
    Ok(AddWatch::Added(Watch { id, wish }))
}

impl BotStore {
    /// Adds a watch unless the channel has the same one or the guild has `limit` already; writes the audit row with it.
    pub async fn add_watch(&self, wish: &NewWatch, limit: u32) -> Result<AddWatch, StoreError> {
        let (wish, id) = (wish.clone(), WatchId::random());
        self.write(move |tx| {
            let wish = wish.clone();
            Box::pin(async move { add(tx, id, wish, limit).await })
        })
        .await
    }

    /// Removes a watch of this guild; what it still had to bring becomes `suppressed(watch_removed)`, and is brought by the next watch of
    /// its channel that wants it. None: no such watch here.
    pub async fn remove_watch(&self, guild: GuildId, watch: WatchId, now: Timestamp) -> Result<Option<Watch>, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let mine = watch::Entity::find_by_id(Col(watch)).filter(watch::Column::GuildId.eq(Col(guild)));
                let Some(row) = mine.row(tx).await? else { return Ok(None) };
                let found = watch_from(row)?;
                watch::Entity::delete_by_id(Col(watch)).exec(tx).await?;
                handover::end_watch(tx, watch, now).await?;
                let detail = format!("{} ({}) in channel {}", found.wish.artist_name, found.wish.what.into_str(), found.wish.channel);
                audit::Entity::insert(audit_row(guild, now, "watch removed", &detail)).exec_without_returning(tx).await?;
                watch_version::rise(tx).await?;
                Ok(Some(found))
            })
        })
        .await
    }

    /// One watch of this guild.
    pub async fn watch(&self, guild: GuildId, watch: WatchId) -> Result<Option<Watch>, StoreError> {
        let row = watch::Entity::find_by_id(Col(watch)).filter(watch::Column::GuildId.eq(Col(guild))).row(self.read()).await?;
        row.map(watch_from).transpose()
    }

    /// `channel`: only this channel's.
    pub async fn watches(&self, guild: GuildId, channel: Option<ChannelId>, offset: u32, limit: u32) -> Result<WatchPage, StoreError> {
        let mine = Condition::all()
            .add(watch::Column::GuildId.eq(Col(guild)))
            .add_option(channel.map(|channel| watch::Column::ChannelId.eq(Col(channel))));
        let total = watch::Entity::find().filter(mine.clone()).count(self.read()).await?;
        let rows = watch::Entity::find()
            .filter(mine)
            .order_by_asc(Expr::cust(r#"LOWER("artist_name")"#))
            .order_by_asc(watch::Column::ChannelId)
            .order_by_asc(watch::Column::Id)
            .offset(u64::from(offset))
            .limit(u64::from(limit))
            .rows(self.read())
            .await?;
        let watches = rows.into_iter().map(watch_from).collect::<Result<_, _>>()?;
        Ok(WatchPage { watches, total: u32::try_from(total).unwrap_or(u32::MAX) })
    }

    /// Known artists whose name begins with this (ignoring case); for autocomplete.
    pub async fn search_artists(&self, prefix: &str, limit: u32) -> Result<Vec<ArtistRef>, StoreError> {
        let from = name_key(prefix);
        // A range instead of LIKE: it uses the index, and `_` and `%` mean themselves.
        let mut query = artist::Entity::find().filter(artist::Column::NameKey.ne("")).filter(artist::Column::NameKey.gte(from.as_str()));
        query = query.filter(artist::Column::NameKey.lt(format!("{from}\u{10ffff}")));
        let rows = query.order_by_asc(artist::Column::NameKey).limit(u64::from(limit)).rows(self.read()).await?;
        Ok(rows.into_iter().map(artist_ref).collect())
    }

    /// A known artist by name, ignoring case. A name may have passed from one artist to another: the one who was last seen with it counts.
    pub async fn artist_by_name(&self, name: &str) -> Result<Option<(ArtistRef, ArtistKind)>, StoreError> {
        let named = artist::Entity::find().filter(artist::Column::NameKey.eq(name_key(name)));
        let row = named.order_by_desc(artist::Column::NamedAt).row(self.read()).await?;
        Ok(row.map(|row| {
            let kind = row.kind.0;
            (artist_ref(row), kind)
        }))
    }

    /// The artist's known folders, in the artist's order.
    pub async fn folders_of(&self, artist: ArtistId) -> Result<Vec<Folder>, StoreError> {
        artists::folders_of(&self.0, artist).await
    }

    /// Notes what was done in a guild, unless the guild is unknown because it was erased.
    pub async fn audit(&self, guild: GuildId, now: Timestamp, action: &str, detail: &str) -> Result<(), StoreError> {
        let row = audit_row(guild, now, action, detail);
        self.write(move |tx| {
            let row = row.clone();
            Box::pin(async move {
                if !guilds::is_known(tx, guild).await? {
                    return Ok(());
                }
                let again = OnConflict::column(audit::Column::Id).do_nothing().to_owned();
                audit::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
    }
}

pub(crate) fn audit_row(guild: GuildId, now: Timestamp, action: &str, detail: &str) -> audit::ActiveModel {
    audit::ActiveModel {
        id: Set(uuid::Uuid::new_v4()),
        guild_id: Set(Col(guild)),
        at: Set(Col(now)),
        action: Set(action.to_owned()),
        detail: Set(detail.to_owned()),
    }
}
