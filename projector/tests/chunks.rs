//! A rebuild and a verification of more than one portion: no transaction is longer than that, one may be killed anywhere, and whatever differs is found.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::*;
use coordination::MemoryCache;
use domain::event::{Envelope, Event};
use domain::post::{ArtistKind, Folder};
use eventlog::EventLog;
use projector::{Deps, Options, Stage};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::leadership::Candidate;
use store::projection::Fold;
use store::projection::rebuild::{Compared, Refolded};
use store::projection::unlike::Unlike;
use testbed::cockroach::TEST;
use testbed::{Database, Postgres};
use tokio_util::sync::CancellationToken;

testbed::on_both!(
    a_verification_finds_what_is_planted_in_several_portions,
    a_rebuild_mends_several_portions,
    a_rebuild_that_is_killed_between_portions_is_done_by_the_next,
    what_is_folded_between_portions_is_in_the_rebuilt_tables,
    shrunk_posts_are_no_difference_and_stay_shrunk,
    a_rebuild_leaves_whole_what_a_message_waits_for,
    a_row_that_is_the_same_stays_whole_though_an_event_touched_it,
);

/// Posts, each in a folder, and one artist with many folders: several portions and several stretches.
const POSTS: u128 = 9_000;
const FOLDERS: u128 = 1_500;
/// No transaction of a run writes more rows than this: a portion has 1,000 keys of each kind, deleted and inserted.
const MOST: i64 = 8_000;

fn events() -> Vec<Envelope> {
    let folders = (0..FOLDERS).map(|n| Folder { id: folder(n), name: format!("Folder {n}"), parent: None, size: None });
    let profile = Event::ArtistProfiled { artist: named(0), kind: ArtistKind::Person, folders: folders.collect() };
    let posts = (0..POSTS).map(|n| published(n, "t"));
    let places = (0..POSTS).map(|n| Event::PostFoldered {
        owner: artist(0),
        post: post_id(n),
        folder: folder(n % FOLDERS),
        folder_name: String::new(),
    });
    std::iter::once(profile).chain(posts).chain(places).map(|event| Envelope::new(event, at(1))).collect()
}

/// All of it in the log and folded.
async fn folded(db: &Database) -> (Store, Arc<MemoryLog>) {
    let (store, log) = (store(db).await, MemoryLog::new());
    log.put(events());
    fold_to_the_end(&store, &log).await;
    (store, log)
}

async fn fold_to_the_end(store: &Store, log: &Arc<MemoryLog>) {
    let stop = CancellationToken::new();
    let deps = Deps { cache: Arc::new(MemoryCache::new()), ..deps(store, log) };
    let running = tokio::spawn(projector::run(deps, Options { batch: 1024, turns: domain::turns::Turns::default() }, stop.clone()));
    reached(store, log.end()).await;
    stop.cancel();
    running.await.unwrap().unwrap();
}

/// Every row otherwise than the fold has it, some missing, and some that it does not know.
async fn spoil(store: &Store) {
    sql(store, "UPDATE post SET title = 'other'").await;
    sql(store, "UPDATE folder SET name = 'other'").await;
    sql(store, "UPDATE post_folder SET seen_at = seen_at + 1").await;
    sql(store, "DELETE FROM artist WHERE name = 'Artist1'").await;
}

async fn verified(store: &Store, log: &Arc<MemoryLog>) -> Vec<(&'static str, u64, u64)> {
    let report = projector::verify(&store.for_projection(), &**log, |_| {}).await.unwrap();
    report.differences.into_iter().map(|found| (found.table, found.only_live, found.only_fresh)).collect()
}

async fn a_verification_finds_what_is_planted_in_several_portions(db: Database) {
    let (store, log) = folded(&db).await;
    assert_eq!(verified(&store, &log).await, []);
    // One row of many, in the middle.
    sql(&store, "UPDATE post_folder SET seen_at = 5 WHERE post_id = (SELECT id FROM post ORDER BY id LIMIT 1 OFFSET 5000)").await;
    assert_eq!(verified(&store, &log).await, [("post_folder", 1, 1)]);
    spoil(&store).await;
    let (posts, folders) = (u64::try_from(POSTS).unwrap(), u64::try_from(FOLDERS).unwrap());
    let all = [("artist", 0, 1), ("folder", folders, folders), ("post", posts, posts), ("post_folder", posts, posts)];
    let mut found = verified(&store, &log).await;
    found.sort_unstable();
    assert_eq!(found, all);
    assert_eq!(dump(&store, &["fresh_artist", "fresh_folder", "fresh_post", "fresh_post_folder"]).await, Vec::<String>::new());
}

async fn a_rebuild_mends_several_portions(db: Database) {
    let (store, log) = folded(&db).await;
    let before = dump(&store, &FOLDED).await;
    spoil(&store).await;
    let (mut compared, mut settled) = (0, 0);
    let told = |progress: projector::Progress| match progress.stage {
        Stage::Comparing(_) => compared += 1,
        Stage::Settling(_) => settled += 1,
        _ => {}
    };
    projector::rebuild(&store.for_projection(), &*log, told).await.unwrap();
    assert!(compared > 6 && settled >= 9, "{compared} stretches, {settled} portions");
    assert!(dump(&store, &FOLDED).await == before, "all rows are again as they were");
    assert_eq!(verified(&store, &log).await, []);
}

