//! F17: a rebuild that is killed again and again while the live projector works.

use crate::common::*;
use crate::{all_of, child, connected, event, migrated, posts, second_cards, start, told, write_events};
use domain::id::LogId;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testbed::{Postgres, chaos};
use uuid::Uuid;

const KILLS: u32 = 20;

fn log() -> Arc<MemoryLog> {
    MemoryLog::copy_of(LogId(Uuid::from_u128(17)))
}

fn fill(log: &MemoryLog, file: &Path, count: u64) {
    let lines = std::io::BufReader::new(std::fs::File::open(file).unwrap()).split(b'\n');
    lines.take(usize::try_from(count).unwrap()).for_each(|line| log.push(line.unwrap()));
}

/// Not a test by itself: the rebuild as its own process. It touches `FILE.begin` when it begins, and `FILE.end` when it has folded what there
/// was to fold.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_child() {
    let Some((url, file)) = told() else { return };
    let log = log();
    fill(&log, &file, u64::MAX);
    let deps = deps(&connected(&url).await, &log);
    std::fs::write(file.with_extension("begin"), "").unwrap();
    let near = |progress: projector::Progress| {
        if progress.next_offset >= progress.target {
            std::fs::write(file.with_extension("end"), "").unwrap();
        }
    };
    projector::rebuild(&deps.store, &*deps.log, near).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f17_a_rebuild_that_is_killed_twenty_times_sends_nothing_and_ends_as_a_cold_fold() {
    let (seed, old) = (chaos::seed(), chaos::scale(20_000, 1_000_000));
    let mut dice = StdRng::seed_from_u64(seed);
    let server = Postgres::start();
    let url = server.url("postgres");
    let store = migrated(&url).await;
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("events");
    // What is published meanwhile: a hundred a second, for longer than this takes.
    let live = chaos::scale(10_000, 100_000);
    write_events(&file, old + live);
    let log = log();
    fill(&log, &file, old);
    let deps = deps(&store, &log);
    let (stop, running) = start(deps.clone());
    reached(&store, old).await;
    // Only what comes from now on is announced.
    add_watch(&store, 1, 1, artist(0), None, true).await;
    let publishing = tokio::spawn({
        let log = Arc::clone(&log);
        async move {
            for n in old..old + live {
                log.push(event(n));
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    });

    let (mut in_switch, mut done) = (0, 0);
    for kill in 0..KILLS {
        // The lease of the one that was killed has run out.
        server.administer("DELETE FROM lease");
        let (begin, end) = (file.with_extension("begin"), file.with_extension("end"));
        for mark in [&begin, &end] {
            drop(std::fs::remove_file(mark));
        }
        let mut rebuild = child("rebuilt::the_child", &url, &file);
        let patience = Instant::now();
        while !begin.exists() && rebuild.try_wait().unwrap().is_none() && patience.elapsed() < Duration::from_secs(600) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        if kill % 8 == 7 {
            // When the fresh rows are about to take the live ones' place.
            while !end.exists() && rebuild.try_wait().unwrap().is_none() && patience.elapsed() < Duration::from_secs(600) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            in_switch += 1;
            tokio::time::sleep(Duration::from_millis(dice.random_range(0..120))).await;
        } else {
            tokio::time::sleep(Duration::from_millis(dice.random_range(1..chaos::scale(900, 20_000)))).await;
        }
        done += u32::from(rebuild.try_wait().unwrap().is_some());
        drop(rebuild.kill());
        rebuild.wait().unwrap();
    }
    server.administer("DELETE FROM lease");
    let began = Instant::now();
    let report = projector::rebuild(&store.for_projection(), &*log, |_| {}).await.unwrap();
    let rate = report.folded as f64 / began.elapsed().as_secs_f64();
    publishing.abort();
    drop(publishing.await);
    let all = log.end();
    reached(&store, all).await;
    let cold = projector::verify(&store.for_projection(), &*log, |_| {}).await.unwrap();
    assert_eq!(cold.differences, [], "the tables are those of a cold fold");
    stop.cancel();
    running.await.unwrap().unwrap();

    let announced = dump(&store, &["notification"]).await.len() as u64;
    let wanted = (old..all).filter(|n| n % 3 == 0).count() as u64;
    let mut row = chaos::Row::of_sets("F17", seed, all_of(all), all_of(all), posts(&server)).note(format!(
        "{KILLS} kills, {in_switch} of them around the switch, {done} too late to hurt; {} events live meanwhile; {} notifications caused by rebuilding; {rate:.0} events/s (bar: 5,000 in release)",
        all - old,
        announced.abs_diff(wanted)
    ));
    row.duplicated += second_cards(&server);
    row.unexpected += announced.saturating_sub(wanted);
    row.lost += wanted.saturating_sub(announced);
    row.finish();
}
