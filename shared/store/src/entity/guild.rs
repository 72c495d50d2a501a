//! Guilds that the bot is or was in.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::GuildId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guild")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Col<GuildId>,
    pub joined_at: Col<Timestamp>,
    pub left_at: Option<Col<Timestamp>>,
    pub locale: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
