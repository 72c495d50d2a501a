//! What the projection has folded, as far as it takes to recognise the log again: the last record of each thousand offsets.

use crate::table::{
    Table,
    Type::{Big, Uuid},
    must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "checkpoint",
    columns: &[must("log_id", Uuid), must("slot", Big), must("log_offset", Big), must("mark", Uuid)],
    primary: &["log_id", "slot"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0025_checkpoint_additive"
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
