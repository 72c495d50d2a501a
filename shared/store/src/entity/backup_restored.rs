//! The backup that this store is from. One row, or none.

use crate::column::{Col, Missed};
use domain::clock::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "backup_restored")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// When the backup was taken.
    pub taken_at: Col<Timestamp>,
    pub restored_at: Col<Timestamp>,
    pub missed: Col<Missed>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
