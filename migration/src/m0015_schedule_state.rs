//! What the schedule learned over all sources together, as opaque text; what it learned of each is in `source`.

use crate::table::{
    Table,
    Type::{Big, Text},
    must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "schedule_state",
    columns: &[must("name", Text), must("learned", Text), must("saved_at", Big)],
    primary: &["name"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0015_schedule_state"
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
