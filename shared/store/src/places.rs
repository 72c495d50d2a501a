//! In which folder of a group a post is, for the cards of those who watch the whole group.

use super::column::Col;
use super::entity::{folder, post_folder};
use super::outbox::CHUNK;
use crate::error::StoreError;
use crate::pool::Store;
use crate::read::Rows;
use domain::id::{ArtistId, PostId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// A post, and the group that has it.
pub(super) type InGroup = (PostId, ArtistId);

/// The name of the folder in which each of these posts came first to its group. A later folder changes nothing, so that a message that is sent stays true.
pub(super) async fn folder_names(store: &Store, wanted: &HashSet<InGroup>) -> Result<HashMap<InGroup, String>, StoreError> {
    let posts: Vec<Col<PostId>> = wanted.iter().map(|(post, _)| Col(*post)).collect::<HashSet<_>>().into_iter().collect();
    let mut first = HashMap::<InGroup, post_folder::Model>::new();
    for posts in posts.chunks(CHUNK) {
        for row in post_folder::Entity::find().filter(post_folder::Column::PostId.is_in(posts.to_vec())).rows(store.read()).await? {
            let key = (row.post_id.0, row.owner_id.0);
            let rank = |row: &post_folder::Model| (row.seen_at.0, row.folder_id.0);
            if wanted.contains(&key) && first.get(&key).is_none_or(|found| rank(&row) < rank(found)) {
                first.insert(key, row);
            }
        }
    }
    let ids: Vec<_> = first.values().map(|row| row.folder_id).collect::<HashSet<_>>().into_iter().collect();
    let mut names = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let rows = folder::Entity::find().filter(folder::Column::Id.is_in(ids.to_vec())).rows(store.read()).await?;
        names.extend(rows.into_iter().map(|row| (row.id, row.name)));
    }
    Ok(first.into_iter().filter_map(|(key, row)| Some((key, names.get(&row.folder_id)?.clone()))).collect())
}
