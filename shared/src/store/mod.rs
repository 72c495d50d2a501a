//! The store: SQLite or PostgreSQL/CockroachDB through SeaORM. One file of queries per table family; nobody else writes SQL.
//! Each table has one writing role (design, section 7).

pub mod bot;
pub mod error;
pub mod ingest;
pub mod status;

pub use error::StoreError;

/// A connected store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store;

impl Store {
    /// Connects; does not migrate. `sqlite:PATH` or `postgres://…`. The URL never appears in an error.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        todo!()
    }

    /// For the migrator.
    pub fn connection(&self) -> &sea_orm::DatabaseConnection {
        todo!()
    }

    /// A private SQLite store in memory, not migrated: for tests.
    pub async fn in_memory() -> Result<Self, StoreError> {
        todo!()
    }

    pub async fn close(self) {
        todo!()
    }
}
