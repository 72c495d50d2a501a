//! Events that no retry can fold, and later events of their lane, by their place in the log.

use crate::table::{
    Key, Table,
    Type::{Big, Bytes, Text, Uuid},
    may, must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "parked_event",
    columns: &[
        must("log_offset", Big),
        may("event_id", Uuid),
        may("lane", Uuid),
        must("payload", Bytes),
        must("error", Text),
        must("parked_at", Big),
    ],
    primary: &["log_offset"],
    keys: &[Key { name: "parked_event_lane", unique: false, columns: &["lane"] }],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0012_parked_event"
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
