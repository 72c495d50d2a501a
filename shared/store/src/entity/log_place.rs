//! Where each event log was that the store was folded from.

use crate::column::Col;
use domain::clock::Timestamp;
use domain::id::LogId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "log_place")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: Col<LogId>,
    pub place: String,
    pub noted_at: Col<Timestamp>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
