//! The store: connections, transactions that are repeated, entities, and the queries of each role.
//!
//! Every SQL statement of the program is here or in `migration`. It never talks to a vendor or to the log, and it accepts only SQL that SQLite,
//! PostgreSQL and CockroachDB take alike. To add a query, put it with the role that owns the table (docs: which role writes what) and run it
//! through one transaction helper.
//!
//! Each table has one writing role (docs/architecture.md, "Invariants").
//!
//! Only SQL that SQLite, PostgreSQL and CockroachDB all accept: ids made by us, 64-bit integers, states as words, absolute upserts,
//! no arrays, no advisory locks. Times are whole microseconds. Every write runs in [`Store::write`].

pub mod bot;
mod bot_delivery;
mod bot_rows;
mod connect;
mod convert;
pub mod deviantcord4;
pub(crate) mod entity;
pub mod error;
pub mod folders;
mod gateway;
mod handover;
pub mod health;
pub mod holds;
pub mod ingest;
mod lease;
mod meaning;
mod patience;
pub mod process;
pub mod projection;
mod schedule;
pub mod sender;
pub mod status;
mod transaction;

pub use error::StoreError;

use patience::{Patience, Reader};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::sync::Arc;

/// A connected store. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Pools>);

/// SQLite has one writing connection and a few that only read, so that readers never wait behind the writer.
struct Pools {
    write: DatabaseConnection,
    read: Reader,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.0.write.get_database_backend()).finish()
    }
}

impl Store {
    /// Connects; does not migrate. `sqlite:PATH` or `postgres://…`. The URL never appears in an error.
    ///
    /// # Errors
    /// The URL is of no known kind, the file cannot be opened, or the server does not answer.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        connect::connect(url).await
    }

    /// For the migrator.
    #[must_use]
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0.write
    }

    /// A private SQLite store in memory, not migrated: for tests.
    ///
    /// # Errors
    /// SQLite cannot be opened.
    pub async fn in_memory() -> Result<Self, StoreError> {
        connect::in_memory().await
    }

    /// Moves what SQLite's write-ahead log holds into the database file, as far as nobody has to wait for that, so that the file is never far
    /// behind. Elsewhere the server does this by itself.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        if self.patience().is_none() {
            let backend = self.0.read.connection.get_database_backend();
            // Readers may do it too (sqlite.org/pragma.html, query_only); so the writer is not held up.
            let checkpoint = Statement::from_sql_and_values(backend, "PRAGMA wal_checkpoint(PASSIVE)", []);
            self.0.read.query_one_raw(checkpoint).await?;
        }
        Ok(())
    }

    /// Waits for running statements and closes every connection. SQLite's file is whole by itself afterwards: whoever closes it last moves the
    /// write-ahead log into it.
    pub async fn close(self) {
        // The one that may write comes last.
        for connection in [self.0.read.connection.clone(), self.0.write.clone()] {
            if let Err(error) = connection.close().await {
                tracing::debug!(%error, "the store was not closed cleanly");
            }
        }
    }

    fn read(&self) -> &Reader {
        &self.0.read
    }

    /// None where the database is a file.
    fn patience(&self) -> Option<&Patience> {
        self.0.read.patience.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::{Clock, SystemClock};
    use domain::id::GuildId;

    async fn at(path: &std::path::Path) -> Store {
        Store::connect(&format!("sqlite:{}", path.display())).await.unwrap()
    }

    /// Whether the file alone, without its write-ahead log, has the guild.
    async fn file_alone_knows(file: &std::path::Path, guild: GuildId) -> bool {
        let backup = file.with_extension("backup");
        std::fs::copy(file, &backup).unwrap();
        let store = at(&backup).await;
        let backend = store.connection().get_database_backend();
        let ask = |sql: String| store.connection().query_one_raw(Statement::from_sql_and_values(backend, sql, []));
        let sound = ask("PRAGMA integrity_check".to_owned()).await.unwrap().unwrap();
        assert_eq!(sound.try_get_by_index::<String>(0).unwrap(), "ok");
        let found = ask(format!("SELECT COUNT(*) FROM guild WHERE id = {}", guild.0)).await;
        let knows = found.is_ok_and(|row| row.unwrap().try_get_by_index::<i64>(0).unwrap() == 1);
        store.close().await;
        knows
    }

    #[tokio::test]
    async fn the_database_file_is_whole_after_a_stop_and_when_it_was_tidied() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("deviantcord.sqlite");
        let store = at(&file).await;
        migration::up(store.connection()).await.unwrap();
        store.guild_joined(GuildId(1), SystemClock.now()).await.unwrap();
        store.tidy().await.unwrap();
        assert!(file_alone_knows(&file, GuildId(1)).await, "what is quiet is in the file");
        store.guild_joined(GuildId(2), SystemClock.now()).await.unwrap();
        store.close().await;
        assert!(!place.path().join("deviantcord.sqlite-wal").exists());
        assert!(file_alone_knows(&file, GuildId(2)).await);
    }
}
