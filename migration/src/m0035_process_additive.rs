//! The processes of a deployment, so that each can tell which of the others are there. The one table with several writers: a process writes its
//! own row.

use crate::table::{
    Table,
    Type::{Big, Text, Uuid},
    must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "process",
    columns: &[
        must("id", Uuid),
        must("roles", Text),
        must("host", Text),
        must("version", Text),
        must("started_at", Big),
        must("beat_at", Big),
        must("spool", Big),
        must("checks", Text),
        must("gauges", Text),
    ],
    primary: &["id"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0035_process_additive"
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
