//! A store that is older than the log's first event: restored from a backup, or made anew. The archive has what lies between.

use crate::common::*;
use crate::{TABLES, events, fold};
use eventlog::EventLog;
use eventlog::archive::Archive;
use std::path::Path;
use std::sync::Arc;
use store::Store;

struct Old {
    log: Arc<MemoryLog>,
    /// It has folded everything.
    ahead: Store,
    root: tempfile::TempDir,
}

impl Old {
    /// A log that has lost its first events to the archive, and as many stores as wanted that have folded only some of those.
    async fn with<const N: usize>(spoil: impl Fn(&MemoryLog)) -> (Self, [Store; N]) {
        let old = Self { log: MemoryLog::new(), ahead: in_memory().await, root: tempfile::tempdir().unwrap() };
        old.log.put(events(0, 20));
        let mut behind = Vec::new();
        for _ in 0..N {
            behind.push(in_memory().await);
        }
        for store in behind.iter().chain([&old.ahead]) {
            fold(store, &old.port(), None).await;
        }
        for round in 1..4 {
            old.log.put(events(round * 100, 10));
            if round == 1 {
                spoil(&old.log);
            }
            fold(&old.ahead, &old.port(), None).await;
            projector::keep(&old.ahead.for_projection(), &*old.log, old.root.path(), |_| {}).await.unwrap();
        }
        old.log.put(events(500, 5));
        fold(&old.ahead, &old.port(), None).await;
        assert_eq!(old.log.bounds().await.unwrap().first, 108, "the log has what no snapshot holds, and that alone");
        (old, behind.try_into().unwrap_or_else(|_| panic!("as many as were made")))
    }

    fn port(&self) -> Arc<dyn EventLog> {
        Arc::clone(&self.log) as Arc<dyn EventLog>
    }

    async fn caught_up(&self, store: &Store, archive: Option<&Path>) -> (bool, u64) {
        fold(store, &self.port(), archive).await;
        let same = dump(store, &TABLES).await == dump(&self.ahead, &TABLES).await;
        (same, store.for_ingest().losses().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_from_before_the_newest_snapshot_folds_what_only_the_archive_has() {
    let (old, [restored, other]) = Old::with(|_| {}).await;
    let root = Some(old.root.path());
    assert_eq!(old.caught_up(&restored, root).await, (true, 0), "nothing is lost");
    assert_eq!(old.caught_up(&in_memory().await, root).await, (true, 0), "nor to a store that has folded nothing yet");
    let behind = projector::Behind { archive: root, begin: projector::Begin::AsNeeded };
    let verified = projector::verify_from(&restored.for_projection(), &*old.log, behind, |_| {}).await.unwrap();
    assert!(verified.differences.is_empty(), "{verified:?}");
    let (same, losses) = old.caught_up(&other, None).await;
    assert_eq!((same, losses), (false, 1), "without the archive it is a loss, and counted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_archive_cannot_give_is_a_loss_once_and_the_rest_is_folded() {
    let (old, [whole, parted]) = Old::with(|log| log.damage(45)).await;
    let root = Some(old.root.path());
    assert_eq!(old.caught_up(&whole, root).await, (true, 1), "the damaged record, which nobody has folded");
    // Where a file of the archive is missing, it begins behind that.
    let archive = Archive::of(old.root.path(), old.log.identity().await.unwrap());
    let ranges = archive.events().unwrap();
    assert_eq!(ranges, [0..64, 64..86, 86..108]);
    let file = format!("events-{:020}-{:020}.zst", 0, 64);
    std::fs::remove_file(old.root.path().join(archive.log().to_string()).join(file)).unwrap();
    let (_, losses) = old.caught_up(&parted, root).await;
    assert_eq!(losses, 1, "what the missing file held");
    assert_eq!(dump(&parted, &["post"]).await.len(), 20 + 25, "and nothing of what the others hold");
}

/// The log no longer has the place, so what it agrees with is asked of the archive too: else the projector would go back to the same place again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_went_bad_after_it_was_folded_moves_an_old_store_back_once() {
    let (old, [restored]) = Old::with(|log| log.damage(41)).await;
    let (same, losses) = old.caught_up(&restored, Some(old.root.path())).await;
    assert!(same && losses > 0, "{same}, {losses}");
}
