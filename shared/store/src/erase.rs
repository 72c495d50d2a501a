//! What an operator erases: everything of a guild, or of an artist.

use super::column::Col;
use super::entity::{
    artist, aside, audit, chore, folder, folder_notice, group_folder, guild, notification, parked, post, post_folder, source, watch,
};
use super::refused::{self, Refused};
use crate::error::StoreError;
use crate::handle::{Handle, OperatorStore};
use crate::read::Rows;
use crate::{artists, erased, guilds, residue, watch_version};
use domain::clock::Timestamp;
use domain::id::{ArtistId, GuildId, PostId, WatchId};
use domain::post::ArtistRef;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Rows that one transaction erases.
const BATCH: u64 = 500;
/// How many artists one typed name may stand for.
const NAMESAKES: u64 = 10;

/// What is stored of a guild or an artist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Watches.
    pub watches: u64,
    /// Notifications of a guild, posts of an artist.
    pub others: u64,
}

impl OperatorStore {
    /// What is stored of this guild. None: it is not known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn holdings_of_guild(&self, guild: GuildId) -> Result<Option<Holdings>, StoreError> {
        let watches = watch::Entity::find().filter(watch::Column::GuildId.eq(Col(guild))).count(self.read()).await?;
        let others = notification::Entity::find().filter(notification::Column::GuildId.eq(Col(guild))).count(self.read()).await?;
        let known = guild::Entity::find_by_id(Col(guild)).row(self.read()).await?.is_some();
        let aside = aside::Entity::find().filter(aside::Column::GuildId.eq(Col(guild))).count(self.read()).await?;
        Ok((known || watches + others + aside > 0).then_some(Holdings { watches, others }))
    }

    /// What is stored of this artist.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn holdings_of_artist(&self, artist: ArtistId) -> Result<Holdings, StoreError> {
        let watches = watch::Entity::find().filter(watch::Column::ArtistId.eq(Col(artist))).count(self.read()).await?;
        let others = post::Entity::find().filter(post::Column::ArtistId.eq(Col(artist))).count(self.read()).await?;
        Ok(Holdings { watches, others })
    }

    /// Known artists of this name, ignoring case.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn artists_named(&self, name: &str) -> Result<Vec<ArtistRef>, StoreError> {
        let named = artist::Entity::find().filter(artist::Column::NameKey.eq(artists::name_key(name))).limit(NAMESAKES);
        Ok(named.rows(self.read()).await?.into_iter().map(artists::artist_ref).collect())
    }

    /// The name under which this artist is known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn name_of_artist(&self, artist: ArtistId) -> Result<Option<String>, StoreError> {
        Ok(artist::Entity::find_by_id(Col(artist)).row(self.read()).await?.map(|row| row.name))
    }

    /// Erases everything of a guild. Whether there was anything.
    ///
    /// # Errors
    /// When the store cannot be written; what is left is erased by the next call.
    pub async fn erase_guild(&self, guild: GuildId) -> Result<bool, StoreError> {
        guilds::erase(self.store(), guild, None).await
    }

    /// Erases everything of an artist. From then on nobody is served that artist, because the log may still tell of them; what it told until now stays
    /// out of every fold, also when the artist is served again.
    ///
    /// # Errors
    /// When the store cannot be written; what is left is erased by the next call.
    pub async fn erase_artist(&self, artist: ArtistId, now: Timestamp) -> Result<(), StoreError> {
        let name = self.name_of_artist(artist).await?;
        self.end_watches(artist, now).await?;
        self.erase_fresh(artist).await?;
        while self.erase_posts(artist).await? == BATCH {}
        if let Some(name) = name {
            self.erase_audit(&name).await?;
        }
        // The name goes last: a run that was cut short is repeated by name.
        self.write(move |tx| {
            Box::pin(async move {
                artist::Entity::delete_by_id(Col(artist)).exec(tx).await?;
                // From now on: a snapshot that was begun before may still have rows of theirs.
                erased::note(tx, artist).await?;
                residue::note(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Everything but the posts. From here on the fold brings nothing new.
    async fn end_watches(&self, artist: ArtistId, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                refused::note(tx, Refused::Artist(artist), now).await?;
                let mine = watch::Entity::find().filter(watch::Column::ArtistId.eq(Col(artist)));
                let watches: Vec<Col<WatchId>> = mine.select_only().column(watch::Column::Id).into_tuple().all(tx).await?;
                for some in watches.chunks(BATCH as usize) {
                    let some = || some.iter().copied();
                    notification::Entity::delete_many().filter(notification::Column::WatchId.is_in(some())).exec(tx).await?;
                    watch::Entity::delete_many().filter(watch::Column::Id.is_in(some())).exec(tx).await?;
                }
                let folders = folder::Entity::find().filter(folder::Column::OwnerId.eq(Col(artist)));
                let folders: Vec<Uuid> = folders.select_only().column(folder::Column::Id).into_tuple().all(tx).await?;
                for some in folders.chunks(BATCH as usize) {
                    let some = || some.iter().copied();
                    folder_notice::Entity::delete_many().filter(folder_notice::Column::FolderId.is_in(some())).exec(tx).await?;
                    folder::Entity::delete_many().filter(folder::Column::Id.is_in(some())).exec(tx).await?;
                }
                aside::Entity::delete_many().filter(aside::Column::ArtistId.eq(Col(artist))).exec(tx).await?;
                parked::Entity::delete_many().filter(parked::Column::Lane.eq(Col(artist))).exec(tx).await?;
                source::Entity::delete_many().filter(source::Column::ArtistId.eq(Col(artist))).exec(tx).await?;
                group_folder::Entity::delete_many().filter(group_folder::Column::GroupId.eq(Col(artist))).exec(tx).await?;
                watch_version::rise(tx).await?;
                Ok(())
            })
        })
        .await
    }

    async fn erase_posts(&self, artist: ArtistId) -> Result<u64, StoreError> {
        self.write(move |tx| {
            Box::pin(async move {
                let mine = post::Entity::find().filter(post::Column::ArtistId.eq(Col(artist))).limit(BATCH);
                let posts: Vec<Col<PostId>> = mine.select_only().column(post::Column::Id).into_tuple().all(tx).await?;
                let these = || posts.iter().copied();
                notification::Entity::delete_many().filter(notification::Column::PostId.is_in(these())).exec(tx).await?;
                chore::Entity::delete_many().filter(chore::Column::PostId.is_in(these())).exec(tx).await?;
                post_folder::Entity::delete_many().filter(post_folder::Column::PostId.is_in(these())).exec(tx).await?;
                post::Entity::delete_many().filter(post::Column::Id.is_in(these())).exec(tx).await?;
                Ok(posts.len() as u64)
            })
        })
        .await
    }

    /// Audit entries name artists in their text.
    async fn erase_audit(&self, name: &str) -> Result<(), StoreError> {
        let starts = [" (", " in channel ", " from channel "].map(|next| format!("{name}{next}"));
        let mut after = Uuid::nil();
        loop {
            let page = audit::Entity::find().filter(audit::Column::Id.gt(after)).order_by_asc(audit::Column::Id).limit(BATCH);
            let page = page.rows(self.read()).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let ids: Vec<Uuid> =
                page.iter().filter(|row| starts.iter().any(|start| row.detail.starts_with(start))).map(|row| row.id).collect();
            if ids.is_empty() {
                continue;
            }
            self.write(move |tx| {
                let ids = ids.clone();
                Box::pin(async move {
                    audit::Entity::delete_many().filter(audit::Column::Id.is_in(ids)).exec(tx).await?;
                    Ok(())
                })
            })
            .await?;
        }
    }

    /// [`Store::purge`](crate::Store::purge).
    ///
    /// # Errors
    /// The database failed.
    pub async fn purge(&self) -> Result<bool, StoreError> {
        self.store().purge().await
    }
}
