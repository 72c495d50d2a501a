//! F11: the active projector is frozen for longer than its standby waits, and continues where it was.

use crate::common::*;
use crate::{all_of, child, connected, event, migrated, posts, second_cards, told};
use domain::clock::{Clock, SystemClock, Timestamp};
use domain::id::LogId;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testbed::{Postgres, chaos};
use uuid::Uuid;

/// One event in this many milliseconds.
const PACE: u64 = 5;

/// Every move of the projection, written down in the transaction that made it.
const AUDIT: &str = "
CREATE TABLE moved (seq BIGSERIAL, epoch BIGINT, before BIGINT, after BIGINT);
CREATE FUNCTION moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO moved (epoch, before, after) VALUES (NEW.epoch, OLD.next_offset, NEW.next_offset);
  RETURN NEW;
END $$;
CREATE TRIGGER moves AFTER UPDATE ON projection FOR EACH ROW WHEN (NEW.next_offset <> OLD.next_offset OR NEW.epoch <> OLD.epoch) EXECUTE FUNCTION moves();";

/// Not a test by itself: a projector as its own process. All of them see the same log, which grows with the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_child() {
    let Some((url, born)) = told() else { return };
    let born: Timestamp = std::fs::metadata(born).unwrap().modified().unwrap().into();
    let log = MemoryLog::copy_of(LogId(Uuid::from_u128(11)));
    let (_stop, _running) = crate::start(deps(&connected(&url).await, &log));
    loop {
        let age = u64::try_from((SystemClock.now() - born).num_milliseconds()).unwrap_or(0);
        let due = age / PACE;
        (log.end()..due).for_each(|n| log.push(event(n)));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status().unwrap().success());
}

struct Children(Vec<Child>);

impl Drop for Children {
    fn drop(&mut self) {
        for child in &mut self.0 {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn numbers(text: &str) -> Vec<Vec<u64>> {
    let fields = |line: &str| line.split('|').map(|field| field.trim().parse().unwrap()).collect();
    text.lines().filter(|line| !line.trim().is_empty()).map(fields).collect()
}

/// Epoch and place.
fn state(server: &Postgres) -> (u64, u64) {
    let rows = numbers(&server.administer("SELECT epoch, next_offset FROM projection"));
    rows.first().map_or((0, 0), |row| (row[0], row[1]))
}

fn wait(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(120), "did not happen: {what}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f11_a_frozen_projector_writes_nothing_when_it_goes_on() {
    let (seed, rounds) = (chaos::seed(), chaos::scale(5, 200));
    let mut dice = StdRng::seed_from_u64(seed);
    let server = Arc::new(Postgres::start());
    let url = server.url("postgres");
    let store = migrated(&url).await;
    add_watch(&store, 1, 1, artist(0), None, true).await;
    server.administer(AUDIT);
    let place = tempfile::tempdir().unwrap();
    let born = place.path().join("born");
    std::fs::write(&born, "").unwrap();
    let mut takeovers = {
        let server = Arc::clone(&server);
        tokio::task::spawn_blocking(move || freeze(&server, &url, &born, rounds, &mut dice)).await.unwrap()
    };
    takeovers.sort_unstable();

    let moves = numbers(&server.administer("SELECT epoch, before, after FROM moved ORDER BY seq"));
    let stale = moves.windows(2).filter(|pair| pair[1][0] < pair[0][0]).count() as u64;
    let torn = moves.windows(2).filter(|pair| pair[1][1] != pair[0][2]).count();
    let (_, end) = state(&server);
    let mut row = chaos::Row::of_sets("F11", seed, all_of(end), all_of(end), posts(&server)).note(format!(
        "{rounds} freezes; {stale} writes with an old epoch; taken over after {:.1} s (median), {:.1} s (longest)",
        takeovers[takeovers.len() / 2].as_secs_f64(),
        takeovers[takeovers.len() - 1].as_secs_f64()
    ));
    row.duplicated += second_cards(&server);
    row.unexpected += stale;
    row.finish();
    assert_eq!(torn, 0, "each move begins where the one before ended");
    assert!(end > 500 && projector_epochs(&moves) > rounds);
}

fn projector_epochs(moves: &[Vec<u64>]) -> u64 {
    moves.last().map_or(0, |last| last[0])
}

/// Freezes the active one, waits for the other, thaws; how long each takeover took. Both are gone when it returns.
fn freeze(server: &Postgres, url: &str, born: &Path, rounds: u64, dice: &mut StdRng) -> Vec<Duration> {
    let children = Children((0..2).map(|_| child("frozen::the_child", url, born)).collect());
    wait("the first fold", || state(server).1 > 0);
    let mut active = 0;
    let mut takeovers = Vec::new();
    for _ in 0..rounds {
        std::thread::sleep(Duration::from_millis(dice.random_range(100..700)));
        let frozen = Instant::now();
        let epoch = state(server).0;
        signal(&children.0[active], "STOP");
        // Whichever of the two it is that continues: the one that works is the one whose freezing stops the work.
        std::thread::sleep(Duration::from_millis(300));
        let before = state(server);
        std::thread::sleep(Duration::from_millis(300));
        if state(server).1 > before.1 && state(server).0 == epoch {
            signal(&children.0[active], "CONT");
            active = 1 - active;
            signal(&children.0[active], "STOP");
        }
        wait("the standby to take over", || state(server).0 > epoch);
        takeovers.push(frozen.elapsed());
        let (_, place) = state(server);
        wait("it to fold", || state(server).1 > place + 20);
        signal(&children.0[active], "CONT");
        let (_, place) = state(server);
        wait("it to fold on", || state(server).1 > place + 100);
        active = 1 - active;
    }
    takeovers
}
