//! What the store reports.

use crate::meaning::{self, Meaning};
use domain::cause::Cause;

/// Retries are done before this is returned: see `Store::write`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer, or cannot work now.
    #[error("the store cannot be reached: {0}")]
    Unavailable(#[source] Cause),
    /// The database refused a statement.
    #[error("the store refused a statement: {}", meaning::told(.0))]
    Database(#[from] sea_orm::DbErr),
    /// The code that works on the data panicked; the panic's words.
    #[error("working on the data panicked: {0}")]
    Panicked(String),
    /// No version up to this one could have written this stored value.
    #[error("stored data is not what it should be: {table}.{column} of {row}: {problem}")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
        /// The row's primary key.
        row: String,
        /// What is wrong with the value.
        problem: String,
    },
    /// A file has to be written afresh, and a disk lacks room for that.
    #[error(
        "writing the store's file afresh needs {} MiB on the disk of {dir}, and {} are free; make room there, or set SQLITE_TMPDIR to a directory with room if that is where temporary files are",
        .needed.div_ceil(1024 * 1024),
        .free / (1024 * 1024)
    )]
    NoRoom {
        /// A directory on that disk.
        dir: String,
        /// Bytes that are free there.
        free: u64,
        /// Bytes that it takes.
        needed: u64,
    },
    /// Another process has taken over this work.
    #[error("another process has taken over this work; nothing was written")]
    Fenced,
    /// The address of the store is of no known form; without the address, which may hold a password.
    #[error("the store URL is not usable: {0}")]
    Url(String),
}

impl StoreError {
    /// A word that this version does not know, and for which it has no fallback.
    pub(crate) fn unknown_word(table: &'static str, column: &str, row: impl std::fmt::Display, word: &str) -> Self {
        Self::Inconsistent { table, column: column.to_owned(), row: row.to_string(), problem: format!("unknown word {word:?}") }
    }

    /// What follows from this error.
    #[must_use]
    pub(crate) fn meaning(&self) -> Meaning {
        match self {
            Self::Unavailable(_) => Meaning::Away(None),
            Self::Database(error) => meaning::of(error),
            // The same data would make it panic again.
            Self::Panicked(_) => Meaning::Data,
            Self::Inconsistent { .. } | Self::NoRoom { .. } | Self::Fenced | Self::Url(_) => Meaning::Final(None),
        }
    }

    /// Whether the same work may succeed later: conflicts, lost connections, a busy, read-only or unreachable database. Such an error never
    /// says anything about the data.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.meaning(), Meaning::Conflict | Meaning::Away(_) | Meaning::Stale(_))
    }

    /// Whether a statement was refused because of the values in it: such data will never be accepted, however often it is tried.
    #[must_use]
    pub fn is_about_data(&self) -> bool {
        self.meaning() == Meaning::Data
    }
}
