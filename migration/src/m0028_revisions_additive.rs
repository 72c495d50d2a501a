//! Which revision of a post or an artist the projection holds, so that no wall clock decides between two facts. Null: no event with a revision
//! has told of it.

use crate::table::{Column, Type::Big, add_columns, drop_columns, may};
use sea_orm_migration::prelude::*;

pub struct Migration;

const ARTIST: [Column; 3] = [may("rev", Big), may("named_rev", Big), may("profiled_rev", Big)];
const POST: [Column; 2] = [may("rev", Big), may("content_rev", Big)];
/// Live tables and those of a rebuild: their rows move from one to the other.
const TABLES: [(&str, &[Column]); 4] = [("artist", &ARTIST), ("fresh_artist", &ARTIST), ("post", &POST), ("fresh_post", &POST)];

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0028_revisions_additive"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// CockroachDB limits schema changes inside transactions; every step is safe to repeat instead.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in TABLES {
            add_columns(manager, table, columns).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in TABLES {
            drop_columns(manager, table, columns).await?;
        }
        Ok(())
    }
}
