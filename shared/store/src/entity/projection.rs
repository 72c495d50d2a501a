//! Where the fold stands: log, next offset, and the epoch that fences off a second projector.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "projection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub log_id: Uuid,
    pub next_offset: i64,
    pub epoch: i64,
    pub owner: Uuid,
    /// Only ever compared with itself, and higher with every beat.
    pub heartbeat_at: i64,
    /// The epoch whose owner gave it back.
    pub released_epoch: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
