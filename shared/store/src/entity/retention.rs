//! What was taken out of the store because it is old.

use crate::column::Col;
use domain::clock::Timestamp;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "retention")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub what: String,
    /// Rows from before this may be gone. It never goes back.
    pub before: Col<Timestamp>,
    pub ran_at: Option<Col<Timestamp>>,
    pub next_at: Option<Col<Timestamp>>,
    /// Of the last run.
    pub rows: Col<u64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
