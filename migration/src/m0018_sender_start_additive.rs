//! The store's side of the sender's start number: a data directory that tells another one shows that one of the two is from a backup.

use crate::table::{
    Table,
    Type::{Big, Bool, Uuid},
    may, must,
};
use sea_orm_migration::prelude::*;

const TABLE: Table = Table {
    name: "sender_start",
    columns: &[
        must("id", Big),
        must("number", Big),
        must("owner", Uuid),
        must("outcomes", Big),
        may("newest", Uuid),
        must("closed", Bool),
        may("unsure_before", Big),
    ],
    primary: &["id"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0018_sender_start_additive"
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
