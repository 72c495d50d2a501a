//! The store's schema: one file per change, each with a way up and a way down, each safe to repeat after a crash.
//!
//! Nothing locks out a second migrator (CockroachDB has no advisory locks), so one command migrates: `run` does it before any role starts.

pub mod engine;
mod m0001_guild;
mod m0002_watch;
mod m0003_channel_state;
mod m0004_audit;
mod m0005_source;
mod m0006_artist;
mod m0007_folder;
mod m0008_post;
mod m0009_post_folder;
mod m0010_notification;
mod m0011_projection;
mod m0012_parked_event;
mod m0013_lease;
mod m0014_fresh;
mod m0015_schedule_state;
mod m0016_name_order;
mod table;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseConnection;

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_guild::Migration),
            Box::new(m0002_watch::Migration),
            Box::new(m0003_channel_state::Migration),
            Box::new(m0004_audit::Migration),
            Box::new(m0005_source::Migration),
            Box::new(m0006_artist::Migration),
            Box::new(m0007_folder::Migration),
            Box::new(m0008_post::Migration),
            Box::new(m0009_post_folder::Migration),
            Box::new(m0010_notification::Migration),
            Box::new(m0011_projection::Migration),
            Box::new(m0012_parked_event::Migration),
            Box::new(m0013_lease::Migration),
            Box::new(m0014_fresh::Migration),
            Box::new(m0015_schedule_state::Migration),
            Box::new(m0016_name_order::Migration),
        ]
    }
}

/// Why the schema is not what this version needs.
#[derive(Debug)]
pub enum Error {
    /// A newer version of the program has migrated this database; nothing was touched.
    NewerSchema { unknown: Vec<String> },
    /// The database refused a step; steps done before stay, and a repeat goes on after them.
    Database(DbErr),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NewerSchema { unknown } => write!(
                f,
                "the store was migrated by a newer version of the program ({} unknown here); run that version, or restore a backup from before",
                unknown.join(", ")
            ),
            Self::Database(error) => write!(f, "the store could not be migrated: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NewerSchema { .. } => None,
            Self::Database(error) => Some(error),
        }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Refuses a database that a newer version has migrated; touches nothing.
///
/// # Errors
/// [`Error::NewerSchema`], or the database cannot be asked.
pub async fn check(connection: &DatabaseConnection) -> Result<(), Error> {
    let applied = applied(connection).await?;
    let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let unknown: Vec<String> = applied.into_iter().filter(|name| !known.contains(name)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(Error::NewerSchema { unknown }) }
}

/// Whether [`up`] has something to do.
///
/// # Errors
/// As [`check`].
pub async fn is_current(connection: &DatabaseConnection) -> Result<bool, Error> {
    check(connection).await?;
    Ok(applied(connection).await?.len() == Migrator::migrations().len())
}

/// Brings the schema to this version; does nothing when it is there.
///
/// # Errors
/// As [`check`]; or the database refused a step.
pub async fn up(connection: &DatabaseConnection) -> Result<(), Error> {
    check(connection).await?;
    Ok(Migrator::up(connection, None).await?)
}

/// Removes everything that [`up`] made, data included: for tests and for giving a database back.
///
/// # Errors
/// As [`check`]; or the database refused a step.
pub async fn down(connection: &DatabaseConnection) -> Result<(), Error> {
    check(connection).await?;
    Ok(Migrator::down(connection, None).await?)
}

async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    if !SchemaManager::new(connection).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    Ok(Migrator::get_migration_models(connection).await?.into_iter().map(|model| model.version).collect())
}
