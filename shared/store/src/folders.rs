//! Watched folders that their artists no longer have, and which servers were told.

use super::column::Col;
use super::entity::{folder, folder_notice, source, watch};
use super::guilds;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::ingest::FOLDER_GONE;
use crate::read::Rows;
use crate::source_kind::SourceKind;
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, WatchId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};

/// Watches that one answer names.
const LIMIT: u64 = 500;

/// A watch of a folder that its artist no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneFolder {
    /// The watch.
    pub watch: WatchId,
    /// Its server.
    pub guild: GuildId,
    /// Its channel.
    pub channel: ChannelId,
    /// Whose folder it was.
    pub artist_name: String,
    /// The folder that is gone.
    pub folder: FolderId,
    /// The folder's last known name.
    pub folder_name: String,
    /// The artist has another folder of that name.
    pub namesake: bool,
}

impl BotStore {
    /// This guild's watches of folders that are gone, told or not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn gone_folders(&self, guild: GuildId) -> Result<Vec<GoneFolder>, StoreError> {
        self.gone_where(Condition::all().add(watch::Column::GuildId.eq(Col(guild)))).await
    }

    /// Watches of folders that are gone whose guilds were not told so yet: some of them, the same ones until they are told.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn untold_folders(&self) -> Result<Vec<GoneFolder>, StoreError> {
        let mut told = Query::select();
        told.expr(Expr::val(1)).from(folder_notice::Entity);
        told.and_where(same(folder_notice::Column::GuildId, watch::Column::GuildId));
        told.and_where(same(folder_notice::Column::FolderId, watch::Column::FolderId));
        self.gone_where(Condition::all().add(Expr::exists(told).not())).await
    }

    /// Notes that this guild was told of these, unless it was erased meanwhile.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_folders_told(&self, guild: GuildId, folders: &[FolderId], told_at: Timestamp) -> Result<(), StoreError> {
        let folders = folders.to_vec();
        self.write(move |tx| {
            let folders = folders.clone();
            Box::pin(async move {
                if !guilds::is_known(tx, guild).await? {
                    return Ok(());
                }
                for folder in folders {
                    let row =
                        folder_notice::ActiveModel { guild_id: Set(Col(guild)), folder_id: Set(Col(folder)), told_at: Set(Col(told_at)) };
                    use folder_notice::Column::{FolderId, GuildId, ToldAt};
                    let upsert = OnConflict::columns([GuildId, FolderId]).update_column(ToldAt).to_owned();
                    folder_notice::Entity::insert(row).on_conflict(upsert).exec_without_returning(tx).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Forgets that guilds were told of folders that are back, so that they are told should those go again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_returned_folders(&self) -> Result<(), StoreError> {
        let back = || folder_notice::Column::FolderId.in_subquery(listed_ids(false));
        if folder_notice::Entity::find().filter(back()).row(self.read()).await?.is_none() {
            return Ok(());
        }
        self.write(move |tx| {
            Box::pin(async move {
                folder_notice::Entity::delete_many().filter(back()).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    async fn gone_where(&self, which: Condition) -> Result<Vec<GoneFolder>, StoreError> {
        let rows = watch::Entity::find().filter(watch::Column::FolderId.in_subquery(listed_ids(true))).filter(which.clone());
        let mut rows = rows.order_by_asc(watch::Column::Id).limit(LIMIT).rows(self.read()).await?;
        rows.extend(self.never_listed(which).await?);
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let owners: Vec<_> = rows.iter().map(|row| row.artist_id).collect();
        let folders = folder::Entity::find().filter(folder::Column::OwnerId.is_in(owners)).rows(self.read()).await?;
        let names: HashMap<FolderId, &str> = folders.iter().map(|row| (row.id.0, row.name.as_str())).collect();
        let has =
            |owner: Col<ArtistId>, name: &str| folders.iter().any(|row| !row.gone && row.owner_id == owner && same_name(&row.name, name));
        let found = rows.iter().filter_map(|row| {
            let id = row.folder_id?.0;
            let name = names.get(&id).copied().or(row.folder_name.as_deref()).unwrap_or_default();
            Some(GoneFolder {
                watch: row.id.0,
                guild: row.guild_id.0,
                channel: row.channel_id.0,
                artist_name: row.artist_name.clone(),
                folder: id,
                folder_name: name.to_owned(),
                namesake: has(row.artist_id, name),
            })
        });
        Ok(found.collect())
    }
}

impl BotStore {
    /// Watches of folders that no list has ever named, and that ingest finds gone.
    async fn never_listed(&self, which: Condition) -> Result<Vec<watch::Model>, StoreError> {
        let mut listed = Query::select();
        listed.column(folder::Column::Id).from(folder::Entity);
        let unlisted = watch::Column::FolderId.is_not_null().and(watch::Column::FolderId.not_in_subquery(listed));
        let rows = watch::Entity::find().filter(unlisted).filter(which);
        let rows = rows.order_by_asc(watch::Column::Id).limit(LIMIT).rows(self.read()).await?;
        if rows.is_empty() {
            return Ok(rows);
        }
        let artists: Vec<_> = rows.iter().map(|row| row.artist_id).collect();
        let found = source::Entity::find().filter(source::Column::ArtistId.is_in(artists)).filter(source::Column::Trouble.eq(FOLDER_GONE));
        let gone: HashSet<(ArtistId, FolderId)> = found
            .rows(self.read())
            .await?
            .into_iter()
            .filter_map(|row| match row.kind.0 {
                SourceKind::Folder(folder) => Some((row.artist_id.0, folder)),
                SourceKind::Gallery | SourceKind::Posts | SourceKind::Profile | SourceKind::Group | SourceKind::Later => None,
            })
            .collect();
        Ok(rows.into_iter().filter(|row| row.folder_id.is_some_and(|folder| gone.contains(&(row.artist_id.0, folder.0)))).collect())
    }
}

fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn same(notice: folder_notice::Column, of_watch: watch::Column) -> sea_orm::sea_query::SimpleExpr {
    Expr::col((folder_notice::Entity, notice)).equals((watch::Entity, of_watch))
}

/// The folders that lists have named, and that are gone or not.
fn listed_ids(gone: bool) -> SelectStatement {
    let mut ids = Query::select();
    ids.column(folder::Column::Id).from(folder::Entity).and_where(folder::Column::Gone.eq(gone));
    ids
}
