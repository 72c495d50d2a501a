//! Which record of the log was folded last in each thousand offsets.

use crate::column::Col;
use crate::projection::mark::Mark;
use domain::id::LogId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkpoint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub log_id: Col<LogId>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: Col<u64>,
    pub log_offset: Col<u64>,
    pub mark: Col<Mark>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
