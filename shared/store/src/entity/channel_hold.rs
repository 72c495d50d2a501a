//! Channels that refuse some posts only; `channel_state` has those that refuse all.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId};
use domain::notification::Hold;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_hold")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: Col<ChannelId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub held_for: Col<Hold>,
    pub guild_id: Col<GuildId>,
    pub reason: String,
    pub since: Col<Timestamp>,
    pub told_at: Option<Col<Timestamp>>,
    pub probe_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
