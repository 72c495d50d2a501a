//! What `up` would do to a database, in words and rows, before it does it.

use crate::change::{Change, Migration};
use crate::{ADDITIVE, Error, MIGRATIONS, applied, check};
use sea_orm_migration::prelude::SchemaManager;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

/// A change of the schema that a database does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// What it does, part by part.
    pub parts: Vec<String>,
    /// Whether versions that do not know it can go on, and a roll-back leads to them.
    pub additive: bool,
}

/// The changes that are missing, in order, and whether the database has any at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Nothing was ever made here.
    pub fresh: bool,
    /// A step that the plan names.
    pub steps: Vec<Step>,
}

impl Plan {
    /// The first step that no older version can live with, in a database that already holds something.
    #[must_use]
    pub fn cannot_be_undone(&self) -> Option<&Step> {
        self.steps.iter().find(|step| !self.fresh && !step.additive)
    }
}

/// The plan; touches nothing.
///
/// # Errors
/// As [`check`].
pub async fn plan(connection: &DatabaseConnection) -> Result<Plan, Error> {
    check(connection).await?;
    let applied = applied(connection).await?;
    let mut steps = Vec::new();
    for migration in MIGRATIONS.iter().filter(|migration| !applied.iter().any(|name| name == migration.name)) {
        steps.push(step(connection, migration).await?);
    }
    Ok(Plan { fresh: applied.is_empty(), steps })
}

async fn step(connection: &DatabaseConnection, migration: &Migration) -> Result<Step, Error> {
    let mut parts = Vec::new();
    for change in migration.changes {
        let (what, table) = change.describe();
        let rows = match table {
            Some(table) => rows(connection, table).await?,
            None => None,
        };
        parts.push(rows.map_or(what.clone(), |rows| format!("{what} ({rows} rows)")));
    }
    Ok(Step { name: migration.name, parts, additive: migration.name.ends_with(ADDITIVE) })
}

/// How many rows a table has; None: an earlier step makes it.
async fn rows(connection: &DatabaseConnection, table: &str) -> Result<Option<i64>, DbErr> {
    if !SchemaManager::new(connection).has_table(table).await? {
        return Ok(None);
    }
    let count = format!("SELECT COUNT(*) AS \"rows\" FROM \"{table}\"");
    let row = connection.query_one_raw(Statement::from_sql_and_values(connection.get_database_backend(), count, [])).await?;
    row.map(|row| row.try_get("", "rows")).transpose()
}

impl Change {
    /// What it does, and the table whose rows it concerns, if that is there before.
    fn describe(&self) -> (String, Option<&'static str>) {
        match self {
            Self::Create(table) => (format!("makes the table {}", table.name), None),
            Self::Beside(_, name) => (format!("makes the table {name}"), None),
            Self::Add(table, columns) => (format!("adds {} columns to {table}", columns.len()), Some(table)),
            Self::Index(table, key) | Self::IndexOf(table, key, _) => (format!("makes the index {} over {table}", key.name), Some(table)),
            Self::ByteOrder(table, column) => (format!("orders {table}.{column} by bytes"), Some(table)),
            Self::Fill(statement) => {
                let table = statement.split('"').nth(1).unwrap_or_default();
                (format!("fills columns of {table}"), Some(table))
            }
        }
    }
}
