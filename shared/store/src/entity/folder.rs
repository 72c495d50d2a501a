//! Gallery folders, folded from the log.

use crate::column::Col;
use domain::id::{ArtistId, FolderId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "folder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Col<FolderId>,
    pub owner_id: Col<ArtistId>,
    pub name: String,
    pub parent_id: Option<Col<FolderId>>,
    pub size: Option<Col<u32>>,
    pub position: Col<u32>,
    pub gone: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
