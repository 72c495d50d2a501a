//! When a guild was told that a folder which it watches is gone.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{FolderId, GuildId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "folder_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub guild_id: Col<GuildId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub folder_id: Col<FolderId>,
    pub told_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
