//! Up, down and up again on SQLite and PostgreSQL; a newer schema is refused.
#![expect(clippy::unwrap_used, reason = "tests")]

use sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use std::path::Path;
use testbed::Postgres;

const TABLES: [&str; 24] = [
    "guild",
    "watch",
    "watch_version",
    "channel_state",
    "audit",
    "source",
    "artist",
    "folder",
    "post",
    "post_folder",
    "notification",
    "projection",
    "parked_event",
    "lease",
    "schedule_state",
    "checkpoint",
    "parked",
    "log_place",
    "gateway_start",
    "process",
    "alert",
    "hourly",
    "folder_notice",
    "loss",
];

async fn exists(connection: &DatabaseConnection, table: &str) -> bool {
    connection.execute_unprepared(&format!("SELECT COUNT(*) FROM {table}")).await.is_ok()
}

async fn up_down_up(connection: &DatabaseConnection) {
    migration::up(connection).await.unwrap();
    migration::up(connection).await.unwrap();
    assert!(migration::is_current(connection).await.unwrap());
    for table in TABLES {
        assert!(exists(connection, table).await, "{table}");
    }
    migration::down(connection).await.unwrap();
    for table in TABLES {
        assert!(!exists(connection, table).await, "{table}");
    }
    assert!(!migration::is_current(connection).await.unwrap());
    migration::up(connection).await.unwrap();
    assert!(exists(connection, "fresh_post").await);
}

async fn sqlite(dir: &Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", dir.join("store.db").display()));
    options.max_connections(1);
    Database::connect(options).await.unwrap()
}

#[tokio::test]
async fn sqlite_goes_up_down_and_up() {
    let dir = tempfile::tempdir().unwrap();
    up_down_up(&sqlite(dir.path()).await).await;
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let connection = sqlite(dir.path()).await;
    migration::up(&connection).await.unwrap();
    connection.execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)").await.unwrap();
    connection.execute_unprepared("DROP TABLE lease").await.unwrap();
    let error = migration::up(&connection).await.unwrap_err();
    assert!(matches!(&error, migration::Error::NewerSchema { unknown } if unknown == &["m9999_future"]), "{error}");
    assert!(matches!(migration::down(&connection).await, Err(migration::Error::NewerSchema { .. })));
    assert!(!exists(&connection, "lease").await && exists(&connection, "guild").await);
}

/// An older version, started again while newer ones run beside it, or after a roll back.
#[tokio::test]
async fn what_a_newer_version_only_added_is_lived_with() {
    let dir = tempfile::tempdir().unwrap();
    let connection = sqlite(dir.path()).await;
    migration::up(&connection).await.unwrap();
    connection.execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9998_likes_additive', 0)").await.unwrap();
    connection.execute_unprepared("ALTER TABLE post ADD COLUMN likes bigint").await.unwrap();
    migration::up(&connection).await.unwrap();
    assert!(migration::is_current(&connection).await.unwrap());
    assert_eq!(migration::additions(&connection).await.unwrap(), ["m9998_likes_additive"]);
    assert!(matches!(migration::down(&connection).await, Err(migration::Error::NewerSchema { .. })));
    // Not beside a change that is missing here: the newer version has more to do first.
    connection.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm0016_name_order'").await.unwrap();
    assert!(matches!(migration::up(&connection).await, Err(migration::Error::NewerSchema { .. })));
}

/// All processes of a deployment start at once, on a database that nobody has used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_migrate_at_once() {
    let server = Postgres::start();
    for round in 0..3 {
        let url = server.database(&format!("round{round}"));
        let all: Vec<_> = (0..8)
            .map(|_| {
                let url = url.clone();
                tokio::spawn(async move { migration::up(&Database::connect(url).await.unwrap()).await })
            })
            .collect();
        for one in all {
            one.await.unwrap().unwrap();
        }
        let connection = Database::connect(url).await.unwrap();
        assert!(migration::is_current(&connection).await.unwrap());
        assert!(exists(&connection, "lease").await);
    }
}

#[tokio::test]
async fn postgresql_goes_up_down_and_up() {
    let server = Postgres::start();
    up_down_up(&Database::connect(server.url("postgres")).await.unwrap()).await;
}

/// Rows of versions that had no column for it.
#[tokio::test]
async fn what_was_in_doubt_before_is_in_doubt_after() {
    let dir = tempfile::tempdir().unwrap();
    let connection = sqlite(dir.path()).await;
    migration::up(&connection).await.unwrap();
    let sql = async |text: &str| connection.execute_unprepared(text).await.unwrap().rows_affected();
    let states = [("pending", 9, 1), ("held", 9, 1), ("pending", 10, 1), ("pending", 9, 0), ("sent", 9, 1)];
    for (n, (state, first_try_at, attempts)) in states.into_iter().enumerate() {
        let row = format!(
            "INSERT INTO notification (id, watch_id, guild_id, channel_id, artist_id, state, observed_at, due_at, attempts, first_try_at, updated_at) \
             VALUES (x'{n:032x}', x'{n:032x}', 7, {n}, x'{n:032x}', '{state}', 1, 10, {attempts}, {first_try_at}, 1)"
        );
        assert_eq!(sql(&row).await, 1);
    }
    assert_eq!(sql("DELETE FROM seaql_migrations WHERE version = 'm0024_in_doubt_additive'").await, 1);
    migration::up(&connection).await.unwrap();
    assert_eq!(sql("UPDATE notification SET reason = '' WHERE doubt_at = 0 AND channel_id IN (0, 1)").await, 2);
    assert_eq!(sql("UPDATE notification SET reason = '' WHERE doubt_at IS NULL").await, 3, "certainty stays");
}
