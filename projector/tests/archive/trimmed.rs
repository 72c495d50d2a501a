//! A real stream, which its operator's policy trims behind a snapshot.

use crate::common::*;
use crate::{TABLES, events, fold};
use eventlog::rabbit::Address;
use eventlog::{EventLog, RabbitLog};
use projector::{Began, Begin, Behind};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use store::Store;
use testbed::broker::{Broker, PATIENCE};

const STREAM: &str = "trimmed";

fn policy(broker: &Broker, definition: &str) {
    broker.ctl(&["set_policy", "trim", STREAM, definition, "--apply-to", "queues"]).unwrap();
}

/// Appends, folds and archives as long as it takes until the policy has trimmed the stream, which never reaches what is not in the archive yet. Where the
/// stream begins then.
async fn trimmed(store: &Store, log: &Arc<dyn EventLog>, root: &Path) -> u64 {
    let (started, mut from) = (Instant::now(), 10_000);
    loop {
        log.append(&events(from, 20)).await.unwrap();
        from += 100;
        fold(store, log, None).await;
        projector::keep(&store.for_projection(), &**log, root, |_| {}).await.unwrap();
        let first = log.bounds().await.unwrap().first;
        if first > 1 {
            return first;
        }
        assert!(started.elapsed() < PATIENCE, "nothing is trimmed: {first}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_a_policy_trims_is_rebuilt_from_the_archive_as_a_cold_fold_has_it() {
    let (broker, root) = (Broker::start().unwrap(), tempfile::tempdir().unwrap());
    policy(&broker, r#"{"stream-max-segment-size-bytes":20000}"#);
    let log: Arc<dyn EventLog> = Arc::new(RabbitLog::open(Address::parse(&broker.url(STREAM)).unwrap(), None).await.unwrap());
    let store = in_memory().await;
    for from in [0, 100, 200] {
        log.append(&events(from, 40)).await.unwrap();
    }
    fold(&store, &log, None).await;
    let kept = projector::keep(&store.for_projection(), &*log, root.path(), |_| {}).await.unwrap();
    let next = log.bounds().await.unwrap().next;
    assert_eq!((kept.began, kept.kept.unwrap().archived, kept.differences.len()), (Began::Beginning, next, 0));
    assert_eq!(log.bounds().await.unwrap().first, 1, "the program removes nothing of a stream");
    // A store that is left behind.
    let late = in_memory().await;
    late.for_projection().seize_projection(log.identity().await.unwrap(), 1).await.unwrap().release().await.unwrap();

    policy(&broker, r#"{"max-length-bytes":60000,"stream-max-segment-size-bytes":20000}"#);
    let first = trimmed(&store, &log, root.path()).await;
    let cold = dump(&store, &TABLES).await;
    println!("the stream begins at {first}, its archive at the beginning; {} rows", cold.len());
    for begin in [Begin::AsNeeded, Begin::Snapshot, Begin::Beginning] {
        for wreck in ["UPDATE post SET title = 'other'", "DELETE FROM folder", "DELETE FROM post_folder"] {
            sql(&store, wreck).await;
        }
        let behind = Behind { archive: Some(root.path()), begin };
        let report = projector::rebuild_from(&store.for_projection(), &*log, behind, |_| {}).await.unwrap();
        assert_eq!(report.began == Began::Beginning, begin == Begin::Beginning, "{report:?}");
        assert!(report.refused.is_empty() && report.damaged == 0, "numbers that are no events are no damage: {report:?}");
        assert!(dump(&store, &TABLES).await == cold, "{begin:?}");
    }
    for older in [&late, &in_memory().await] {
        fold(older, &log, Some(root.path())).await;
        assert!(dump(older, &TABLES).await == cold, "the archive and the stream together are the whole log");
        assert_eq!(older.for_ingest().losses().await.unwrap(), 0);
    }
    assert!(projector::verify(&store.for_projection(), &*log, |_| {}).await.is_err(), "the stream alone is not");
}
