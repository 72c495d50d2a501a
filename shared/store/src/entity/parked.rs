//! Events that no retry can fold, and later events of their lane, each under its own id.

use crate::column::Col;
use crate::projection::mark::Mark;
use domain::clock::Timestamp;
use domain::id::{ArtistId, EventId, LogId};
use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parked")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub log_id: Col<LogId>,
    pub log_offset: Col<u64>,
    pub mark: Col<Mark>,
    pub event_id: Option<Col<EventId>>,
    pub lane: Option<Col<ArtistId>>,
    pub payload: Vec<u8>,
    pub error: String,
    pub parked_at: Col<Timestamp>,
    pub discarded_at: Option<Col<Timestamp>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
