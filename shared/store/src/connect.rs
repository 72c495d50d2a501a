//! From a URL to connections. The drivers' own options are built here, never a connection string: SeaORM would repeat it, password and
//! all, in its errors.

use super::patience::{Patience, Reader};
use crate::error::StoreError;
use crate::pool::{Pools, Store};
use domain::cause::Cause;
use futures_util::FutureExt;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};
use sea_orm::{SqlxPostgresConnector, SqlxSqliteConnector};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a caller waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// Readers of a SQLite file beside its one writer.
const SQLITE_READERS: u32 = 4;
/// Connections to a server.
const POSTGRES_CONNECTIONS: u32 = 8;

/// A process that was frozen in the middle of a transaction must not hold its locks for longer than a standby waits before it takes
/// over. CockroachDB has the setting too.
const SESSION: &str = "SET idle_in_transaction_session_timeout = 10000";

impl Store {
    /// Connects; does not migrate. `sqlite:PATH` or `postgres://…`. The URL never appears in an error.
    ///
    /// # Errors
    /// The URL is of no known kind, the file cannot be opened, or the server does not answer.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", rest)) => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                let path = path.split_once('?').map_or(path, |(path, _)| path);
                match path {
                    "" => Err(StoreError::Url("store.url names no file; write sqlite:PATH".to_owned())),
                    ":memory:" => Self::in_memory().await,
                    path => sqlite(Path::new(path)).await,
                }
            }
            Some(("postgres" | "postgresql", _)) => postgres(url).await,
            _ => Err(StoreError::Url("store.url must begin with \"sqlite:\" or \"postgres://\"".to_owned())),
        }
    }

    /// A private SQLite store in memory, not migrated: for tests.
    ///
    /// # Errors
    /// SQLite cannot be opened.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true).disable_statement_logging();
        // One connection that stays open: the database lives and dies with it.
        let pool = SqlitePoolOptions::new().min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None);
        // A caller that is cancelled while the pool tests a connection closes it.
        let pool =
            pool.test_before_acquire(false).acquire_timeout(Duration::from_secs(30)).connect_with(options).await.map_err(unavailable)?;
        let write = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
        Ok(Self(Arc::new(Pools { read: Reader { connection: write.clone(), patience: None }, write })))
    }
}

async fn sqlite(path: &Path) -> Result<Store, StoreError> {
    let new = create_private(path)
        .map_err(|error| StoreError::Unavailable(Cause::because("the database file cannot be created or opened", error)))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        // The commit of the last page before a checkpoint waits for it, so it comes every 32 MiB and not, as by default, every 4.
        .pragma("wal_autocheckpoint", "8000")
        // What is deleted is overwritten with zeros: an erased server leaves nothing in unused parts of the file.
        .pragma("secure_delete", "ON")
        .disable_statement_logging();
    // Unlike a server, a file does not go away: connections need no test before each use.
    let writer = SqlitePoolOptions::new().min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None);
    let writer = writer.test_before_acquire(false).after_release(|connection, _| Box::pin(is_out_of_transactions(connection)));
    // Only a file without a table can be told to give space back; later, each connection that said so would wait to write.
    let writes = if new { options.clone().auto_vacuum(SqliteAutoVacuum::Incremental) } else { options.clone() };
    // A caller that waits for the writer waits for a transaction of ours, which always ends.
    let writer = writer.acquire_timeout(Duration::from_secs(60)).connect_with(writes).await.map_err(unavailable)?;
    let readers = SqlitePoolOptions::new().max_connections(SQLITE_READERS).acquire_timeout(ACQUIRE).test_before_acquire(false);
    // The operating system caches the file for all of them, so half a mebibyte each is enough.
    let readers = readers.connect_lazy_with(options.pragma("query_only", "ON").pragma("cache_size", "-512"));
    Ok(Store(Arc::new(Pools {
        write: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        read: Reader { connection: SqlxSqliteConnector::from_sqlx_sqlite_pool(readers), patience: None },
    })))
}

/// Whether the writer may be used again. Where the disk is full, SQLite may end a whole transaction by itself
/// (<https://sqlite.org/lang_transaction.html>, "Response To Errors Within A Transaction"); the driver still counts it as open
/// (the kind of sqlx#3742), and all later transactions become savepoints inside one that nobody ever commits. Such a connection is closed.
async fn is_out_of_transactions(connection: &mut SqliteConnection) -> Result<bool, sea_orm::sqlx::Error> {
    // A rollback may still be queued.
    connection.ping().await?;
    let out = !connection.is_in_transaction();
    if !out {
        tracing::warn!("SQLite ended a transaction by itself, as it does where the disk is full; reopening its connection");
    }
    Ok(out)
}

/// Only the owner may read it; SQLite gives its side files the same mode. True: nothing is in it yet.
fn create_private(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .mode(0o600)
        .open(path)?
        .metadata()
        .map(|file| file.len() == 0)
}

async fn postgres(url: &str) -> Result<Store, StoreError> {
    // The parser's own error may quote parts of the URL.
    let options: PgConnectOptions = url
        .parse()
        .map_err(|_| StoreError::Url("store.url is not a valid postgres:// URL (it is not shown: it may hold a password)".to_owned()))?;
    let options = options.application_name("deviantcord").disable_statement_logging();
    if !url.contains("sslmode=") && !is_local(options.get_host()) {
        tracing::warn!("store.url has no sslmode: the connection is encrypted only if the server offers it; add ?sslmode=verify-full");
    }
    let patience = Patience::default();
    let (going, coming) = (patience.clone(), patience.clone());
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        .max_lifetime(Duration::from_secs(1800))
        .after_connect(|connection, _| Box::pin(async move { connection.execute(SESSION).await.map(drop) }))
        .before_acquire(move |_, known| std::future::ready(Ok(going.trusts(known.age))).boxed())
        .after_release(move |_, known| std::future::ready(Ok(coming.trusts(known.age))).boxed());
    let write = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.connect_with(options).await.map_err(unavailable)?);
    Ok(Store(Arc::new(Pools { read: Reader { connection: write.clone(), patience: Some(patience) }, write })))
}

/// Whether traffic to this host stays on this machine: loopback or the directory of a socket.
fn is_local(host: &str) -> bool {
    host == "localhost" || host.starts_with('/') || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

fn unavailable(error: sea_orm::sqlx::Error) -> StoreError {
    StoreError::Unavailable(Cause::of(error))
}
