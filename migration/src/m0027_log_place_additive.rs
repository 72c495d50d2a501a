//! Where each event log was that the store was folded from: a stream that is missing there is gone, one that is missing elsewhere is a wrong
//! name in the configuration.

use crate::table::{
    Table,
    Type::{Big, Text, Uuid},
    must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "log_place",
    columns: &[must("log_id", Uuid), must("place", Text), must("noted_at", Big)],
    primary: &["log_id"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0027_log_place_additive"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// CockroachDB limits schema changes inside transactions; every step is safe to repeat instead.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        TABLE.create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        TABLE.drop(manager).await
    }
}
