//! Artists who are not served, or are erased: what is stored stays, and what is erased stays away.

use crate::common::*;
use crate::{Bench, TABLES};
use domain::event::{Envelope, Event};
use eventlog::EventLog;
use eventlog::archive::Reader;
use projector::{Began, Begin};
use store::refused::Refused;
use testbed::Database;

/// Posts of three artists and nothing else.
fn posts(from: u128, count: u128) -> Vec<Envelope> {
    (from..from + count).map(|n| Envelope::new(published(n, "a picture"), at(i64::try_from(n).unwrap()))).collect()
}

async fn more_posts(bench: &Bench, from: u128, count: u128) {
    bench.log.put(posts(from, count));
    bench.fold().await;
}

async fn posts_of(bench: &Bench, n: u128) -> u64 {
    bench.store.for_operator().holdings_of_artist(artist(n)).await.unwrap().others
}

async fn refuse(bench: &Bench, n: u128) {
    bench.store.for_operator().refuse(Refused::Artist(artist(n)), at(1_000)).await.unwrap();
}

async fn serve(bench: &Bench, n: u128) {
    assert!(bench.store.for_operator().serve(Refused::Artist(artist(n))).await.unwrap());
}

pub async fn a_refused_artist_keeps_what_is_stored_through_a_snapshot_and_rebuilds(db: Database) {
    let bench = Bench::new(&db).await;
    let stored = posts_of(&bench, 1).await;
    assert!(stored > 10);
    refuse(&bench, 1).await;
    more_posts(&bench, 100, 9).await;
    assert_eq!(posts_of(&bench, 1).await, stored, "nothing of theirs is folded");
    let before = dump(&bench.store, &TABLES).await;
    for begin in [Begin::AsNeeded, Begin::Beginning] {
        assert_eq!(bench.verify(begin).await.unwrap().differences, Vec::new(), "nothing is wrong");
    }
    assert_eq!(bench.keep().await.differences, Vec::new());
    for begin in [Begin::Snapshot, Begin::Beginning] {
        let rebuilt = projector::rebuild_from(&bench.store.for_projection(), &*bench.log, bench.behind(begin), |_| {}).await.unwrap();
        assert_eq!(rebuilt.differences, Vec::new());
        assert!(dump(&bench.store, &TABLES).await == before, "{begin:?}: what is stored of them stays");
    }
    serve(&bench, 1).await;
    assert_eq!(bench.verify(Begin::Snapshot).await.unwrap().differences, Vec::new());
    // Also where it is lost, the snapshot has it.
    assert!(matches!(bench.rebuilt_as_before(Begin::AsNeeded).await.began, Began::Snapshot(_)));
    assert_eq!(posts_of(&bench, 1).await, stored);
    bench.more(200, 9).await;
    assert_eq!(posts_of(&bench, 1).await, stored + 3, "they are served again");
    bench.rebuilt_as_before(Begin::Snapshot).await;
}

pub async fn a_snapshot_that_left_out_an_artist_is_not_used_once_they_are_served_again(db: Database) {
    let bench = Bench::new(&db).await;
    bench.keep().await;
    let archive = bench.archive().await;
    let next = archive.snapshots().unwrap()[0];
    // As a version before wrote it while the artist was not served.
    let (mut reader, mut header) = Reader::open::<serde_json::Value>(&archive.snapshot(next)).unwrap();
    refuse(&bench, 1).await;
    let mark = bench.store.for_projection().refused_mark().await.unwrap();
    serve(&bench, 1).await;
    let fields = header.as_object_mut().unwrap();
    fields.insert("refused".to_owned(), mark.into());
    fields.retain(|name, _| !["whole", "damaged"].contains(&name.as_str()));
    let mut writer = archive.begin_snapshot(next, &header).unwrap();
    while let Some(piece) = reader.next_piece().unwrap() {
        if !String::from_utf8_lossy(&piece).contains(&artist(1).to_string()) {
            writer.put(&piece).unwrap();
        }
    }
    writer.finish(&archive.snapshot(next)).unwrap();
    let stored = posts_of(&bench, 1).await;
    let report = bench.rebuilt_as_before(Begin::AsNeeded).await;
    assert_eq!((report.began, posts_of(&bench, 1).await), (Began::Beginning, stored), "the archive has the events");
    assert!(report.refused.join("\n").contains("lacks the rows of artists"), "{:?}", report.refused);
    refuse(&bench, 1).await;
    let report = bench.verify(Begin::AsNeeded).await.unwrap();
    assert!(matches!(report.began, Began::Snapshot(_)) && report.differences.is_empty(), "it has all who are served: {report:?}");
}

pub async fn what_was_erased_comes_back_from_no_snapshot_and_from_no_log(db: Database) {
    let bench = Bench { store: store(&db).await, log: MemoryLog::new(), place: tempfile::tempdir().unwrap() };
    more_posts(&bench, 0, 30).await;
    // Of a later version: nobody can fold it, and no snapshot may name its artist.
    let later = |event: &str| format!(r#"{{"v":99,"type":"{event}","data":{{"artist":"{}"}}}}"#, artist(1)).into_bytes();
    bench.log.push(later("kept"));
    bench.fold().await;
    assert_eq!(bench.keep().await.parked, 1);
    more_posts(&bench, 100, 9).await;
    bench.log.push(later("not kept"));
    bench.fold().await;
    // Of these the store learns only after it has erased the artist.
    bench.log.put(posts(150, 9));
    bench.store.for_operator().erase_artist(artist(1), at(5_000)).await.unwrap();
    bench.fold().await;
    serve(&bench, 1).await;
    assert_eq!(bench.standing().await.due, Some(projector::Due::Erased), "the snapshot still names them");
    let quiet = async |posts: u64| {
        for begin in [Begin::Snapshot, Begin::Beginning] {
            assert_eq!(bench.verify(begin).await.unwrap().differences, Vec::new(), "{begin:?}");
            bench.rebuilt_as_before(begin).await;
            assert_eq!(posts_of(&bench, 1).await, posts, "{begin:?}");
        }
    };
    quiet(0).await;
    more_posts(&bench, 200, 9).await;
    quiet(3).await;
    assert_eq!(bench.keep().await.kept.unwrap().removed, 1, "the one that named them");
    assert_eq!(bench.standing().await.due, None);
    quiet(3).await;
    // A post of theirs that the log tells of again, from now on.
    let again = Event::PostPublished { artist: named(1), post: post(1, "once more") };
    bench.log.put([Envelope::revision(again, at(6_000), 9)]);
    bench.fold().await;
    quiet(4).await;
    assert_eq!(bench.log.identity().await.unwrap(), bench.archive().await.log());
}
