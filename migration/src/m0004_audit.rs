//! What was changed in a guild, and when.

use crate::table::{
    Key, Table,
    Type::{Big, Text, Uuid},
    must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "audit",
    columns: &[must("id", Uuid), must("guild_id", Big), must("at", Big), must("action", Text), must("detail", Text)],
    primary: &["id"],
    keys: &[Key { name: "audit_guild", unique: false, columns: &["guild_id", "at"] }],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_audit"
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
