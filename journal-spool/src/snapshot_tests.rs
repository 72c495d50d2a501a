use super::*;
use crate::{Journal, Options, Record, Spool, SpoolOptions, inspect};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

fn written(snapshot: &Snapshot, to: &Path) {
    std::fs::create_dir(to).unwrap();
    std::fs::set_permissions(to, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for file in snapshot.files() {
        let path = to.join(file.name());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let copied = io::copy(&mut file.reader(), &mut std::fs::File::create(&path).unwrap()).unwrap();
        assert_eq!(copied, file.bytes());
    }
}

fn record(number: u64) -> Record {
    Record { codec: 3, schema: 1, id: number.to_le_bytes(), payload: vec![b'x'; 40 + usize::try_from(number % 400).unwrap()] }
}

#[test]
fn no_log_is_an_empty_snapshot() {
    let place = tempfile::tempdir().unwrap();
    let none = Snapshot::of(place.path()).unwrap();
    assert_eq!((none.files().len(), none.first()), (0, None));
}

/// Segments are so small that the writer rotates, and deletes, all the time.
#[test]
fn a_copy_beside_a_writer_is_sound_and_holds_what_was_durable_before() {
    let place = tempfile::tempdir().unwrap();
    let live = place.path().join("log");
    let options = Options { segment_bytes: 64 << 10, reserve_bytes: 0, ..Options::default() };
    let (journal, _) = Journal::open(&live, options.clone()).unwrap();
    let (stop, durable) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for number in 0.. {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let range = journal.append(vec![record(number)]).wait().unwrap();
                durable.store(range.end, Ordering::SeqCst);
                if number % 700 == 699 {
                    journal.retain(range.end - 300).wait().unwrap();
                }
            }
        });
        for round in 0..20 {
            while durable.load(Ordering::SeqCst) < round * 150 + 10 {
                std::thread::yield_now();
            }
            let before = durable.load(Ordering::SeqCst);
            let copy = place.path().join(format!("copy-{round}"));
            let snapshot = Snapshot::of(&live).unwrap();
            written(&snapshot, &copy);
            let report = inspect::check(&copy, true).unwrap();
            assert!(report.is_sound(), "{report:?}");
            assert_eq!(Some(report.bounds.start), snapshot.first(), "the copy begins where the snapshot says");
            assert!(report.bounds.end >= before, "{report:?} lacks what was durable at {before}");
            assert_eq!(report.id.unwrap(), journal.id());
            let (opened, _) = Journal::open(&copy, options.clone()).unwrap();
            assert!(opened.append(vec![record(0)]).wait().is_ok(), "it takes more");
            opened.close().wait().unwrap();
        }
        stop.store(true, Ordering::SeqCst);
    });
}

#[test]
fn what_a_spool_has_pending_is_pending_in_the_copy() {
    let place = tempfile::tempdir().unwrap();
    let live = place.path().join("spool");
    let (spool, _) = Spool::<String>::open(&live, SpoolOptions::default()).unwrap();
    let offsets: Vec<u64> = (0..20).map(|number| spool.put(&format!("value {number}")).wait().unwrap()).collect();
    spool.ack(&offsets[..5]).wait().unwrap();
    let copy = place.path().join("copy");
    written(&Snapshot::of(&live).unwrap(), &copy);
    spool.ack(&offsets[5..]).wait().unwrap();
    let pending: Vec<u64> = inspect::pending(&copy, 100).unwrap().into_iter().map(|entry| entry.offset).collect();
    assert_eq!(pending, offsets[5..]);
}

#[test]
fn what_a_writer_deletes_or_begins_meanwhile_makes_an_attempt_useless() {
    let place = tempfile::tempdir().unwrap();
    let live = place.path().join("log");
    let options = Options { segment_bytes: 64 << 10, reserve_bytes: 0, ..Options::default() };
    let (journal, _) = Journal::open(&live, options).unwrap();
    let fill = || (0..600).fold(0, |_, number| journal.append(vec![record(number)]).wait().unwrap().end);
    let end = fill();
    assert!(attempt(&live, || {}).unwrap().is_some(), "nothing changed");
    assert!(attempt(&live, || drop(journal.append(vec![record(1)]).wait())).unwrap().is_some(), "a record more is no change");
    assert!(attempt(&live, || drop(journal.retain(end).wait())).unwrap().is_none(), "segments were deleted");
    assert!(
        attempt(&live, || {
            fill();
        })
        .unwrap()
        .is_none(),
        "a segment was begun"
    );
}
