//! The database's time. It stamps what several hosts compare, and decides nothing about who leads.

use crate::column::Col;
use crate::error::StoreError;
use crate::pool::Store;
use domain::clock::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Microseconds since 1970 by the clock of the database's server; a file has that of its host.
const fn micros(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
        _ => "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)",
    }
}

/// The database's time.
pub(crate) async fn now(store: &Store) -> Result<Timestamp, StoreError> {
    let backend = store.read().get_database_backend();
    let sql = format!("SELECT {} AS \"micros\"", micros(backend));
    let row = store.read().query_one_raw(Statement::from_sql_and_values(backend, sql, [])).await?;
    let now: Option<Col<Timestamp>> = row.map(|row| row.try_get("", "micros")).transpose()?;
    now.map(Col::get).ok_or_else(|| StoreError::Unavailable("the database did not tell its time".into()))
}

/// The next value of a column that holds a beat: always another and higher one, and the database's time where that is higher still, so that
/// versions which compare times can read it.
pub(crate) fn next_beat(column: impl IntoColumnRef + Copy, backend: DbBackend) -> Expr {
    let now = Expr::cust(micros(backend));
    let last = Expr::col(column);
    Expr::case(last.clone().gte(now.clone()), last.add(1_i64)).finally(now).into()
}
