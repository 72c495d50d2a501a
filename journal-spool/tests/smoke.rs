//! The two faces on the real filesystem, as a user meets them.

use journal_spool::{Health, Journal, OpenError, Options, ReadError, Record, Spool, SpoolOptions, StateFound, inspect};
use serde::{Deserialize, Serialize};
use std::time::Duration;

fn record(n: u64) -> Record {
    Record { codec: 3, schema: 1, id: n.to_le_bytes(), payload: format!("record {n}").into_bytes() }
}

#[tokio::test]
async fn a_journal_keeps_what_it_confirmed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    let (journal, report) = Journal::open(&path, Options::default()).unwrap();
    assert_eq!(report.state, StateFound::Fresh);
    assert_eq!(journal.append(vec![record(0), record(1)]).await.unwrap(), 0..2);
    assert_eq!(journal.append(vec![record(2)]).await.unwrap(), 2..3);
    assert_eq!(journal.bounds(), 0..3);
    let id = journal.id();
    let tail = journal.clone();
    let waiter = tokio::spawn(async move { tail.wait_beyond(3).await });
    assert!(matches!(Journal::open(&path, Options::default()), Err(OpenError::Locked { pid, .. }) if pid == std::process::id()));
    journal.append(vec![record(3)]).await.unwrap();
    assert_eq!(waiter.await.unwrap(), Ok(4));
    let entries = journal.read(1, 2, usize::MAX).unwrap();
    assert_eq!(entries.iter().map(|e| e.offset).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(entries[0].payload, b"record 1");
    assert!(matches!(journal.read(9, 1, 1), Err(ReadError::BeyondEnd { from: 9, end: 4 })));
    assert!(journal.read(4, 1, 1).unwrap().is_empty());
    journal.close().await.unwrap();
    assert_eq!(journal.health(), Health::Closed);
    assert!(journal.append(vec![record(4)]).await.is_err());
    assert!(journal.wait_beyond(4).await.is_err());

    let (journal, report) = Journal::open(&path, Options::default()).unwrap();
    assert_eq!((report.state, report.gaps.len(), journal.id()), (StateFound::Clean, 0, id));
    assert_eq!(journal.append(vec![record(4)]).wait().unwrap(), 4..5);
    let all: Vec<_> = journal.reader(0).map(|e| e.unwrap().payload).collect();
    assert_eq!(all, (0..5).map(|n| record(n).payload).collect::<Vec<_>>());
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Parcel {
    to: String,
    attempts: u32,
}

#[test]
fn a_spool_gives_back_what_was_not_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("spool");
    let parcel = |n: u32| Parcel { to: format!("channel {n}"), attempts: n };
    let (spool, _) = Spool::open(&path, SpoolOptions::default()).unwrap();
    let parcels: Vec<Parcel> = (0..5).map(parcel).collect();
    assert_eq!(spool.put(&parcels[0]).wait().unwrap(), 0);
    assert_eq!(spool.put_many(&parcels[1..]).wait().unwrap(), 1..5);
    assert_eq!(spool.ack(&[1, 3, 3, 99]).wait().unwrap(), 2);
    assert_eq!(spool.pending_count(), 3);
    let beside: Vec<u64> = inspect::pending(&path, 10).unwrap().iter().map(|e| e.offset).collect();
    assert_eq!(beside, [0, 2, 4]);
    drop(spool);

    let (spool, _) = Spool::<Parcel>::open(&path, SpoolOptions::default()).unwrap();
    let items = spool.pending(10).unwrap();
    assert_eq!(items.iter().map(|i| i.offset).collect::<Vec<_>>(), [0, 2, 4]);
    assert_eq!(items[1].value, Ok(parcel(2)));
    assert_eq!(spool.pending_after(0, 1).unwrap()[0].offset, 2);
    assert_eq!(spool.stats().oldest_ms, Some(items[0].put_ms));
    drop(spool);

    let newer = SpoolOptions { schema: 2, ..SpoolOptions::default() };
    let (spool, _) = Spool::<Parcel>::open(&path, newer).unwrap();
    assert!(spool.pending(10).unwrap().iter().all(|i| i.value.is_err()), "an unknown schema must not be decoded");
    assert_eq!(spool.pending_count(), 3, "nor skipped");
    assert_eq!(spool.ack(&[0, 2, 4]).wait().unwrap(), 3);
    assert_eq!((spool.pending_count(), spool.stats().oldest_ms), (0, None));
}

