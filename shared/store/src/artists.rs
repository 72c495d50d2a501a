//! Artists and folders between row and domain.

use crate::column::Col;
use crate::entity::{artist, folder};
use crate::error::StoreError;
use crate::pool::Store;
use crate::read::Rows;
use domain::id::ArtistId;
use domain::post::{ArtistRef, Folder};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// How names are compared: DeviantArt's are ASCII, and case does not tell two apart.
pub(crate) fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

pub(crate) fn artist_ref(row: artist::Model) -> ArtistRef {
    ArtistRef { id: row.id.0, name: row.name, icon: row.icon }
}

pub(crate) fn folder_from(row: folder::Model) -> Folder {
    Folder { id: row.id.0, name: row.name, parent: row.parent_id.map(Col::get), size: row.size.map(Col::get) }
}

/// The artist's known folders, in the artist's order.
pub(crate) async fn folders_of(store: &Store, artist: ArtistId) -> Result<Vec<Folder>, StoreError> {
    let known = folder::Entity::find().filter(folder::Column::OwnerId.eq(Col(artist))).filter(folder::Column::Gone.eq(false));
    let rows = known.order_by_asc(folder::Column::Position).order_by_asc(folder::Column::Id).rows(store.read()).await?;
    Ok(rows.into_iter().map(folder_from).collect())
}
