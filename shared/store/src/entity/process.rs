//! The processes of a deployment.

use crate::column::Col;
use domain::clock::Timestamp;
use sea_orm::entity::prelude::*;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "process")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Their words, with commas between them.
    pub roles: String,
    pub host: String,
    pub version: String,
    pub started_at: Col<Timestamp>,
    pub beat_at: Col<Timestamp>,
    /// Records that wait in its spools.
    pub spool: Col<u64>,
    /// JSON.
    pub checks: String,
    /// JSON.
    pub gauges: String,
    /// JSON; null: of a version that tells none.
    pub details: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
