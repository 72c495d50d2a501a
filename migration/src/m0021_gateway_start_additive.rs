//! When sessions of Discord's gateway were begun, so that a day's number of them is kept over restarts and by whichever process is active.

use crate::table::{
    Key, Table,
    Type::{Big, Uuid},
    must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "gateway_start",
    columns: &[must("id", Uuid), must("shard", Big), must("started_at", Big)],
    primary: &["id"],
    keys: &[Key { name: "gateway_start_at", unique: false, columns: &["started_at"] }],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0021_gateway_start_additive"
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
