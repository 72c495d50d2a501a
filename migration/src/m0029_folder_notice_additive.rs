//! When a server was told that a folder which it watches is gone.

use crate::table::{
    Table,
    Type::{Big, Uuid},
    must,
};
use sea_orm_migration::prelude::*;

const TABLE: Table = Table {
    name: "folder_notice",
    columns: &[must("guild_id", Big), must("folder_id", Uuid), must("told_at", Big)],
    primary: &["guild_id", "folder_id"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0029_folder_notice_additive"
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
