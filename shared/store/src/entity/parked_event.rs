//! Where versions before `parked` parked events: emptied into that table by the next claim of the projection.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::{ArtistId, EventId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parked_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_offset: Col<u64>,
    pub event_id: Option<Col<EventId>>,
    pub lane: Option<Col<ArtistId>>,
    pub payload: Vec<u8>,
    pub error: String,
    pub parked_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
