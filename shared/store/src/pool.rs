//! A connected store: its connections, and how they are tidied up and closed.

use crate::error::StoreError;
use crate::meaning::Meaning;
use crate::patience::{Patience, Reader};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::sync::Arc;

/// A connected store. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Pools>);

/// SQLite has one writing connection and a few that only read, so that readers never wait behind the writer.
pub(crate) struct Pools {
    pub(crate) write: DatabaseConnection,
    pub(crate) read: Reader,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.0.write.get_database_backend()).finish()
    }
}

impl Store {
    /// For the migrator.
    #[must_use]
    pub fn connection(&self) -> &DatabaseConnection {
        &self.0.write
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

    /// Waits for running statements and closes every connection. SQLite's file is whole by itself afterwards: the last to close it moves the
    /// write-ahead log into it.
    pub async fn close(self) {
        // The one that may write comes last.
        for connection in [self.0.read.connection.clone(), self.0.write.clone()] {
            if let Err(error) = connection.close().await {
                tracing::debug!(%error, "the store was not closed cleanly");
            }
        }
    }

    pub(crate) fn read(&self) -> &Reader {
        &self.0.read
    }

    /// None where the database is a file.
    pub(crate) fn patience(&self) -> Option<&Patience> {
        self.0.read.patience.as_ref()
    }

    /// Throws away what connections there are, if that is what this means.
    pub(crate) fn distrust(&self, meaning: Meaning) {
        if let (Meaning::Stale(_), Some(patience)) = (meaning, self.patience()) {
            patience.distrust();
        }
    }
}
