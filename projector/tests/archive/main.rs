//! Snapshots of the projection: taken, killed on the way, damaged, and rebuilt from when the log has lost its beginning.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod older;
mod refused;
mod trimmed;

use chrono::TimeDelta;
use common::*;
use coordination::MemoryCache;
use domain::clock::{Clock, SystemClock};
use domain::event::{Envelope, Event};
use domain::post::{ArtistKind, Folder};
use eventlog::archive::Archive;
use eventlog::{DiskLog, EventLog};
use projector::{Began, Begin, Behind, Deps, Due, Error, Options, Report, Standing};
use refused::{
    a_refused_artist_keeps_what_is_stored_through_a_snapshot_and_rebuilds,
    a_snapshot_that_left_out_an_artist_is_not_used_once_they_are_served_again, what_was_erased_comes_back_from_no_snapshot_and_from_no_log,
};
use sea_orm::ConnectionTrait;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
use store::refused::Refused;
use testbed::Database;
use tokio_util::sync::CancellationToken;

testbed::on_both!(
    a_log_that_was_trimmed_behind_a_snapshot_is_rebuilt_and_verified,
    killed_anywhere_a_snapshot_is_there_or_not_and_a_rebuild_from_the_archive_is_equal,
    a_file_that_cannot_be_used_is_refused_before_anything_is_written,
    a_log_that_follows_another_is_rebuilt_from_what_was_kept_of_the_store,
    what_was_parked_and_is_not_any_more_is_in_the_rebuilt_tables,
    an_erased_artist_is_in_no_snapshot_once_the_next_is_taken,
    a_refused_artist_keeps_what_is_stored_through_a_snapshot_and_rebuilds,
    a_snapshot_that_left_out_an_artist_is_not_used_once_they_are_served_again,
    what_was_erased_comes_back_from_no_snapshot_and_from_no_log,
    damage_that_a_snapshot_saw_is_counted_behind_it,
);

const TABLES: [&str; 4] = ["artist", "folder", "post", "post_folder"];

/// Posts from here on, of three artists, with a folder and a removal.
fn events(from: u128, posts: u128) -> Vec<Envelope> {
    let mut all = vec![Event::ArtistProfiled {
        artist: named(0),
        kind: ArtistKind::Person,
        folders: vec![Folder { id: folder(from), name: format!("Folder {from}"), parent: None, size: Some(3) }],
    }];
    for n in from..from + posts {
        all.push(published(n, "夜 and \"day\""));
        all.push(Event::PostFoldered { owner: artist(0), post: post_id(n), folder: folder(from), folder_name: String::new() });
    }
    all.push(Event::PostRemoved { artist: artist(from % 3), post: post_id(from) });
    all.into_iter().map(|event| Envelope::new(event, at(i64::try_from(from).unwrap()))).collect()
}

async fn fold(store: &Store, log: &Arc<dyn EventLog>, archive: Option<&Path>) {
    let stop = CancellationToken::new();
    let deps = Deps {
        store: store.for_projection(),
        log: Arc::clone(log),
        cache: Arc::new(MemoryCache::new()),
        clock: Arc::new(SystemClock),
        archive: archive.map(Path::to_owned),
    };
    let running = tokio::spawn(projector::run(deps, Options { batch: 64, turns: domain::turns::Turns::default() }, stop.clone()));
    reached(store, log.bounds().await.unwrap().next).await;
    stop.cancel();
    running.await.unwrap().unwrap();
}

/// A store, a log and a directory for its archive.
struct Bench {
    store: Store,
    log: Arc<MemoryLog>,
    place: tempfile::TempDir,
}

impl Bench {
    async fn new(db: &Database) -> Self {
        let bench = Self { store: store(db).await, log: MemoryLog::new(), place: tempfile::tempdir().unwrap() };
        bench.more(0, 40).await;
        bench
    }

    fn root(&self) -> &Path {
        self.place.path()
    }

    async fn more(&self, from: u128, posts: u128) {
        self.log.put(events(from, posts));
        self.fold().await;
    }

    async fn fold(&self) {
        fold(&self.store, &(Arc::clone(&self.log) as Arc<dyn EventLog>), None).await;
    }

    async fn keep(&self) -> Report {
        projector::keep(&self.store.for_projection(), &*self.log, self.root(), |_| {}).await.unwrap()
    }

