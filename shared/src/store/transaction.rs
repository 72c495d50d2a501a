//! The one way to write: a whole transaction as a closure, retried as a whole.

use super::patience::{LONG, ORDINARY};
use super::{Store, StoreError};
use crate::retry::Schedule;
use sea_orm::{
    DatabaseTransaction, DbBackend, DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, SqlxError, TransactionOptions,
    TransactionTrait,
};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::Instant;

/// What the closure of a transaction returns.
pub(crate) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

/// Twenty tries in all, if [`GIVE_UP`] does not come first: in a storm of conflicts one of some hundred transactions needs more than ten.
const RETRIES: Schedule = Schedule::Exponential { first: Duration::from_millis(10), max: Duration::from_secs(1), attempts: Some(19) };
/// No further try begins after this long: a server that is away costs some seconds for every one.
const GIVE_UP: Duration = Duration::from_secs(10);

impl Store {
    /// Runs `work` in a transaction and commits it; on a conflict or a lost connection the whole closure runs again, so it must have no
    /// effect outside the transaction.
    ///
    /// It runs in a task of its own that nothing cancels: a cancelled BEGIN hands an open transaction back to the pool (sqlx#4385), and
    /// SeaORM's transaction panics in drop when it cannot roll back there (trustify#2432). So every path ends in commit or rollback,
    /// or, where a server is silent for too long, in a connection that is thrown away.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        self.transact(ORDINARY, work).await
    }

    /// [`write`](Self::write) for work that moves or compares whole tables and may take its time.
    pub(crate) async fn write_long<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        self.transact(LONG, work).await
    }

    async fn transact<T, F>(&self, limit: Duration, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        let store = self.clone();
        let task = tokio::spawn(async move {
            let (began, mut attempt) = (Instant::now(), 0);
            loop {
                let tried = match store.patience() {
                    Some(patience) => patience.bound(limit, store.once(&work)).await.unwrap_or_else(|silence| Err(silence.into())),
                    None => store.once(&work).await,
                };
                let error = match tried {
                    Ok(value) => return Ok(value),
                    Err(error) => error,
                };
                match RETRIES.jittered(attempt).filter(|_| error.is_transient() && began.elapsed() < GIVE_UP) {
                    Some(delay) => tokio::time::sleep(delay).await,
                    None => return Err(error),
                }
                attempt += 1;
            }
        });
        task.await.unwrap_or_else(|error| Err(StoreError::Unavailable(format!("a transaction did not finish: {error}"))))
    }

    async fn once<T, F>(&self, work: &F) -> Result<T, StoreError>
    where
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T>,
    {
        let sqlite = self.0.write.get_database_backend() == DbBackend::Sqlite;
        let options = TransactionOptions {
            isolation_level: (!sqlite).then_some(IsolationLevel::Serializable),
            access_mode: None,
            sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
        };
        let transaction = self.0.write.begin_with_options(options).await?;
        match work(&transaction).await {
            Ok(value) => {
                transaction.commit().await?;
                Ok(value)
            }
            Err(error) => {
                if let Err(rollback) = transaction.rollback().await {
                    tracing::debug!(error = %rollback, "a rollback failed; the connection is discarded");
                }
                Err(error)
            }
        }
    }
}

impl StoreError {
    /// Whether the same work may succeed later: conflicts, lost connections, a busy or unreachable database. Such an error never says
    /// anything about the data.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Database(error) => transient(error),
            Self::Inconsistent { .. } | Self::Url(_) => false,
        }
    }
}

impl StoreError {
    /// Whether a statement was refused because of the values in it: such data will never be accepted, however often it is tried.
    #[must_use]
    pub fn is_about_data(&self) -> bool {
        let Self::Database(DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = self else {
            return false;
        };
        let SqlxError::Database(error) = source.as_ref() else { return false };
        error.code().is_some_and(|code| data_code(&code))
    }
}

/// SQLSTATE classes 22 (data exception), 23 (constraint), 54 (a limit of the database). SQLite: TOOBIG, CONSTRAINT, MISMATCH.
fn data_code(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 18..=20),
        _ => ["22", "23", "54"].iter().any(|class| code.starts_with(class)),
    }
}

