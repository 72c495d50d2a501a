//! A change of the schema as data.

use crate::engine::Engine;
use crate::table::{Column, Key, Table, add_columns, drop_columns};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// One step of a migration. Each is safe to repeat.
pub enum Change {
    /// A table with its indexes.
    Create(&'static Table),
    /// A table of the same form under another name, without its further indexes: where a rebuild folds the log afresh. Empty at all other times.
    Beside(&'static Table, &'static str),
    /// Columns of a table that exists.
    Add(&'static str, &'static [Column]),
    /// An index over a table that exists.
    Index(&'static str, &'static Key),
    /// An index over those rows of a table that exists for which a condition holds, in words for SQLite and for the others.
    IndexOf(&'static str, &'static Key, [&'static str; 2]),
    /// A text column of a table that is looked up by its beginning, as a range of an index, which needs the order of bytes. SQLite and CockroachDB
    /// compare text so. PostgreSQL compares by the database's language, in which a range finds too much or nothing: there the column gets the
    /// collation "C".
    ByteOrder(&'static str, &'static str),
    /// A statement that fills a column for rows that are there; there is nothing to take back.
    Fill(&'static str),
}

/// A named list of changes, made in this order and taken back in the reverse order.
#[derive(Clone, Copy)]
pub struct Migration {
    pub name: &'static str,
    pub changes: &'static [Change],
}

impl MigrationName for Migration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// CockroachDB limits schema changes inside transactions; every step is safe to repeat instead.
    fn use_transaction(&self) -> Option<bool> {
        Some(false)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for change in self.changes {
            match change {
                Change::Create(table) => table.create(manager).await?,
                Change::Beside(table, name) => table.create_as(manager, name, false).await?,
                Change::Add(table, columns) => add_columns(manager, table, columns).await?,
                Change::Index(table, key) => key.create(manager, table, None).await?,
                Change::IndexOf(table, key, [sqlite, others]) => {
                    let rows = if manager.get_database_backend() == DbBackend::Sqlite { sqlite } else { others };
                    key.create(manager, table, Some(rows)).await?;
                }
                Change::ByteOrder(table, column) => collate(manager, table, column, "C").await?,
                Change::Fill(statement) => manager.get_connection().execute_unprepared(statement).await.map(drop)?,
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for change in self.changes.iter().rev() {
            match change {
                Change::Create(table) => table.drop(manager).await?,
                Change::Beside(_, name) => Table::drop_named(manager, name).await?,
                Change::Add(table, columns) => drop_columns(manager, table, columns).await?,
                Change::Index(table, key) | Change::IndexOf(table, key, _) => key.drop(manager, table).await?,
                Change::ByteOrder(table, column) => collate(manager, table, column, "default").await?,
                Change::Fill(_) => {}
            }
        }
        Ok(())
    }
}

async fn collate(manager: &SchemaManager<'_>, table: &str, column: &str, collation: &str) -> Result<(), DbErr> {
    if matches!(Engine::of(manager.get_connection()).await?, Engine::Postgres(_)) {
        let change = format!("ALTER TABLE \"{table}\" ALTER COLUMN \"{column}\" TYPE text COLLATE \"{collation}\"");
        manager.get_connection().execute_unprepared(&change).await?;
    }
    Ok(())
}