    fn behind(&self, begin: Begin) -> Behind<'_> {
        Behind { archive: Some(self.root()), begin }
    }

    async fn verify(&self, begin: Begin) -> Result<Report, Error> {
        projector::verify_from(&self.store.for_projection(), &*self.log, self.behind(begin), |_| {}).await
    }

    /// Every row is other than the fold has it; the rebuilt tables are as they were before.
    async fn rebuilt_as_before(&self, begin: Begin) -> Report {
        let before = dump(&self.store, &TABLES).await;
        sql(&self.store, "UPDATE post SET title = 'other'").await;
        sql(&self.store, "DELETE FROM folder").await;
        sql(&self.store, "DELETE FROM post_folder").await;
        let report = projector::rebuild_from(&self.store.for_projection(), &*self.log, self.behind(begin), |_| {}).await.unwrap();
        assert!(dump(&self.store, &TABLES).await == before, "all rows are again as they were");
        report
    }

    async fn archive(&self) -> Archive {
        Archive::of(self.root(), self.log.identity().await.unwrap())
    }

    async fn standing(&self) -> Standing {
        let every = (SystemClock.now(), TimeDelta::days(1));
        Standing::look(&self.store.for_projection(), Some(self.root()), self.log.bounds().await.unwrap(), every).await.unwrap().unwrap()
    }
}

async fn a_log_that_was_trimmed_behind_a_snapshot_is_rebuilt_and_verified(db: Database) {
    let bench = Bench::new(&db).await;
    assert_eq!(bench.standing().await.due, Some(Due::None));
    let kept = bench.keep().await;
    assert_eq!((kept.began.clone(), kept.differences.len(), kept.refused.len()), (Began::Beginning, 0, 0));
    let first = bench.log.bounds().await.unwrap().first;
    assert_eq!((first, kept.kept.unwrap().archived), (82, 82), "the archive has them");
    assert_eq!(bench.standing().await.due, None);
    bench.more(100, 10).await;
    let verified = bench.verify(Begin::AsNeeded).await.unwrap();
    assert!(matches!(verified.began, Began::Snapshot(_)) && verified.differences.is_empty(), "{verified:?}");
    assert_eq!((verified.folded, verified.loaded > 80), (22, true), "the tail alone is folded");
    for begin in [Begin::AsNeeded, Begin::Snapshot] {
        assert!(matches!(bench.rebuilt_as_before(begin).await.began, Began::Snapshot(_)));
    }
    let whole = bench.rebuilt_as_before(Begin::Beginning).await;
    assert_eq!((whole.began, whole.folded), (Began::Beginning, 104));
    // Without the archive nothing tells what the log has lost.
    let alone = projector::rebuild(&bench.store.for_projection(), &*bench.log, |_| {}).await.unwrap_err();
    assert!(alone.to_string().contains("deviantcord log snapshot"), "{alone}");
    // A second one begins behind the first; a third leaves two.
    let second = bench.keep().await;
    assert_eq!((matches!(second.began, Began::Snapshot(_)), second.folded, second.kept.unwrap().removed), (true, 22, 0));
    bench.more(200, 3).await;
    assert_eq!(bench.keep().await.kept.unwrap().removed, 1);
    assert_eq!(bench.archive().await.snapshots().unwrap(), [112, 104]);
    bench.rebuilt_as_before(Begin::Beginning).await;
}

async fn killed_anywhere_a_snapshot_is_there_or_not_and_a_rebuild_from_the_archive_is_equal(db: Database) {
    let bench = Bench::new(&db).await;
    let (mut kill, mut from) = (1, 100);
    loop {
        let (dead, mut told) = (CancellationToken::new(), 0);
        let tell = |_: projector::Progress| {
            told += 1;
            if told == kill {
                dead.cancel();
            }
        };
        let store = bench.store.for_projection();
        let done = tokio::select! {
            biased;
            () = dead.cancelled() => false,
            kept = projector::keep(&store, &*bench.log, bench.root(), tell) => { kept.unwrap(); true }
        };
        if done {
            break;
        }
        // Its lease runs out, once the transaction that it had begun is over.
        while bench.store.connection().execute_unprepared(&format!("{} DELETE FROM lease", testbed::cockroach::TEST)).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let begin = if kill % 2 == 0 { Begin::AsNeeded } else { Begin::Snapshot };
        bench.rebuilt_as_before(begin).await;
        assert!(
            bench.verify(Begin::Beginning).await.unwrap().differences.is_empty(),
            "killed at {kill}: the events are all there, each once"
        );
        if kill % 5 == 0 {
            bench.more(from, 2).await;
            from += 10;
        }
        kill += 1;
    }
    assert!(kill > 10, "{kill} steps");
    assert!(bench.verify(Begin::Snapshot).await.unwrap().differences.is_empty());
}

