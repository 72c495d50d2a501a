//! Channels that do not take messages; a healthy one has no row.

use crate::table::{
    Key, Table,
    Type::{Big, Text},
    may, must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "channel_state",
    columns: &[
        must("channel_id", Big),
        must("guild_id", Big),
        must("reason", Text),
        must("since", Big),
        may("told_at", Big),
        must("probe_at", Big),
    ],
    primary: &["channel_id"],
    keys: &[Key { name: "channel_state_guild", unique: false, columns: &["guild_id"] }],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_channel_state"
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
