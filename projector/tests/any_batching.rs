//! Any batching, redelivery or crash point gives the same tables as folding once.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::*;
use domain::event::{Change, Envelope, Event, Vanished, codec};
use domain::id::LogId;
use domain::post::{ArtistKind, Folder, Post};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::sync::Arc;
use store::Store;
use store::leadership::Seized;
use store::projection::{Batch, Fold, Folded};
use testbed::Database;
use uuid::Uuid;

testbed::on_both!(
    any_batching_redelivery_or_crash_gives_the_same_tables,
    a_post_that_was_gone_leaves_its_channel_to_a_later_watch_in_any_batching,
);

fn event() -> impl Strategy<Value = Event> {
    let title = |text: u8| format!("title {text}");
    prop_oneof![
        5 => (0..24_u128, 0..3_u8).prop_map(move |(n, text)| published(n, &title(text))),
        2 => (0..24_u128, 0..3_u8, any::<bool>()).prop_map(move |(n, text, mature)| Event::PostRevised {
            post: Post { mature, ..post(n, &title(text)) },
            changes: vec![Change::Title],
        }),
        3 => (0..24_u128, 0..3_u128).prop_map(|(n, place)| Event::PostFoldered {
            owner: artist(place),
            post: post_id(n),
            folder: folder(place),
            folder_name: String::new(),
        }),
        1 => (0..24_u128).prop_map(|n| Event::PostRemoved { artist: artist(n % 3), post: post_id(n) }),
        1 => (0..3_u128, 0..8_u8).prop_map(|(n, mask)| Event::ArtistProfiled {
            artist: named(n),
            kind: ArtistKind::Person,
            folders: (0..3_u8).filter(|bit| mask & (1 << bit) != 0).map(|bit| Folder {
                id: folder(n * 10 + u128::from(bit)),
                name: format!("folder {mask}"),
                parent: None,
                size: None,
            }).collect(),
        }),
        1 => (0..3_u128, 1..4_u32).prop_map(|(n, epoch)| Event::ArtistVanished { artist: artist(n), why: Vanished::NotFound, epoch }),
        1 => (0..3_u128, 1..4_u32).prop_map(|(n, epoch)| Event::ArtistReturned { artist: artist(n), epoch }),
    ]
}

async fn watched(db: &Database) -> Store {
    let store = store(db).await;
    add_watch(&store, 1, 1, artist(0), None, false).await;
    add_watch(&store, 2, 1, artist(1), Some(folder(1)), true).await;
    add_watch(&store, 3, 2, artist(0), None, true).await;
    add_watch(&store, 4, 2, artist(0), Some(folder(0)), true).await;
    add_watch(&store, 5, 3, artist(1), None, true).await;
    store
}

/// Offsets of a log that numbers its own records with the events: every third number is no event.
fn offset(index: usize) -> u64 {
    index as u64 * 3 / 2
}

/// Folds `log` in batches of these sizes, over and over; at each `crash` the process dies after the commit and another continues.
async fn folded(db: &Database, log: &[Envelope], sizes: &[usize], crashes: &[bool]) -> Vec<String> {
    let (store, fold): (Store, Fold) = (watched(db).await, Arc::new(projector::fold::fold));
    let id = LogId(Uuid::from_u128(9));
    let claim = async || {
        let Seized { next_offset, epoch, .. } = store.for_projection().seize_projection(id, 0).await.unwrap();
        ((0..).find(|&index| offset(index) >= next_offset).unwrap(), next_offset, epoch)
    };
    let (mut next, mut from, mut epoch) = claim().await;
    for turn in 0.. {
        if next >= log.len() {
            break;
        }
        let end = (next + sizes[turn % sizes.len()]).min(log.len());
        let decode = |index: usize| {
            let payload = codec::encode(&log[index]).unwrap();
            projector::incoming(eventlog::Entry { offset: offset(index), appended_at: at(0), payload })
        };
        let batch = Batch { log: id, epoch, from, entries: Arc::new((next..end).map(decode).collect()), now: at(0) };
        let Folded::Done { next_offset, .. } = store.for_projection().fold(&batch, &fold).await.unwrap() else { panic!("not folded") };
        from = next_offset;
        if crashes[turn % crashes.len()] {
            let stale = batch;
            (next, from, epoch) = claim().await;
            // The dead one wakes up once more and tries what it had in hand.
            assert_eq!(store.for_projection().fold(&stale, &fold).await.unwrap(), Folded::Fenced);
            assert_eq!(next, end);
        }
        next = end;
    }
    let rows = dump(&store, &FOLDED).await;
    store.close().await;
    rows
}

/// A post was gone when its first watch was asked, and is back when another watch of the same channel gets it.
async fn a_post_that_was_gone_leaves_its_channel_to_a_later_watch_in_any_batching(db: Database) {
    let back = Event::PostRevised { post: post(0, "back"), changes: vec![Change::Title] };
    let foldered = Event::PostFoldered { owner: artist(0), post: post_id(0), folder: folder(0), folder_name: String::new() };
    let removed = Event::PostRemoved { artist: artist(0), post: post_id(0) };
    let log = [(5, removed), (5, published(0, "gone")), (6, back), (7, foldered)].map(|(second, event)| Envelope::new(event, at(second)));
    let expected = folded(&db, &log, &[100], &[false]).await;
    assert_eq!(expected.iter().filter(|row| row.starts_with("notification") && row.contains("'pending'")).count(), 1, "{expected:#?}");
    assert_eq!(folded(&db, &log, &[1], &[true]).await, expected);
}

/// Polls of up to twenty events each, so that the burst limit comes into play.
fn polls() -> impl Strategy<Value = Vec<Envelope>> {
    let observed = |(place, event)| Envelope::new(event, at(i64::try_from(place / 20).unwrap()));
    prop::collection::vec(event(), 1..80).prop_map(move |events| events.into_iter().enumerate().map(observed).collect())
}

async fn any_batching_redelivery_or_crash_gives_the_same_tables(db: Database) {
    let cases = if matches!(db, Database::Memory) { 40 } else { 8 };
    let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() });
    let repeats = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..20);
    let sizes = prop::collection::vec(1..20_usize, 1..5);
    let runtime = tokio::runtime::Handle::current();
    let property = move || {
        runner.run(&(polls(), repeats, sizes, prop::collection::vec(any::<bool>(), 1..5)), |(once, repeats, sizes, crashes)| {
            let mut again: Vec<(usize, Envelope)> = once.iter().cloned().enumerate().collect();
            for (which, to) in repeats {
                let which = which.index(once.len());
                let original = again.iter().position(|(place, _)| *place == which).unwrap();
                let to = original + 1 + to.index(again.len() - original);
                again.insert(to, (usize::MAX, once[which].clone()));
            }
            let again: Vec<Envelope> = again.into_iter().map(|(_, envelope)| envelope).collect();
            let (expected, found) =
                runtime.block_on(async { (folded(&db, &once, &[100], &[false]).await, folded(&db, &again, &sizes, &crashes).await) });
            prop_assert_eq!(found, expected);
            Ok(())
        })
    };
    // The runner is not async: it gets a thread on which it may wait.
    tokio::task::spawn_blocking(property).await.unwrap().unwrap();
}
