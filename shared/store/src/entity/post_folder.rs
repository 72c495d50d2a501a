//! Which post is in which folder, folded from the log.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ArtistId, FolderId, PostId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_folder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: Col<PostId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub folder_id: Col<FolderId>,
    pub owner_id: Col<ArtistId>,
    pub seen_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
