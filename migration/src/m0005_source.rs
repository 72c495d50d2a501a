//! What ingest polls and what it learned about it. `kind` is gallery, posts, profile or folder:ID.

use crate::table::{
    Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};
use sea_orm_migration::prelude::*;

pub const TABLE: Table = Table {
    name: "source",
    columns: &[
        must("artist_id", Uuid),
        must("kind", Text),
        must("artist_name", Text),
        must("weight", Big),
        must("baselined", Bool),
        may("last_poll_at", Big),
        may("next_poll_at", Big),
        may("folder_size", Big),
        must("failures", Big),
        may("trouble", Text),
        may("learned", Text),
    ],
    primary: &["artist_id", "kind"],
    keys: &[],
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_source"
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
