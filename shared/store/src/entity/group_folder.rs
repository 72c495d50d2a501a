//! The folders of the groups that are watched whole, as they were when ingest read them last.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ArtistId, FolderId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_folder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: Col<ArtistId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub folder_id: Col<FolderId>,
    pub size: Option<Col<u32>>,
    pub front: Option<Col<u32>>,
    pub swept_at: Option<Col<Timestamp>>,
    pub sweep: Option<Col<u32>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
