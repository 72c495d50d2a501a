//! Names are looked up by their beginning, as a range of the index `artist_name`, which needs the order of bytes. SQLite and CockroachDB
//! compare text so. PostgreSQL compares by the database's language, in which a range finds too much or nothing: there the column
//! gets the collation "C".

use crate::engine::Engine;
use sea_orm_migration::prelude::*;

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0016_name_order"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// CockroachDB limits schema changes inside transactions; every step is safe to repeat instead.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        order(manager, "C").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        order(manager, "default").await
    }
}

/// Both tables: the rows of a rebuild move from one to the other.
async fn order(manager: &SchemaManager<'_>, collation: &str) -> Result<(), DbErr> {
    if !matches!(Engine::of(manager.get_connection()).await?, Engine::Postgres(_)) {
        return Ok(());
    }
    for table in ["artist", "fresh_artist"] {
        let change = format!("ALTER TABLE \"{table}\" ALTER COLUMN \"name_key\" TYPE text COLLATE \"{collation}\"");
        manager.get_connection().execute_unprepared(&change).await?;
    }
    Ok(())
}