async fn a_file_that_cannot_be_used_is_refused_before_anything_is_written(db: Database) {
    let bench = Bench::new(&db).await;
    bench.keep().await;
    bench.more(100, 5).await;
    bench.keep().await;
    bench.more(200, 5).await;
    let archive = bench.archive().await;
    let [newest, older] = archive.snapshots().unwrap()[..] else { panic!("two are kept") };
    let (newest, older) = (archive.snapshot(newest), archive.snapshot(older));
    let sound = std::fs::read(&newest).unwrap();
    let spoilt = |what: &str| {
        let mut bytes = sound.clone();
        let middle = bytes.len() / 2;
        match what {
            "cut short" => bytes.truncate(middle),
            "damaged" => bytes[middle] ^= 0x55,
            "newer version" => bytes[7] += 1,
            _ => panic!("{what}"),
        }
        bytes
    };
    for what in ["cut short", "damaged", "newer version"] {
        std::fs::write(&newest, spoilt(what)).unwrap();
        let report = bench.rebuilt_as_before(Begin::AsNeeded).await;
        assert_eq!(report.began, Began::Snapshot(older.clone()));
        let why = report.refused.join("\n");
        assert!(why.contains(&newest.display().to_string()) && (why.contains(what) || what == "damaged"), "{what}: {why}");
    }
    // Both: nothing is written, and both are named.
    let other = std::fs::read(&older).unwrap();
    std::fs::write(&older, &sound).unwrap();
    let events = events_file(&bench, &archive);
    let kept = std::fs::read(&events).unwrap();
    std::fs::write(&events, &kept[..kept.len() - 1]).unwrap();
    let before = dump(&bench.store, &TABLES).await;
    let mut told = 0;
    let refused = projector::rebuild_from(&bench.store.for_projection(), &*bench.log, bench.behind(Begin::Beginning), |_| told += 1).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains(&events.display().to_string()) && refused.contains("cut short") && told == 0, "{refused}");
    // Without the first file the log begins behind it, and the snapshots have to do.
    std::fs::remove_file(&events).unwrap();
    let refused = bench.verify(Begin::AsNeeded).await.unwrap_err().to_string();
    assert!(refused.contains(&newest.display().to_string()) && refused.contains(&older.display().to_string()), "{refused}");
    assert!(refused.contains("at offset"), "of another offset: {refused}");
    assert!(dump(&bench.store, &TABLES).await == before);
    // The next one replaces what cannot be used; the store is what is left.
    std::fs::write(&older, other).unwrap();
    let next = bench.keep().await;
    assert_eq!(next.began, Began::Snapshot(older));
    assert!(bench.verify(Begin::Snapshot).await.unwrap().refused.is_empty());
}

/// The first file of events.
fn events_file(bench: &Bench, archive: &Archive) -> PathBuf {
    let range = archive.events().unwrap().remove(0);
    bench.root().join(archive.log().to_string()).join(format!("events-{:020}-{:020}.zst", range.start, range.end))
}

async fn a_log_that_follows_another_is_rebuilt_from_what_was_kept_of_the_store(db: Database) {
    let mut bench = Bench::new(&db).await;
    bench.log = MemoryLog::in_place_of(&bench.log);
    // Further than the lost log ever was.
    bench.more(100, 50).await;
    assert!(matches!(bench.verify(Begin::AsNeeded).await, Err(Error::Trimmed { .. })));
    let kept = bench.keep().await;
    assert_eq!((kept.began, kept.folded), (Began::Live, 0));
    bench.more(200, 6).await;
    for begin in [Begin::AsNeeded, Begin::Snapshot] {
        assert!(bench.verify(begin).await.unwrap().differences.is_empty());
        assert_eq!(bench.rebuilt_as_before(begin).await.folded, 14);
    }
    assert!(matches!(bench.verify(Begin::Beginning).await, Err(Error::Trimmed { .. })), "nobody has the events of the log that is gone");
    assert!(matches!(bench.keep().await.began, Began::Snapshot(_)));
}

async fn what_was_parked_and_is_not_any_more_is_in_the_rebuilt_tables(db: Database) {
    let bench = Bench::new(&db).await;
    poison(&bench.store, "poison").await;
    bench.log.put([Envelope::new(published(900, "poison"), at(900)), Envelope::new(published(901, "well"), at(901))]);
    bench.fold().await;
    let kept = bench.keep().await;
    assert!(kept.parked >= 1 && kept.differences.is_empty(), "{kept:?}");
    bench.more(1_000, 2).await;
    assert!(bench.verify(Begin::AsNeeded).await.unwrap().differences.is_empty(), "it still is");
    heal(&bench.store).await;
    projector::replay_parked(&bench.store.for_projection(), &MemoryCache::new(), &SystemClock).await.unwrap();
    let verified = bench.verify(Begin::AsNeeded).await.unwrap();
    assert_eq!((verified.parked, verified.differences), (0, Vec::new()));
    bench.rebuilt_as_before(Begin::Snapshot).await;
    assert_eq!(bench.keep().await.parked, 0);
    bench.rebuilt_as_before(Begin::Snapshot).await;
}

