//! What the store reports.

use crate::meaning::{self, Meaning};

/// Retries are done before this is returned: see `Store::write`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store cannot be reached: {0}")]
    Unavailable(String),
    #[error("the store refused a statement: {}", meaning::told(.0))]
    Database(#[from] sea_orm::DbErr),
    #[error("working on the data panicked: {0}")]
    Panicked(String),
    #[error("stored data is not what it should be: {table}.{column} of {row}: {problem}")]
    Inconsistent { table: &'static str, column: String, row: String, problem: String },
    #[error("another process has taken over this work; nothing was written")]
    Fenced,
    #[error("the store URL is not usable: {0}")]
    Url(String),
}

impl StoreError {
    /// A word that this version does not know, where nothing may stand in for it.
    pub(crate) fn unknown_word(table: &'static str, column: &str, row: impl std::fmt::Display, word: &str) -> Self {
        Self::Inconsistent { table, column: column.to_owned(), row: row.to_string(), problem: format!("unknown word {word:?}") }
    }

    /// What follows from this error.
    #[must_use]
    pub(crate) fn meaning(&self) -> Meaning {
        match self {
            Self::Unavailable(_) => Meaning::Away(None),
            Self::Database(error) => meaning::of(error),
            // What it worked on made it panic, and will again.
            Self::Panicked(_) => Meaning::Data,
            Self::Inconsistent { .. } | Self::Fenced | Self::Url(_) => Meaning::Final(None),
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
