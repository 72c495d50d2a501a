//! How long a database server may take to answer. The driver has no such limit: a server that vanished in the middle of a statement,
//! without a word to the network, would be waited for until the operating system gives up, which may be never.

use super::meaning::{self, Meaning};
use async_trait::async_trait;
use domain::retry::Schedule;
use parking_lot::Mutex;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// For a statement outside a transaction, or for a whole ordinary transaction.
pub const ORDINARY: Duration = Duration::from_secs(30);
/// For a transaction that moves or compares whole tables.
pub const LONG: Duration = Duration::from_secs(1800);

/// Remembers when connections lost their credit: when a wait was given up (what was being said is unknown: such a connection may be silent, or
/// have an open transaction that the driver does not know of, sqlx#4385), or when the server and a connection disagree ([`Meaning::Stale`]),
/// which others that are as old will find too. None that was made before that is used again.
#[derive(Clone, Debug, Default)]
pub struct Patience(Arc<Mutex<Option<Instant>>>);

impl Patience {
    /// Waits for `work`, but not longer than `limit`.
    pub async fn bound<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Result<T, DbErr> {
        let mut work = pin!(work);
        match tokio::time::timeout(limit, work.as_mut()).await {
            Ok(done) => Ok(done),
            Err(_) => {
                // Before `work` is dropped, which hands its connection back.
                self.distrust();
                Err(DbErr::Conn(RuntimeErr::Internal(format!("the database did not answer within {} s", limit.as_secs()))))
            }
        }
    }

    /// No connection that exists now is used again.
    pub fn distrust(&self) {
        *self.0.lock() = Some(Instant::now());
    }

    /// Whether a connection of this age may be used.
    pub fn trusts(&self, age: Duration) -> bool {
        self.0.lock().is_none_or(|at| age < at.elapsed())
    }
}

/// A statement alone is a serializable transaction too, which the server may refuse for the sake of others; and its connection may be stale.
const CONFLICTS: Schedule = Schedule::Exponential { first: Duration::from_millis(5), max: Duration::from_millis(200), attempts: Some(9) };

/// A connection for reading. What conflicts or a stale connection refuse is asked again; a server that cannot be reached is the caller's business.
pub struct Reader {
    pub connection: DatabaseConnection,
    /// None for SQLite, which answers or fails by itself.
    pub patience: Option<Patience>,
}

impl Reader {
    async fn bound<T>(&self, work: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        match &self.patience {
            Some(patience) => patience.bound(ORDINARY, work).await?,
            None => work.await,
        }
    }

    async fn repeated<T, W: Future<Output = Result<T, DbErr>>>(&self, ask: impl Fn() -> W) -> Result<T, DbErr> {
        let mut attempt = 0;
        loop {
            let error = match self.bound(ask()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let meaning = meaning::of(&error);
            match (meaning, &self.patience) {
                (Meaning::Conflict, _) => {}
                (Meaning::Stale(_), Some(patience)) => patience.distrust(),
                _ => return Err(error),
            }
            let Some(pause) = CONFLICTS.jittered(attempt) else { return Err(error) };
            tokio::time::sleep(pause).await;
            attempt += 1;
        }
    }
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.bound(self.connection.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.bound(self.connection.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.repeated(|| self.connection.query_one_raw(statement.clone())).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.repeated(|| self.connection.query_all_raw(statement.clone())).await
    }
}
