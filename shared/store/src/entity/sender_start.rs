//! The latest start of the sender: one row.

use crate::column::{Col, Unsure};
use domain::id::NotificationId;
use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sender_start")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub number: Col<u64>,
    pub owner: Uuid,
    pub outcomes: Col<u64>,
    pub newest: Option<Col<NotificationId>>,
    pub closed: bool,
    /// By Discord's clock; the largest number: a start whose time is not known.
    pub unsure_before: Option<Col<Unsure>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
