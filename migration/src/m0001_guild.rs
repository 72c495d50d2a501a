//! Guilds that the bot is or was in.

use crate::table::{Table, Type::Big, may, must};
use sea_orm_migration::prelude::*;

pub const TABLE: Table =
    Table { name: "guild", columns: &[must("id", Big), must("joined_at", Big), may("left_at", Big)], primary: &["id"], keys: &[] };

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_guild"
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
