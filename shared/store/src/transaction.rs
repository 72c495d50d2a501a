//! The one way to write: a whole transaction as a closure, retried as a whole.

use super::meaning::Meaning;
use super::patience::{LONG, ORDINARY};
use crate::error::StoreError;
use crate::pool::Store;
use domain::cause::Cause;
use domain::retry::Schedule;
use sea_orm::{DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::task::JoinError;
use tokio::time::Instant;

/// What the closure of a transaction returns.
pub(crate) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

/// Twenty attempts in all, if [`GIVE_UP`] does not come first: in a storm of conflicts one of some hundred transactions needs more than ten.
const RETRIES: Schedule = Schedule::Exponential { first: Duration::from_millis(10), max: Duration::from_secs(1), attempts: Some(19) };
/// No further attempt begins after this long without success: a server that is away costs some seconds for every one. See [`Tries`].
const GIVE_UP: Duration = Duration::from_secs(10);

/// The attempts of one transaction. What counts towards [`GIVE_UP`] are the pauses and the attempts that ended without an answer, not how long
/// the work itself takes: a transaction that meets a conflict, or loses its connection, after half an hour has lost no patience yet.
#[derive(Debug, Default)]
struct Tries {
    made: u32,
    ended: Duration,
}

impl Tries {
    /// An attempt that took so long failed with an error of this meaning: how long to pause before the next; None: give up.
    fn after(&mut self, meaning: Meaning, took: Duration) -> Option<Duration> {
        match meaning {
            Meaning::Conflict | Meaning::Stale(_) => {}
            Meaning::Away(_) => self.ended += took,
            Meaning::Data | Meaning::Final(_) => return None,
        }
        let pause = RETRIES.jittered(self.made).filter(|_| self.ended < GIVE_UP)?;
        self.made += 1;
        self.ended += pause;
        Some(pause)
    }
}

impl Store {
    /// Runs `work` in a transaction and commits it; on a conflict or a lost connection the whole closure runs again, so it must have no
    /// effect outside the transaction.
    ///
    /// It runs in its own task that nothing cancels: a cancelled BEGIN hands an open transaction back to the pool (sqlx#4385), and
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
            let (mut tries, asked) = (Tries::default(), Instant::now());
            loop {
                let began = Instant::now();
                let tried = match store.patience() {
                    Some(patience) => patience.bound(limit, store.once(&work)).await.unwrap_or_else(|silence| Err(silence.into())),
                    None => store.once(&work).await,
                };
                let error = match tried {
                    Ok(value) => {
                        measured("committed", asked);
                        return Ok(value);
                    }
                    Err(error) => error,
                };
                match tries.after(error.meaning(), began.elapsed()) {
                    Some(pause) => {
                        metrics::counter!("deviantcord_store_retries_total").increment(1);
                        tokio::time::sleep(pause).await;
                    }
                    None => {
                        measured("failed", asked);
                        return Err(error);
                    }
                }
            }
        });
        task.await.unwrap_or_else(|ended| Err(unfinished(ended)))
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
        let begun = self.0.write.begin_with_options(options).await.map_err(StoreError::from);
        let transaction = begun.inspect_err(|error| self.distrust(error.meaning()))?;
        match work(&transaction).await {
            Ok(value) => {
                let committed = transaction.commit().await.map_err(StoreError::from);
                committed.inspect_err(|error| self.distrust(error.meaning()))?;
                Ok(value)
            }
            Err(error) => {
                self.distrust(error.meaning());
                if let Err(rollback) = transaction.rollback().await {
                    tracing::debug!(error = %rollback, "a rollback failed; the connection is discarded");
                }
                Err(error)
            }
        }
    }
}

/// Counts a transaction that was asked for then and has ended, all its attempts together.
fn measured(outcome: &'static str, asked: Instant) {
    metrics::counter!("deviantcord_store_transactions_total", "outcome" => outcome).increment(1);
    metrics::histogram!("deviantcord_store_transaction_seconds").record(asked.elapsed());
}

/// What it means that a transaction's task did not end by itself. A panic is the doing of what it worked on, not of the database.
fn unfinished(ended: JoinError) -> StoreError {
    match ended.try_into_panic() {
        Ok(panic) => StoreError::Panicked(domain::panics::words(&*panic)),
        Err(cancelled) => StoreError::Unavailable(Cause::because("a transaction did not finish", cancelled)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn conflicts_and_lost_connections_are_repeated_and_bad_data_is_not() {
        let soon = Duration::from_millis(3);
        for again in [Meaning::Conflict, Meaning::Away(None), Meaning::Stale(None)] {
            assert!(Tries::default().after(again, soon).is_some(), "{again:?}");
        }
        for over in [Meaning::Data, Meaning::Final(None)] {
            assert!(Tries::default().after(over, soon).is_none(), "{over:?}");
        }
    }

    #[test]
    fn work_that_takes_long_is_repeated_when_it_meets_a_conflict_and_patience_with_silence_ends() {
        let long = Duration::from_secs(1200);
        let mut tries = Tries::default();
        assert!((0..5).all(|_| tries.after(Meaning::Conflict, long).is_some()), "its own time is not what was waited without success");
        assert!(tries.after(Meaning::Away(None), long).is_none());
        let conflicts = std::iter::from_fn(|| tries.after(Meaning::Conflict, Duration::ZERO)).count();
        assert_eq!(conflicts, 0, "enough is enough");
        let mut storm = Tries::default();
        let pauses: Vec<Duration> = std::iter::from_fn(|| storm.after(Meaning::Conflict, Duration::from_millis(200))).collect();
        assert!((10..20).contains(&pauses.len()), "{pauses:?}");
    }
}
