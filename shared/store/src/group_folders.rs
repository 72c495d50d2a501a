//! The one further table that ingest writes: the folders of the groups that are watched whole, as they were when they were read last.

use super::column::Col;
use super::entity::group_folder;
use crate::error::StoreError;
use crate::handle::{Handle, IngestStore};
use crate::read::Rows;
use domain::clock::Timestamp;
use domain::id::{ArtistId, FolderId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, HashMap};

/// Rows of one insert (six columns each), and ids of one IN list.
const CHUNK: usize = 500;

/// A folder of a group, as it was when it was read last. One row of `group_folder`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupFolder {
    /// The folder.
    pub id: FolderId,
    /// How many posts it held, as the group's list told; None: the list told no size.
    pub size: Option<u32>,
    /// A fingerprint of the post at its front; None: the list showed none. The post's own id would outlive the post when its artist is erased.
    pub front: Option<u32>,
    /// When it was last read to its end: all that it held then is known. None: never.
    pub swept_at: Option<Timestamp>,
    /// Where a reading to its end continues; None: none is under way.
    pub sweep: Option<u32>,
}

impl IngestStore {
    /// The folders of this group that were read, by id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn group_folders(&self, group: ArtistId) -> Result<HashMap<FolderId, GroupFolder>, StoreError> {
        let rows = group_folder::Entity::find().filter(group_folder::Column::GroupId.eq(Col(group)));
        Ok(rows.rows(self.read()).await?.into_iter().map(folder_from).map(|folder| (folder.id, folder)).collect())
    }

    /// Inserts or replaces these folders of a group, and forgets those that are `gone`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn save_group_folders(&self, group: ArtistId, read: &[GroupFolder], gone: &[FolderId]) -> Result<(), StoreError> {
        use group_folder::Column::{FolderId as Folder, Front, GroupId, Size, Sweep, SweptAt};
        // The same key twice in one statement is an error on PostgreSQL; the last one counts.
        let rows: BTreeMap<FolderId, GroupFolder> = read.iter().map(|folder| (folder.id, *folder)).collect();
        let rows: Vec<group_folder::ActiveModel> = rows.into_values().map(|folder| folder_row(group, folder)).collect();
        let gone: Vec<Col<FolderId>> = gone.iter().copied().map(Col).collect();
        self.write(move |tx| {
            let (rows, gone) = (rows.clone(), gone.clone());
            Box::pin(async move {
                for chunk in rows.chunks(CHUNK) {
                    let upsert = OnConflict::columns([GroupId, Folder]).update_columns([Size, Front, SweptAt, Sweep]).to_owned();
                    group_folder::Entity::insert_many(chunk.to_vec()).on_conflict(upsert).exec_without_returning(tx).await?;
                }
                for chunk in gone.chunks(CHUNK) {
                    let these = group_folder::Entity::delete_many().filter(GroupId.eq(Col(group)));
                    these.filter(Folder.is_in(chunk.to_vec())).exec(tx).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Nobody watches this whole group any more.
pub(super) async fn forget(tx: &DatabaseTransaction, group: ArtistId) -> Result<(), StoreError> {
    group_folder::Entity::delete_many().filter(group_folder::Column::GroupId.eq(Col(group))).exec(tx).await?;
    Ok(())
}

fn folder_from(row: group_folder::Model) -> GroupFolder {
    GroupFolder {
        id: row.folder_id.0,
        size: row.size.map(Col::get),
        front: row.front.map(Col::get),
        swept_at: row.swept_at.map(Col::get),
        sweep: row.sweep.map(Col::get),
    }
}

fn folder_row(group: ArtistId, folder: GroupFolder) -> group_folder::ActiveModel {
    group_folder::ActiveModel {
        group_id: Set(Col(group)),
        folder_id: Set(Col(folder.id)),
        size: Set(folder.size.map(Col)),
        front: Set(folder.front.map(Col)),
        swept_at: Set(folder.swept_at.map(Col)),
        sweep: Set(folder.sweep.map(Col)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::SourceKind;
    use domain::clock::{Clock, SystemClock, micros};
    use uuid::Uuid;

    fn folder(n: u128) -> GroupFolder {
        GroupFolder { id: FolderId(Uuid::from_u128(n)), size: Some(7), front: Some(u32::MAX), swept_at: None, sweep: None }
    }

    #[tokio::test]
    async fn folders_are_kept_replaced_and_forgotten_with_their_group() {
        let store = crate::pool::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let (group, other, now) = (ArtistId(Uuid::from_u128(1)), ArtistId(Uuid::from_u128(2)), micros(SystemClock.now()));
        let ingest = store.for_ingest();
        let many: Vec<GroupFolder> = (0..1_200).map(folder).collect();
        ingest.save_group_folders(group, &many, &[]).await.unwrap();
        ingest.save_group_folders(other, &many[..2], &[]).await.unwrap();
        let changed = GroupFolder { size: None, swept_at: Some(now), sweep: Some(24), ..folder(3) };
        ingest.save_group_folders(group, &[folder(3), changed], &[folder(4).id, folder(9_999).id]).await.unwrap();
        let kept = ingest.group_folders(group).await.unwrap();
        assert_eq!((kept.len(), kept[&folder(3).id], kept.contains_key(&folder(4).id)), (1_199, changed, false));
        ingest.delete_sources(&[(group, SourceKind::Profile)]).await.unwrap();
        assert_eq!(ingest.group_folders(group).await.unwrap().len(), 1_199);
        ingest.delete_sources(&[(group, SourceKind::Group)]).await.unwrap();
        assert_eq!(ingest.group_folders(group).await.unwrap().len(), 0);
        assert_eq!(ingest.group_folders(other).await.unwrap().len(), 2);
        store.for_operator().erase_artist(other, now).await.unwrap();
        assert_eq!(ingest.group_folders(other).await.unwrap().len(), 0);
    }
}
