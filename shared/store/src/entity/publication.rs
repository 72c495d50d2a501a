//! Messages of announcement channels, and whether they were published.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, MessageId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: Col<MessageId>,
    pub guild_id: Col<GuildId>,
    pub channel_id: Col<ChannelId>,
    /// False: it was left unpublished.
    pub published: bool,
    pub at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
