//! What the service tells an operator of by itself.

use crate::column::Col;
use domain::clock::Timestamp;
use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// A word; a newer version may know more of them.
    pub kind: String,
    /// What it is about: a role, a process, the number of a credential, or nothing.
    pub subject: String,
    pub detail: String,
    pub since: Col<Timestamp>,
    /// When the message that it began was accepted; null: it was not.
    pub told_at: Option<Col<Timestamp>>,
    /// When it was over; null: it is not.
    pub over_at: Option<Col<Timestamp>>,
    /// When there was nothing more to tell; null: there is, or it is not over.
    pub closed_at: Option<Col<Timestamp>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
