//! The newest posts of an artist, for somebody who wants to see a card before one is due.

use super::column::Col;
use super::entity::{post, post_folder};
use super::projection::rows::post_from;
use crate::error::StoreError;
use crate::handle::{BotStore, Handle};
use crate::read::Rows;
use domain::id::{ArtistId, FolderId};
use domain::post::Post;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashSet;

/// Posts that are looked through.
const MOST: u64 = 50;

impl BotStore {
    /// The newest known posts of this artist that DeviantArt still has, the newest first; with a folder only those that are known to be in it. A
    /// post that was shrunk, or cannot be read, is passed over.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn newest_posts(&self, artist: ArtistId, folder: Option<FolderId>) -> Result<Vec<Post>, StoreError> {
        let theirs = post::Entity::find()
            .filter(post::Column::ArtistId.eq(Col(artist)))
            .filter(post::Column::PublishedAt.is_not_null())
            .filter(post::Column::Shrunk.is_null())
            .filter(post::Column::Removed.eq(false));
        let rows = theirs.order_by_desc(post::Column::PublishedAt).limit(MOST).apart(self.read()).await?;
        let readable = |row: Result<post::Model, StoreError>| {
            row.and_then(post_from).inspect_err(|error| tracing::error!(%error, "a post is passed over")).ok()
        };
        let mut posts: Vec<Post> = rows.into_iter().filter_map(readable).map(|row| row.post).collect();
        if let Some(folder) = folder {
            let inside = post_folder::Entity::find()
                .filter(post_folder::Column::PostId.is_in(posts.iter().map(|post| Col(post.id))))
                .filter(post_folder::Column::FolderId.eq(Col(folder)));
            let inside: HashSet<_> = inside.rows(self.read()).await?.into_iter().map(|row| row.post_id.0).collect();
            posts.retain(|post| inside.contains(&post.id));
        }
        Ok(posts)
    }
}