async fn an_erased_artist_is_in_no_snapshot_once_the_next_is_taken(db: Database) {
    let bench = Bench::new(&db).await;
    bench.keep().await;
    bench.more(100, 4).await;
    bench.keep().await;
    let archive = bench.archive().await;
    let named_in = |next: &u64| {
        let (mut reader, _) = eventlog::archive::Reader::open::<serde_json::Value>(&archive.snapshot(*next)).unwrap();
        let mut found = 0;
        while let Some(piece) = reader.next_piece().unwrap() {
            found += usize::from(String::from_utf8_lossy(&piece).contains(&artist(1).to_string()));
        }
        found
    };
    assert!(archive.snapshots().unwrap().iter().map(named_in).all(|found| found > 10));
    bench.store.for_operator().erase_artist(artist(1), at(5_000)).await.unwrap();
    // Those that are there still name the artist, and a rebuild leaves them out.
    assert!(bench.verify(Begin::AsNeeded).await.unwrap().differences.is_empty());
    bench.rebuilt_as_before(Begin::Snapshot).await;
    assert_eq!(bench.standing().await.due, Some(Due::Erased), "at once, though nothing was folded");
    let kept = bench.keep().await;
    assert_eq!(kept.kept.unwrap().removed, 1, "the same offset: that one was replaced, the other went");
    assert_eq!(archive.snapshots().unwrap().iter().map(named_in).collect::<Vec<_>>(), [0]);
    assert!(bench.verify(Begin::Snapshot).await.unwrap().differences.is_empty());
    let refused = bench.store.for_operator().refused().await.unwrap();
    assert_eq!(refused.into_iter().map(|(who, _)| who).collect::<Vec<_>>(), [Refused::Artist(artist(1))]);
}

async fn damage_that_a_snapshot_saw_is_counted_behind_it(db: Database) {
    let bench = Bench::new(&db).await;
    bench.log.damage(3);
    bench.log.damage(7);
    let kept = bench.keep().await;
    assert_eq!((kept.began, kept.damaged), (Began::Beginning, 2));
    bench.more(100, 2).await;
    let losses = async || bench.store.for_ingest().losses().await.unwrap();
    assert_eq!(bench.verify(Begin::Snapshot).await.unwrap().damaged, 2);
    let before = losses().await;
    let rebuilt = projector::rebuild_from(&bench.store.for_projection(), &*bench.log, bench.behind(Begin::Snapshot), |_| {}).await.unwrap();
    assert!(matches!(rebuilt.began, Began::Snapshot(_)) && rebuilt.damaged == 2, "{rebuilt:?}");
    assert!(losses().await > before, "ingest reads again what they told");
    assert_eq!(bench.keep().await.damaged, 2, "and the next snapshot knows it from the one before");
    assert_eq!(bench.verify(Begin::Snapshot).await.unwrap().damaged, 2);
}

/// Whole segments go, and a start finds what is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_on_disk_gives_closed_segments_to_the_archive() {
    let place = tempfile::tempdir().unwrap();
    let (dir, root) = (place.path().join("log"), place.path().join("archive"));
    let options = || {
        let mut options = DiskLog::options();
        options.segment_bytes = 4_096;
        options
    };
    let store = in_memory().await;
    let disk = DiskLog::open_with(&dir, options()).await.unwrap();
    let log: Arc<dyn EventLog> = Arc::new(disk.clone());
    for events in events(0, 60).chunks(4) {
        log.append(events).await.unwrap();
    }
    fold(&store, &log, None).await;
    let before = dump(&store, &TABLES).await;
    let kept = projector::keep(&store.for_projection(), &*log, &root, |_| {}).await.unwrap();
    let first = log.bounds().await.unwrap().first;
    assert!(first > 20 && first < 122 && kept.kept.unwrap().archived == first, "{first}");
    disk.close().await;
    drop((log, disk));
    let log: Arc<dyn EventLog> = Arc::new(DiskLog::open_with(&dir, options()).await.unwrap());
    assert_eq!(log.bounds().await.unwrap().first, first);
    log.append(&events(100, 2)).await.unwrap();
    fold(&store, &log, None).await;
    for begin in [Begin::AsNeeded, Begin::Snapshot, Begin::Beginning] {
        let behind = Behind { archive: Some(&root), begin };
        assert!(projector::verify_from(&store.for_projection(), &*log, behind, |_| {}).await.unwrap().differences.is_empty());
    }
    sql(&store, "DELETE FROM post").await;
    let behind = Behind { archive: Some(&root), begin: Begin::Beginning };
    projector::rebuild_from(&store.for_projection(), &*log, behind, |_| {}).await.unwrap();
    let after = dump(&store, &TABLES).await;
    assert!(before.iter().filter(|row| row.starts_with("post: ")).all(|row| after.contains(row)));
}
