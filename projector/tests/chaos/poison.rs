//! F19: a hundred events of five kinds that cannot be folded.

use crate::common::*;
use crate::start;
use domain::event::{Envelope, Event, codec};
use domain::id::ArtistId;
use domain::post::ArtistRef;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use std::collections::{BTreeMap, HashSet};
use store::Store;
use testbed::{Database, chaos};

const ARTISTS: u64 = 500;
const EVENTS: u64 = 20_000;
const POISONED: usize = 100;

fn author(n: u64) -> ArtistRef {
    ArtistRef { name: format!("Artist{}", n % ARTISTS), ..named(u128::from(n % ARTISTS)) }
}

fn good(n: u64, title: &str) -> Vec<u8> {
    let artist = author(n);
    let post = domain::post::Post { artist: artist.id, ..post(u128::from(n), title) };
    codec::encode(&Envelope::new(Event::PostPublished { artist, post }, at(i64::try_from(n).unwrap()))).unwrap()
}

/// The event in one of five bad shapes, and whether its artist can still be read.
fn bad(n: u64, kind: usize) -> (Vec<u8>, Option<ArtistId>) {
    let text = String::from_utf8(good(n, "t")).unwrap();
    let lane = Some(author(n).id);
    match kind {
        0 => (b"\xff\xfe not JSON".to_vec(), None),
        // The store refuses it.
        1 => (good(n, "poison"), lane),
        // From a newer version.
        2 => (text.replace("PostPublished.v1", "PostPublished.v9").into_bytes(), lane),
        // A field of another type.
        3 => (text.replace("\"mature\":true", "\"mature\":7").replace("\"mature\":false", "\"mature\":7").into_bytes(), lane),
        // Cut off.
        _ => (text.as_bytes()[..text.len() / 2].to_vec(), None),
    }
}

async fn parked(store: &Store) -> BTreeMap<u64, String> {
    let (mut all, mut after) = (BTreeMap::new(), None);
    loop {
        let page = store.for_projection().parked_events(after, 1000).await.unwrap();
        let Some(last) = page.last() else { return all };
        after = Some((last.offset, last.id));
        all.extend(page.into_iter().map(|one| (one.offset, one.error)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f19_exactly_what_cannot_be_folded_waits_with_what_follows_it_and_is_folded_after_the_repair() {
    let seed = chaos::seed();
    let (store, log) = (store(&Database::Memory).await, MemoryLog::new());
    poison(&store, "poison").await;
    let mut dice = StdRng::seed_from_u64(seed);
    let numbers: Vec<u64> = (0..EVENTS).collect();
    let mut chosen: Vec<u64> = numbers.choose_multiple(&mut dice, POISONED).copied().collect();
    chosen.sort_unstable();
    let kinds: BTreeMap<u64, usize> = chosen.iter().enumerate().map(|(nth, n)| (*n, nth % 5)).collect();

    let (mut wanted, mut blocked) = (HashSet::new(), HashSet::new());
    for n in 0..EVENTS {
        let lane = match kinds.get(&n) {
            Some(kind) => {
                let (payload, lane) = bad(n, *kind);
                log.push(payload);
                wanted.insert(n);
                blocked.extend(lane);
                lane
            }
            None => {
                log.push(good(n, "t"));
                Some(author(n).id)
            }
        };
        if lane.is_some_and(|lane| blocked.contains(&lane)) {
            wanted.insert(n);
        }
    }
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    reached(&store, EVENTS).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let found = parked(&store).await;
    assert_eq!(found.keys().copied().collect::<HashSet<_>>(), wanted, "parked: exactly the poisoned and what follows them");
    let before = store.for_ops().pipeline_status().await.unwrap();
    assert_eq!(before.posts + before.parked, EVENTS);

    // The repair: the store takes what it refused, and a version that reads the rest (here: the bytes that it would have read).
    heal(&store).await;
    for (n, kind) in &kinds {
        if *kind != 1 {
            let hex: String = good(*n, "t").iter().map(|byte| format!("{byte:02x}")).collect();
            sql(&store, &format!("UPDATE parked SET payload = x'{hex}' WHERE log_offset = {n}")).await;
        }
    }
    let replayed = projector::replay_parked(&deps.store, &*deps.cache, &*deps.clock).await.unwrap();
    assert_eq!((replayed.folded, replayed.left), (wanted.len() as u64, 0));
    let after = store.for_ops().pipeline_status().await.unwrap();
    assert_eq!(after.parked, 0);
    let row = chaos::Row {
        attempted: EVENTS,
        acknowledged: EVENTS,
        recovered: after.posts,
        lost: EVENTS - after.posts,
        ..chaos::Row::new("F19", seed)
    };
    let note =
        format!("{POISONED} of five kinds and {} that follow them parked, none else; all folded after the repair", wanted.len() - POISONED);
    row.note(note).finish();
}
