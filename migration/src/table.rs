//! A table as data, and how it is created and dropped. Only statements that SQLite, PostgreSQL and CockroachDB all accept:
//! `bigint`, `text`, `uuid`, `boolean`, `bytea`, plain and unique indexes, all with IF [NOT] EXISTS.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::sea_query::{ColumnDef, ConditionalStatement, Expr, Index, Table as Sql};

/// A column's type; times are `Big`: microseconds since 1970.
#[derive(Clone, Copy)]
pub enum Type {
    Uuid,
    Big,
    Text,
    Bool,
    Bytes,
}

/// A column that must have a value.
pub const fn must(name: &'static str, kind: Type) -> Column {
    Column { name, kind, null: false }
}

/// A column that may be null.
pub const fn may(name: &'static str, kind: Type) -> Column {
    Column { name, kind, null: true }
}

#[derive(Clone, Copy)]
pub struct Column {
    name: &'static str,
    kind: Type,
    null: bool,
}

/// An index over columns of one table.
pub struct Key {
    pub name: &'static str,
    pub unique: bool,
    pub columns: &'static [&'static str],
}

/// A table with its primary key and indexes.
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
    pub primary: &'static [&'static str],
    pub keys: &'static [Key],
}

impl Column {
    fn definition(&self) -> ColumnDef {
        let mut definition = ColumnDef::new(self.name);
        match self.kind {
            Type::Uuid => definition.uuid(),
            Type::Big => definition.big_integer(),
            Type::Text => definition.text(),
            Type::Bool => definition.boolean(),
            Type::Bytes => definition.binary(),
        };
        if !self.null {
            definition.not_null();
        }
        definition
    }
}

/// Adds columns to a table, those that it does not have yet.
pub async fn add_columns(manager: &SchemaManager<'_>, table: &'static str, columns: &[Column]) -> Result<(), DbErr> {
    for column in columns {
        let mut change = Sql::alter();
        match manager.get_database_backend() {
            // Its grammar has no IF NOT EXISTS here; the file has one writer.
            DbBackend::Sqlite if manager.has_column(table, column.name).await? => continue,
            DbBackend::Sqlite => change.table(table).add_column(column.definition()),
            _ => change.table(table).add_column_if_not_exists(column.definition()),
        };
        manager.alter_table(change).await?;
    }
    Ok(())
}

/// The reverse of [`add_columns`].
pub async fn drop_columns(manager: &SchemaManager<'_>, table: &'static str, columns: &[Column]) -> Result<(), DbErr> {
    for column in columns {
        let mut change = Sql::alter();
        match manager.get_database_backend() {
            DbBackend::Sqlite if !manager.has_column(table, column.name).await? => continue,
            DbBackend::Sqlite => change.table(table).drop_column(column.name),
            _ => change.table(table).drop_column_if_exists(column.name),
        };
        manager.alter_table(change).await?;
    }
    Ok(())
}

impl Key {
    /// `rows`: a condition, where only rows that meet it are to be in the index.
    pub async fn create(&self, manager: &SchemaManager<'_>, table: &'static str, rows: Option<&'static str>) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name(self.name).table(table).if_not_exists();
        if self.unique {
            index.unique();
        }
        for column in self.columns {
            index.col(*column);
        }
        if let Some(rows) = rows {
            index.and_where(Expr::cust(rows));
        }
        manager.create_index(index.take()).await
    }

    pub async fn drop(&self, manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
        let mut index = Index::drop();
        index.name(self.name).table(table).if_exists();
        manager.drop_index(index).await
    }
}

impl Table {
    pub async fn create(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        self.create_as(manager, self.name, true).await
    }

    /// Creates it under another name, without its further indexes when `indexed` is false.
    pub async fn create_as(&self, manager: &SchemaManager<'_>, name: &'static str, indexed: bool) -> Result<(), DbErr> {
        let mut table = Sql::create();
        table.table(name).if_not_exists();
        for column in self.columns {
            table.col(column.definition());
        }
        let mut primary = Index::create();
        for column in self.primary {
            primary.col(*column);
        }
        table.primary_key(&mut primary);
        manager.create_table(table.take()).await?;
        for key in self.keys.iter().filter(|_| indexed) {
            key.create(manager, name, None).await?;
        }
        Ok(())
    }

    pub async fn drop(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        Self::drop_named(manager, self.name).await
    }

    pub async fn drop_named(manager: &SchemaManager<'_>, name: &'static str) -> Result<(), DbErr> {
        manager.drop_table(Sql::drop().table(name).if_exists().take()).await
    }
}
