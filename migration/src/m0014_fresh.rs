//! Where a rebuild folds the log afresh, beside the live tables; empty at all other times.

use crate::table::Table;
use crate::{m0006_artist, m0007_folder, m0008_post, m0009_post_folder};
use sea_orm_migration::prelude::*;

pub struct Migration;

const FRESH: [(&Table, &str); 4] = [
    (&m0006_artist::TABLE, "fresh_artist"),
    (&m0007_folder::TABLE, "fresh_folder"),
    (&m0008_post::TABLE, "fresh_post"),
    (&m0009_post_folder::TABLE, "fresh_post_folder"),
];

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_fresh"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// CockroachDB limits schema changes inside transactions; every step is safe to repeat instead.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in FRESH {
            table.create_as(manager, name, false).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (_, name) in FRESH {
            Table::drop_named(manager, name).await?;
        }
        Ok(())
    }
}
