//! When a guild was last told that something is wrong.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::GuildId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guild_notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub guild_id: Col<GuildId>,
    pub told_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
