//! Where versions before `parked` parked events: emptied into that table by whoever claims the projection.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parked_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_offset: i64,
    pub event_id: Option<Uuid>,
    pub lane: Option<Uuid>,
    pub payload: Vec<u8>,
    pub error: String,
    pub parked_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
