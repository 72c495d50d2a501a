//! Events that no retry can fold, and later events of their lane, each under an id of its own.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parked")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub log_id: Uuid,
    pub log_offset: i64,
    pub mark: Uuid,
    pub event_id: Option<Uuid>,
    pub lane: Option<Uuid>,
    pub payload: Vec<u8>,
    pub error: String,
    pub parked_at: i64,
    pub discarded_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
