//! Channels that do not take messages; a healthy one has no row.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_state")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: Col<ChannelId>,
    pub guild_id: Col<GuildId>,
    pub reason: String,
    pub since: Col<Timestamp>,
    pub told_at: Option<Col<Timestamp>>,
    pub probe_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
