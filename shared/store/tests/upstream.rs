//! Known failures of the libraries under the store, reproduced against our guards; docs/upstream.md lists them all.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, TimeDelta};
use domain::clock::{SystemClock, Timestamp};
use domain::id::{ArtistId, ChannelId, GuildId, LogId};
use domain::watch::NewWatch;
use futures_util::future::join_all;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Store;
use store::bot::AddWatch;
use store::leadership::Candidate;
use store::projection::{Batch, Changes, Fold, Folded, Incoming};
use testbed::Database;
use uuid::Uuid;

testbed::on_both!(trustify_2432_a_transaction_that_panics_is_rolled_back_and_the_store_goes_on);

fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

fn wish(n: u64) -> NewWatch {
    NewWatch::new(GuildId(7), ChannelId(n), ArtistId(Uuid::from_u128(u128::from(n))), format!("Artist{n}"), at(0))
}

async fn migrated(url: &str) -> Store {
    let store = Store::connect(url).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

/// SeaORM's transaction panics in drop where it cannot roll back; a second panic would end the process.
async fn trustify_2432_a_transaction_that_panics_is_rolled_back_and_the_store_goes_on(db: Database) {
    let (store, log) = (migrated(&db.url()).await, LogId(Uuid::from_u128(9)));
    let epoch = store.for_projection().seize_projection(log, 0).await.unwrap().epoch;
    let entry = Incoming { offset: 0, payload: Vec::new(), event: Err("odd".to_owned()), lane: None };
    let batch = Batch { log, epoch, from: entry.offset, entries: Arc::new(vec![entry]), now: at(1) };
    let first = Arc::new(AtomicBool::new(true));
    let fold: Fold = Arc::new(move |_, _| {
        assert!(!first.swap(false, Ordering::SeqCst), "in the middle of a transaction");
        Changes::default()
    });
    assert!(
        store.for_projection().fold(&batch, &fold).await.unwrap_err().is_about_data(),
        "it is the batch that panics, the store is there"
    );
    // The place has not moved, and the connection is free.
    assert_eq!(store.for_ops().projection_place().await.unwrap(), Some((log, 0)));
    assert!(matches!(store.for_projection().fold(&batch, &fold).await.unwrap(), Folded::Done { next_offset: 1, .. }));
}

/// The panic needs a stream of rows that is alive when its transaction ends. There is none: rows are always read to the end first.
#[test]
fn trustify_2432_nobody_streams_rows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let shared = std::fs::read_dir(root.join("shared")).unwrap().map(|entry| entry.unwrap().path().join("src"));
    let others = ["migration", "ingest", "projector", "bot", "cli"].iter().map(|name| root.join(name).join("src"));
    let mut todo: Vec<_> = shared.chain(others).collect();
    let mut seen = 0;
    while let Some(directory) = todo.pop() {
        for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                seen += 1;
                let text = std::fs::read_to_string(&path).unwrap();
                // SeaORM's takes a connection; the event log's stream is asked for its name without anything.
                let text = text.replace(".stream()", "");
                for call in [".stream(", ".stream_raw(", ".stream_partial_model", "StreamTrait"] {
                    assert!(!text.contains(call), "{} in {}", call, path.display());
                }
            }
        }
    }
    assert!(seen > 100, "the walk found the sources");
}

/// What sqlx does wrong with a BEGIN that is dropped half-way ("cannot start a transaction within a transaction") must not reach the pool.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sqlx_3932_callers_that_are_cut_off_leave_no_transaction_open_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let store = migrated(&format!("sqlite:{}", dir.path().join("store.sqlite").display())).await;
    for n in 0..1000 {
        let task = tokio::spawn({
            let store = store.clone();
            async move {
                drop(store.for_ingest().watched_artists().await);
                drop(store.for_bot().add_watch(&wish(n), u32::MAX).await);
            }
        });
        tokio::time::sleep(Duration::from_micros(rand::random_range(0..3000))).await;
        task.abort();
    }
    // Behind all that were begun: the one writing connection is handed out in the order of asking.
    assert!(matches!(store.for_bot().add_watch(&wish(5000), u32::MAX).await, Ok(AddWatch::Added(_))));
    let total = store.for_bot().watches(GuildId(7), None, 0, 1).await.unwrap().total;
    assert!(total > 1, "some got through before they were cut off");
}

fn candidate(n: u64) -> Candidate {
    Candidate { owner: Uuid::from_u128(n.into()), poll: Duration::from_secs(1), clock: Arc::new(SystemClock) }
}

/// A pool of one connection, as a store in memory has: a caller that held one and asked for another would wait for itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sea_orm_896_many_callers_share_one_connection() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let outcomes = join_all((0..64).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let added = store.for_bot().add_watch(&wish(n), u32::MAX).await?;
            store.for_ingest().watched_artists().await?;
            store.for_bot().sender_leadership(candidate(n)).seize().await?;
            store.for_ops().pipeline_status().await?;
            Ok::<_, store::StoreError>(matches!(added, AddWatch::Added(_)))
        })
    }))
    .await;
    assert!(outcomes.into_iter().all(|outcome| outcome.unwrap().unwrap()));
}