/// Whether the database answered, and refused for the sake of others: at once it may say something else.
pub(super) fn is_conflict(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error else { return false };
    matches!(source.as_ref(), SqlxError::Database(error) if error.code().is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01")))
}

fn transient(error: &DbErr) -> bool {
    let source = match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::Internal(_)) => return true,
        DbErr::Conn(RuntimeErr::SqlxError(source))
        | DbErr::Exec(RuntimeErr::SqlxError(source))
        | DbErr::Query(RuntimeErr::SqlxError(source)) => source,
        _ => return false,
    };
    match source.as_ref() {
        SqlxError::Database(error) => error.code().is_some_and(|code| transient_code(&code)),
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed
        | SqlxError::BeginFailed => true,
        _ => false,
    }
}

/// SQLSTATE: serialization failure, deadlock, ambiguous commit, connection exceptions, transaction left aborted or ended by the server
/// because it was idle, server shutting down, out of resources; CockroachDB's ranges or nodes out of reach (58C00, 58C01) and a cluster that is
/// throttled for want of a licence (XXC02). SQLite: (extended) codes of BUSY, LOCKED, IOERR and FULL, none of which speaks about the data.
fn transient_code(code: &str) -> bool {
    if let Ok(number) = code.parse::<u32>()
        && code.len() < 5
    {
        return matches!(number & 0xff, 5 | 6 | 10 | 13);
    }
    matches!(code, "40001" | "40P01" | "40003" | "25P02" | "25P03" | "XXC02")
        || ["08", "57P", "53", "58C"].iter().any(|class| code.starts_with(class))
}

#[cfg(test)]
mod tests {
    use super::transient_code;
    use crate::store::{Store, StoreError};
    use sea_orm::ConnectionTrait;

    /// One transaction that adds a row and, unless it says what goes wrong, commits.
    async fn add_row(store: &Store, wrong: &'static [&'static str]) -> Result<(), StoreError> {
        let added = store.write(move |tx| {
            Box::pin(async move {
                tx.execute_unprepared("INSERT INTO thing VALUES (1)").await?;
                for statement in wrong {
                    tx.execute_unprepared(statement).await?;
                }
                Ok(())
            })
        });
        added.await
    }

    #[tokio::test]
    async fn what_sqlite_rolled_back_by_itself_keeps_nothing_later_from_being_committed() {
        let place = tempfile::tempdir().unwrap();
        let store = Store::connect(&format!("sqlite:{}", place.path().join("db").display())).await.unwrap();
        store.connection().execute_unprepared("CREATE TABLE thing (n INTEGER)").await.unwrap();
        // As SQLite does by itself where the disk is full: the transaction is gone, and the statement failed.
        add_row(&store, &["ROLLBACK", "SELECT nothing"]).await.unwrap_err();
        // One that fails in the ordinary way, then one that succeeds.
        add_row(&store, &["SELECT nothing"]).await.unwrap_err();
        add_row(&store, &[]).await.unwrap();
        let seen = store
            .read()
            .query_all_raw(sea_orm::Statement::from_sql_and_values(sea_orm::DbBackend::Sqlite, "SELECT n FROM thing", []))
            .await;
        assert_eq!(seen.unwrap().len(), 1, "the other connections see what was committed, and nothing else");
    }

    #[test]
    fn conflicts_and_lost_connections_are_transient_and_bad_data_is_not() {
        for code in [
            "40001", "40P01", "40003", "08006", "25P02", "25P03", "57P01", "53300", "58C00", "58C01", "XXC02", "5", "261", "517", "6", "13",
        ] {
            assert!(transient_code(code), "{code}");
        }
        for code in ["23505", "22021", "42P01", "19", "2067", "1", "20"] {
            assert!(!transient_code(code), "{code}");
        }
    }
}
