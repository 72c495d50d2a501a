//! Gallery folders, folded from the log.

use crate::table::{
    Key, Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "folder",
    columns: &[
        must("id", Uuid),
        must("owner_id", Uuid),
        must("name", Text),
        may("parent_id", Uuid),
        may("size", Big),
        must("position", Big),
        must("gone", Bool),
    ],
    primary: &["id"],
    keys: &[Key { name: "folder_owner", unique: false, columns: &["owner_id"] }],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_folder"
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
