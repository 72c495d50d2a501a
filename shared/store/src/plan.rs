//! What SQLite would do for a query, for tests that hold that none reads a whole table.

use crate::pool::Store;
use sea_orm::{ConnectionTrait, QueryTrait, Statement};

/// The plan in SQLite's words.
pub async fn plan(store: &Store, query: &impl QueryTrait) -> String {
    let backend = store.connection().get_database_backend();
    let mut statement = query.build(backend);
    statement.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let rows = store.connection().query_all_raw(Statement { ..statement }).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect::<Vec<_>>().join("; ")
}
