//! What the store reports.

/// Retries are done before this is returned: see `Store::write`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store cannot be reached: {0}")]
    Unavailable(String),
    #[error("the store refused a statement: {}", super::meaning::told(.0))]
    Database(#[from] sea_orm::DbErr),
    #[error("working on the data panicked: {0}")]
    Panicked(String),
    #[error("stored data is not what it should be: {table}.{column} of {row}: {problem}")]
    Inconsistent { table: &'static str, column: &'static str, row: String, problem: String },
    #[error("the store URL is not usable: {0}")]
    Url(String),
}
