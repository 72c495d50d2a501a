//! Cases 26 and 27: many threads, and futures that are dropped.

use crate::basics::{DIR, is_right, open, options, payload, read_all, record, scale};
use crate::sim::Sim;
use journal_spool::{Closed, Journal, Options, ReadError, Record};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

/// Real threads append, read, and delete at once for many rounds on a simulated disk, whose calls take no time, so that
/// the threads meet at every point.
#[test]
fn case_26_readers_beside_writers_rotation_and_retention() {
    for round in 0..scale(6_u64, 200) {
        let sim = Sim::default();
        let tight = Options { segment_bytes: 256 + 300 * (round % 4), queue_bytes: 4096, ..options() };
        let (journal, _) = Journal::open_with(sim.vfs(), DIR, tight).unwrap();
        let (writers, each) = (3_u64, 150_u64);
        let done = Arc::new(AtomicBool::new(false));
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..2)
                .map(|_| {
                    let (journal, done) = (journal.clone(), done.clone());
                    scope.spawn(move || follow(&journal, &done))
                })
                .collect();
            let deleter = {
                let (journal, done) = (journal.clone(), done.clone());
                scope.spawn(move || {
                    while !done.load(Ordering::SeqCst) {
                        let low = journal.bounds().end.saturating_sub(40);
                        let kept = journal.retain(low).wait().unwrap();
                        assert!(kept <= low.max(journal.bounds().start));
                    }
                })
            };
            let appenders: Vec<_> = (0..writers)
                .map(|w| {
                    let journal = journal.clone();
                    scope.spawn(move || {
                        let mut last = None;
                        for n in 0..each {
                            let mine = Record { id: (w * each + n).to_le_bytes(), payload: payload(w * each + n), ..record(0) };
                            let range = journal.append(vec![mine]).wait().unwrap();
                            assert!(last < Some(range.start), "one caller's appends keep their order");
                            last = Some(range.start);
                            assert!(journal.bounds().end >= range.end, "confirmed but not visible");
                        }
                    })
                })
                .collect();
            for a in appenders {
                a.join().unwrap();
            }
            done.store(true, Ordering::SeqCst);
            deleter.join().unwrap();
            for r in readers {
                assert_eq!(r.join().unwrap(), writers * each, "round {round}: a reader stopped early");
            }
        });
    }
}

/// Reads to the end of all; every offset is seen once or lies below the low-water mark.
fn follow(journal: &Journal, done: &AtomicBool) -> u64 {
    let mut next = 0;
    loop {
        let finished = done.load(Ordering::SeqCst);
        match journal.read(next, 7, 900) {
            Ok(entries) if entries.is_empty() => {
                if finished {
                    return next;
                }
                std::thread::yield_now();
            }
            Ok(entries) => {
                for entry in entries {
                    assert_eq!(entry.offset, next, "missed or doubled");
                    let n = u64::from_le_bytes(entry.id);
                    assert_eq!(entry.payload, payload(n));
                    next += 1;
                }
            }
            Err(ReadError::Gap { from, to }) => {
                assert!(from == next && to > from && to <= journal.bounds().start, "a gap that retention did not make");
                next = to;
            }
            Err(e) => panic!("{e}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn case_26_a_waiter_never_misses_the_end() {
    let sim = Sim::default();
    let (journal, _) = open(&sim);
    for n in 0..scale(300, 10_000) {
        let waiter = tokio::spawn({
            let journal = journal.clone();
            async move { journal.wait_beyond(n).await }
        });
        if n % 3 == 0 {
            tokio::task::yield_now().await;
        }
        let appended = journal.append(vec![record(n)]).await.unwrap();
        assert!(waiter.await.unwrap().unwrap() >= appended.end);
    }
    let end = journal.bounds().end;
    let waiter = tokio::spawn({
        let journal = journal.clone();
        async move { journal.wait_beyond(end).await }
    });
    tokio::task::yield_now().await;
    journal.close().await.unwrap();
    assert_eq!(waiter.await.unwrap(), Err(Closed));
}

#[tokio::test]
async fn case_27_a_dropped_append_is_there_as_a_whole_or_not_at_all() {
    let sim = Sim::default();
    let small = Options { queue_bytes: 1024, segment_bytes: 4000, ..options() };
    let (journal, _) = Journal::open_with(sim.vfs(), DIR, small.clone()).unwrap();
    let mut sure = Vec::new();
    for n in 0..scale(1_000_u64, 20_000) {
        let pair = vec![Record { id: n.to_le_bytes(), ..record(n) }, Record { id: n.to_le_bytes(), ..record(n) }];
        let mut appending = journal.append(pair);
        match n % 4 {
            0 => drop(appending),
            1 => {
                let mut cx = Context::from_waker(Waker::noop());
                if let Poll::Ready(done) = std::pin::Pin::new(&mut appending).poll(&mut cx) {
                    done.unwrap();
                    sure.push(n);
                }
                drop(appending);
            }
            2 => {
                tokio::select! {
                    biased;
                    done = appending => { done.unwrap(); sure.push(n); }
                    () = tokio::task::yield_now() => {}
                }
            }
            _ => {
                appending.await.unwrap();
                sure.push(n);
            }
        }
    }
    journal.close().await.unwrap();
    let (journal, report) = Journal::open_with(sim.vfs(), DIR, small).unwrap();
    assert!(report.gaps.is_empty() && report.torn_bytes == 0);
    let (entries, gaps) = read_all(&journal, 0);
    assert!(gaps.is_empty() && entries.len() % 2 == 0);
    let ids: Vec<u64> = entries.chunks(2).map(|pair| u64::from_le_bytes(pair[0].id)).collect();
    assert!(entries.chunks(2).all(|pair| pair[0].id == pair[1].id), "half an append");
    assert!(ids.is_sorted() && sure.iter().all(|n| ids.binary_search(n).is_ok()));
    assert!(!entries.iter().all(is_right), "the ids above are what is compared, not the offsets");
}

/// The model check of group commit: whatever is confirmed is durable at that moment, however many wait at once.
#[test]
fn case_26_confirmed_means_synced_for_every_member_of_a_group() {
    let sim = Sim::default();
    let (journal, _) = open(&sim);
    std::thread::scope(|scope| {
        for w in 0..4 {
            let (journal, sim) = (journal.clone(), sim.clone());
            scope.spawn(move || {
                for n in 0..scale(100, 3_000) {
                    let mark = format!("writer {w} record {n} mark");
                    let mine = Record { payload: mark.clone().into_bytes(), ..record(0) };
                    journal.append(vec![mine]).wait().unwrap();
                    let world = sim.world();
                    let on_disk =
                        world.disk_names.values().any(|&i| world.inodes[i].disk.windows(mark.len()).any(|part| part == mark.as_bytes()));
                    assert!(on_disk, "{mark} was confirmed before it was durable");
                }
            });
        }
    });
}
