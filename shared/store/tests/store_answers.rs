//! What a server may answer in the middle of its life: it has become a standby, its schema was changed, somebody cancels, a pooler mixes sessions
//! up. None of it ends the process, and what was asked is done once the server can.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::NewWatch;
use sea_orm::ConnectionTrait;
use store::bot::AddWatch;
use store::{Store, StoreError};
use testbed::Postgres;
use uuid::Uuid;

const GUILD: GuildId = GuildId(7);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

fn wish(n: u64) -> NewWatch {
    NewWatch::new(GUILD, ChannelId(n), ArtistId(Uuid::from_u128(u128::from(n))), format!("Artist{n}"), at(0))
}

async fn migrated(server: &Postgres) -> Store {
    let store = Store::connect(&server.url("postgres")).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

fn added(outcome: &Result<AddWatch, StoreError>) -> bool {
    matches!(outcome, Ok(AddWatch::Added(_)))
}

/// Every connection of the pool has asked this before, so that each has a plan for it.
async fn read_everywhere(store: &Store) {
    let bot = store.for_bot();
    let reads = (0..32).map(|_| bot.watches(GUILD, None, 0, 10));
    for read in futures_util::future::join_all(reads).await {
        read.unwrap();
    }
}

/// A fail-over, as a session sees it: it stays read-only until it is made again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_are_read_only_are_made_anew() {
    let server = Postgres::start();
    drop(migrated(&server).await);
    server.administer("ALTER DATABASE postgres SET default_transaction_read_only = on");
    let store = Store::connect(&server.url("postgres")).await.unwrap();
    let refused = store.for_bot().add_watch(&wish(1), 10).await.unwrap_err();
    assert!(refused.is_transient(), "{refused}");
    assert!(refused.to_string().contains("takes no writes"), "{refused}");
    read_everywhere(&store).await;
    server.administer_session(&["SET default_transaction_read_only = off", "ALTER DATABASE postgres RESET default_transaction_read_only"]);
    assert!(added(&store.for_bot().add_watch(&wish(1), 10).await), "the sessions that think otherwise are not used again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plans_that_a_change_of_the_schema_made_useless_are_forgotten() {
    let server = Postgres::start();
    let store = migrated(&server).await;
    assert!(added(&store.for_bot().add_watch(&wish(1), 10).await));
    for length in [300, 400, 500] {
        read_everywhere(&store).await;
        server.administer(&format!("ALTER TABLE watch ALTER COLUMN what TYPE varchar({length})"));
        read_everywhere(&store).await;
    }
    assert!(server.log().contains("cached plan must not change result type"), "the server did refuse");
    assert!(added(&store.for_bot().add_watch(&wish(2), 10).await));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_that_are_cancelled_and_locks_that_are_not_to_be_had_are_waited_for() {
    let server = std::sync::Arc::new(Postgres::start());
    drop(migrated(&server).await);
    for (setting, says) in [("statement_timeout", "statement timeout"), ("lock_timeout", "lock timeout")] {
        server.administer(&format!("ALTER DATABASE postgres SET {setting} = '50ms'"));
        let store = Store::connect(&server.url("postgres")).await.unwrap();
        let holding = std::thread::spawn({
            let server = server.clone();
            move || server.administer_session(&["SET statement_timeout = 0", "BEGIN", "LOCK TABLE audit", "SELECT pg_sleep(1.5)", "COMMIT"])
        });
        let locked = "SELECT COUNT(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'audit'::regclass AND granted";
        while server.administer(locked).trim() != "1" {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let number = server.log().len() as u64;
        assert!(added(&store.for_bot().add_watch(&wish(number), 10).await), "{setting}");
        assert!(server.log().contains(&format!("due to {says}")), "the server did refuse: {setting}");
        holding.join().unwrap();
        server.administer(&format!("ALTER DATABASE postgres RESET {setting}"));
    }
}

/// As behind a pooler that gives each transaction to another session: the server does not have the statement, or has it already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prepared_statements_that_a_pooler_mixed_up_are_prepared_again() {
    let server = Postgres::start();
    let store = migrated(&server).await;
    for round in 0..3 {
        read_everywhere(&store).await;
        for _ in 0..8 {
            store.connection().execute_unprepared("DEALLOCATE ALL").await.unwrap();
        }
        assert!(added(&store.for_bot().add_watch(&wish(2 * round), 10).await));
        read_everywhere(&store).await;
        // The next name that the driver will give, on a session that it has just made.
        store.connection().execute_unprepared("PREPARE sqlx_s_1 AS SELECT 1").await.ok();
        assert!(added(&store.for_bot().add_watch(&wish(2 * round + 1), 10).await));
    }
    assert!(server.log().contains("does not exist"), "the server did refuse");
}