async fn a_rebuild_that_is_killed_between_portions_is_done_by_the_next(db: Database) {
    let (store, log) = folded(&db).await;
    let before = dump(&store, &FOLDED).await;
    spoil(&store).await;
    let spoilt = dump(&store, &["post"]).await;
    // Nothing of it runs any more once it has told of its fourth portion.
    let (dead, died) = (CancellationToken::new(), CancellationToken::new());
    let mut settled = 0;
    let told = |progress: projector::Progress| {
        settled += u32::from(matches!(progress.stage, Stage::Settling(_)));
        if settled == 4 {
            dead.cancel();
        }
    };
    let projection = store.for_projection();
    tokio::select! {
        biased;
        () = dead.cancelled() => died.cancel(),
        outcome = projector::rebuild(&projection, &*log, told) => panic!("it ended: {outcome:?}"),
    }
    assert!(died.is_cancelled());
    // Its lease runs out, once the transaction that it had begun is over.
    let text = format!("{TEST} DELETE FROM lease");
    while store.connection().execute_unprepared(&text).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let after = dump(&store, &["post"]).await;
    assert!(after != spoilt && after.iter().any(|row| row.contains("other")), "some rows are mended, not all");
    assert!(after.iter().all(|row| spoilt.contains(row) || before.contains(row)), "each is as it was or as the fold has it");
    projector::rebuild(&projection, &*log, |_| {}).await.unwrap();
    assert!(dump(&store, &FOLDED).await == before, "all rows are again as they were");
}

async fn what_is_folded_between_portions_is_in_the_rebuilt_tables(db: Database) {
    let (store, log) = folded(&db).await;
    spoil(&store).await;
    let stop = CancellationToken::new();
    let running =
        tokio::spawn(projector::run(deps(&store, &log), Options { batch: 64, turns: domain::turns::Turns::default() }, stop.clone()));
    let (mut next, mut tries) = (POSTS, 0);
    let told = |progress: projector::Progress| {
        tries += u32::from(matches!(progress.stage, Stage::Settling(_)));
        // Posts that were carried over already, posts that were not, new ones, and folders. A portion finds a quiet moment in between.
        if matches!(progress.stage, Stage::Settling(_)) && tries.is_multiple_of(4) {
            let change = |n| Envelope::new(Event::PostRemoved { artist: artist(n % 3), post: post_id(n) }, at(2));
            let folders = vec![Folder { id: folder(next), name: "New".to_owned(), parent: None, size: None }];
            let profile = Event::ArtistProfiled { artist: named(0), kind: ArtistKind::Person, folders };
            log.put([change(next % 7), change(next - 1), Envelope::new(published(next, "new"), at(2)), Envelope::new(profile, at(3))]);
            next += 1;
        }
    };
    projector::rebuild(&store.for_projection(), &*log, told).await.unwrap();
    assert!(next > POSTS + 1, "events came between portions");
    reached(&store, log.end()).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    assert_eq!(verified(&store, &log).await, []);
}

#[tokio::test]
async fn no_transaction_writes_more_than_one_portion() {
    let server = Arc::new(Postgres::start());
    let db = Database::Server(Arc::clone(&server));
    let (store, log) = folded(&db).await;
    spoil(&store).await;
    sql(&store, "CREATE TABLE written (tx bigint)").await;
    sql(
        &store,
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO written VALUES (txid_current()); RETURN NULL; END $$",
    )
    .await;
    for table in ["artist", "folder", "post", "post_folder", "fresh_artist", "fresh_folder", "fresh_post", "fresh_post_folder"] {
        sql(&store, &format!("CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION note()")).await;
    }
    projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    let backend = store.connection().get_database_backend();
    let text = format!("{TEST} SELECT count(*) AS n FROM written GROUP BY tx ORDER BY n DESC");
    let rows = store.connection().query_all_raw(Statement::from_sql_and_values(backend, text, [])).await.unwrap();
    let most: Vec<i64> = rows.iter().map(|row| row.try_get("", "n").unwrap()).collect();
    assert!(most.iter().sum::<i64>() > 100_000, "the rows are counted");
    assert!(most.iter().all(|rows| *rows <= MOST), "{:?}", most.first());
}

