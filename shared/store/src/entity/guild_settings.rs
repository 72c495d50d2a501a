//! What a server has set for all of its watches; null: as it is by default.

use crate::column::{Col, Word};
use domain::care::Deleted;
use domain::id::{ChannelId, GuildId, RoleId};
use domain::language::Language;
use domain::watch::{CatchUp, MatureWay, Style, What};
use domain::zone::Zone;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guild_settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub guild_id: Col<GuildId>,
    pub notices: Option<Col<ChannelId>>,
    pub what: Option<Col<Word<What>>>,
    pub mature: Option<bool>,
    pub ping_role: Option<Col<RoleId>>,
    pub deleted: Option<Col<Word<Deleted>>>,
    pub language: Option<Col<Word<Language>>>,
    /// Where these quiet hours and digests are; None: UTC.
    pub zone: Option<Col<Word<Zone>>>,
    /// Where mature posts go of watches that want them there.
    pub mature_channel: Option<Col<ChannelId>>,
    pub mature_way: Option<Col<MatureWay>>,
    pub style: Option<Col<Style>>,
    /// As a watch has it.
    pub rhythm: Option<String>,
    /// As a watch has it.
    pub quiet: Option<String>,
    pub catch_up: Option<Col<CatchUp>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