#[test]
fn retention_deletes_whole_segments_and_readers_see_a_gap() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { segment_bytes: 512, full_retry: Duration::from_millis(20), ..Options::default() };
    let (journal, _) = Journal::open(dir.path().join("log"), options).unwrap();
    for n in 0..40 {
        journal.append(vec![record(n)]).wait().unwrap();
    }
    let kept = journal.retain(20).wait().unwrap();
    assert!(kept > 0 && kept <= 20, "kept from {kept}");
    assert_eq!(journal.bounds(), kept..40);
    assert!(matches!(journal.read(0, 5, 500), Err(ReadError::Gap { from: 0, to }) if to == kept));
    let seen: Vec<u64> = journal.reader(kept).map(|e| e.unwrap().offset).collect();
    assert_eq!(seen, (kept..40).collect::<Vec<_>>());
}

#[test]
fn a_value_of_a_newer_version_is_set_aside_frees_its_segment_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("spool");
    let small = Options { segment_bytes: 256, ..Options::default() };
    let version = |schema| SpoolOptions { schema, journal: small.clone() };
    let parcel = |n: u32| Parcel { to: format!("channel {n}"), attempts: n };
    let (newer, _) = Spool::open(&path, version(2)).unwrap();
    newer.put(&parcel(0)).wait().unwrap();
    newer.close().wait().unwrap();
    drop(newer);

    let (spool, _) = Spool::<Parcel>::open(&path, version(1)).unwrap();
    let unreadable: Vec<u64> = spool.pending(9).unwrap().iter().filter(|item| item.value.is_err()).map(|item| item.offset).collect();
    assert_eq!(unreadable, [0]);
    assert_eq!(spool.set_aside(&unreadable).unwrap(), 1);
    for n in 1..100 {
        let offset = spool.put(&parcel(n)).wait().unwrap();
        spool.ack(&[offset]).wait().unwrap();
    }
    let stats = spool.stats();
    assert_eq!((stats.pending, stats.aside), (0, 1));
    assert!(inspect::check(&path, true).unwrap().segments <= 1, "nothing is held up");
    assert!(spool.set_aside(&[0]).is_err(), "it is not there any more");
    assert_eq!(spool.bring_back(|_| true).unwrap(), journal_spool::BroughtBack { brought: 0, left: 1 });
    let aside = inspect::aside(&path).unwrap();
    assert_eq!(aside.iter().map(|one| one.entry.as_ref().unwrap().schema).collect::<Vec<_>>(), [2]);
    // A damaged copy is reported and left alone: here one bit of its value is flipped.
    let mut copy = std::fs::read(&aside[0].path).unwrap();
    *copy.last_mut().unwrap() ^= 1;
    std::fs::write(path.join("aside/9.record"), copy).unwrap();
    assert!(inspect::aside(&path).unwrap()[1].entry.is_err());
    spool.close().wait().unwrap();
    drop(spool);

    let (newer, _) = Spool::<Parcel>::open(&path, version(2)).unwrap();
    assert_eq!(newer.bring_back(|_| true).unwrap(), journal_spool::BroughtBack { brought: 1, left: 1 });
    assert_eq!(newer.pending(9).unwrap().into_iter().map(|item| item.value.unwrap()).collect::<Vec<_>>(), [parcel(0)]);
    assert_eq!(newer.stats().aside, 1);
}

#[test]
fn a_value_whose_copy_was_kept_when_the_process_died_is_set_aside_once() {
    let (dir, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (path, before) = (dir.path().join("spool"), kept.path());
    let (spool, _) = Spool::open(&path, SpoolOptions { schema: 2, journal: Options::default() }).unwrap();
    spool.put(&Parcel { to: "channel".to_owned(), attempts: 1 }).wait().unwrap();
    spool.close().wait().unwrap();
    drop(spool);
    // Died between the copy and the acknowledgement: the copy is there, and the value waits as before.
    for entry in std::fs::read_dir(&path).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), before.join(entry.file_name())).unwrap();
    }
    std::fs::set_permissions(before, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let older = |path: &std::path::Path| Spool::<Parcel>::open(path, SpoolOptions { schema: 1, journal: Options::default() }).unwrap().0;
    older(&path).set_aside(&[0]).unwrap();
    std::fs::rename(path.join("aside"), before.join("aside")).unwrap();
    let again = older(before);
    assert_eq!(again.set_aside(&[0]).unwrap(), 1);
    assert_eq!((again.stats().aside, again.pending_count()), (1, 0));
}