/// Posts shrink in the live tables; a verification sees no difference, a rebuild leaves them as small, and a rebuild of tables that lost them
/// brings them back as small.
async fn shrunk_posts_are_no_difference_and_stay_shrunk(db: Database) {
    let (store, log) = folded(&db).await;
    let bot = store.for_bot();
    let old = store::shrink::Old { before: at(60), cared: at(60) };
    bot.begin_forgetting(store::retention::What::Detail, old.before).await.unwrap();
    let (mut after, mut shrunk) = (None, 0);
    while shrunk < 2_000 {
        let step = bot.shrink_posts(old, after).await.unwrap();
        (after, shrunk) = (step.next, shrunk + step.posts);
    }
    assert_eq!(verified(&store, &log).await, [], "some are shrunk, some are whole");
    sql(&store, "UPDATE post SET title = 'other' WHERE id = (SELECT id FROM post WHERE shrunk IS NOT NULL ORDER BY id LIMIT 1)").await;
    assert_eq!(verified(&store, &log).await, [("post", 1, 1)], "what is left is compared");
    projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!(
        count(&store, &format!("{TEST} SELECT COUNT(*) FROM post WHERE shrunk IS NULL")).await,
        i64::try_from(POSTS).unwrap() - 2_000
    );
    sql(&store, "DELETE FROM post").await;
    projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!(count(&store, &format!("{TEST} SELECT COUNT(*) FROM post WHERE shrunk IS NOT NULL")).await, i64::try_from(POSTS).unwrap());
    assert_eq!(verified(&store, &log).await, []);
}

/// A held message is sent with all of its post, though the tables were rebuilt meanwhile.
async fn a_rebuild_leaves_whole_what_a_message_waits_for(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    add_watch(&store, 1, 1, artist(0), None, true).await;
    log.put((0..6).map(|n| Envelope::new(published(n, "a title of some length"), at(1))));
    fold_to_the_end(&store, &log).await;
    sql(&store, "UPDATE notification SET state = 'sent' WHERE post_id = (SELECT post_id FROM notification ORDER BY post_id DESC LIMIT 1)")
        .await;
    store.for_bot().begin_forgetting(store::retention::What::Detail, at(60)).await.unwrap();
    sql(&store, "UPDATE post SET title = 'other'").await;
    projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    let whole = async |which: &str| {
        count(&store, &format!("{TEST} SELECT COUNT(*) FROM post WHERE shrunk IS NULL AND title = 'a title of some length' AND id {which}"))
            .await
    };
    let waits = "IN (SELECT post_id FROM notification WHERE state = 'pending')";
    assert_eq!((whole(waits).await, whole("IS NOT NULL").await), (1, 1), "of six posts one is waited for");
    assert_eq!(verified(&store, &log).await, []);
}

/// A row is noted because an event touched it, not because it differs.
async fn a_row_that_is_the_same_stays_whole_though_an_event_touched_it(db: Database) {
    let (store, log) = (store(&db).await, MemoryLog::new());
    log.put((0..6).map(|n| Envelope::new(published(n, "t"), at(1))));
    fold_to_the_end(&store, &log).await;
    sql(&store, "UPDATE post SET title = 'other' WHERE id = (SELECT id FROM post ORDER BY id LIMIT 1)").await;
    store.for_bot().begin_forgetting(store::retention::What::Detail, at(60)).await.unwrap();
    let candidate = Candidate { owner: uuid::Uuid::new_v4(), poll: Duration::from_secs(1), clock: Arc::new(domain::clock::SystemClock) };
    let projection = store.for_projection();
    let term = projection.fresh_leadership(candidate).acquire(|_| Ok::<_, store::StoreError>(())).await.unwrap();
    let entries = log.read(0).await.unwrap().next(9).await.unwrap().into_iter().map(projector::incoming).collect::<Vec<_>>();
    let (mut unlike, entries, fold) = (Unlike::default(), Arc::new(entries), Arc::new(projector::fold::fold) as Fold);
    unlike.touch(&entries);
    projection.fold_fresh(term.epoch, entries, &fold).await.unwrap();
    let fresh = Refolded { log: log.identity().await.unwrap(), next_offset: log.end(), lost: false };
    let carried = projection.carry_over_fresh(term.epoch, fresh, Arc::new(unlike.portion())).await.unwrap();
    assert_eq!(carried, Compared::Done(()));
    assert_eq!(count(&store, &format!("{TEST} SELECT COUNT(*) FROM post WHERE shrunk IS NULL AND title = 't'")).await, 5);
    assert_eq!(count(&store, &format!("{TEST} SELECT COUNT(*) FROM post WHERE shrunk IS NOT NULL AND title = 't'")).await, 1);
}

async fn count(store: &Store, text: &str) -> i64 {
    let backend = store.connection().get_database_backend();
    let row = store.connection().query_one_raw(Statement::from_sql_and_values(backend, text, [])).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// The tables beside the live ones take as much as these; when a rebuild and a verification are over, the file is as long as before.
#[tokio::test]
async fn the_file_is_as_long_after_a_rebuild_as_before() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("store.sqlite");
    let store = Store::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let log = MemoryLog::new();
    log.put(events());
    fold_to_the_end(&store, &log).await;
    let length = async || {
        while store.give_back(true).await.unwrap() > 0 {}
        assert!(store.purge().await.unwrap());
        std::fs::metadata(&file).unwrap().len()
    };
    let before = length().await;
    projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert!(store.space().await.unwrap().unwrap().bytes > before * 3 / 2, "it took as much again");
    let after = length().await;
    assert!(after <= before + before / 20, "{after} after {before}");
    store.close().await;
}
