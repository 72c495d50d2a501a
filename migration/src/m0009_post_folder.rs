//! Which post is in which folder, folded from the log.

use crate::table::{
    Table,
    Type::{Big, Uuid},
    must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "post_folder",
    columns: &[must("post_id", Uuid), must("folder_id", Uuid), must("owner_id", Uuid), must("seen_at", Big)],
    primary: &["post_id", "folder_id"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_post_folder"
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
