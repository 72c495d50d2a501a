//! The store: SQLite or PostgreSQL/CockroachDB through SeaORM. One file of queries per table family; nobody else writes SQL.
//! Each table has one writing role (design, section 7).
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
pub mod health;
pub mod ingest;
mod lease;
mod meaning;
mod patience;
pub mod projection;
mod schedule;
pub mod status;
mod transaction;

pub use error::StoreError;

use patience::{Patience, Reader};
use sea_orm::DatabaseConnection;
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

    /// Waits for running statements and closes every connection.
    pub async fn close(self) {
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
