//! Where the fold stands: log, next offset, and the epoch that fences off a second projector.

use crate::column::{Beat, Col};
use domain::id::LogId;
use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub log_id: Col<LogId>,
    pub next_offset: Col<u64>,
    pub epoch: Col<u64>,
    pub owner: Uuid,
    /// Only ever compared with itself, and higher with every beat.
    pub heartbeat_at: Col<Beat>,
    /// The epoch whose owner gave it back.
    pub released_epoch: Option<Col<u64>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
