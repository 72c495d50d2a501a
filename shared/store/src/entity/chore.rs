//! Posts that changed after they may have been announced. The projector inserts, the bot removes, and inserts
//! those of mature posts in channels that are no longer age-restricted.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{EventId, PostId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chore")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: Col<PostId>,
    /// The event that changed the post last, or a random id: what comes meanwhile is another chore.
    pub event_id: Col<EventId>,
    /// The post is mature.
    pub urgent: bool,
    pub due_at: Col<Timestamp>,
    pub tries: Col<u32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
