//! The latest start of the sender: one row.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sender_start")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub number: i64,
    pub owner: Uuid,
    pub outcomes: i64,
    pub newest: Option<Uuid>,
    pub closed: bool,
    /// By Discord's clock; the largest number: a start whose time is not known.
    pub unsure_before: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
