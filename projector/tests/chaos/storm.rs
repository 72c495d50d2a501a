//! F10: transactions conflict all the time.

use crate::common::*;
use crate::{all_of, event, migrated, posts, second_cards, start};
use domain::id::{ChannelId, GuildId};
use domain::watch::NewWatch;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::Store;
use store::bot::AddWatch;
use testbed::{Postgres, chaos};

/// Three of ten transactions are refused as CockroachDB refuses them: half at a statement, half at the COMMIT. Each try is written down.
const STORM: &str = "
CREATE FUNCTION storm() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_NAME = 'storm_early' AND NEW.next_offset > OLD.next_offset THEN RAISE LOG 'try at %', OLD.next_offset; END IF;
  IF random() < 0.1634 THEN RAISE EXCEPTION 'restart transaction' USING ERRCODE = '40001'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER storm_early BEFORE UPDATE ON projection FOR EACH ROW EXECUTE FUNCTION storm();
CREATE CONSTRAINT TRIGGER storm_late AFTER UPDATE ON projection DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION storm();";

/// Four projectors, handed over from one to the next while a bot adds watches of the same artists; how long it took.
async fn fold_all(server: &Postgres, events: u64) -> (Duration, u64) {
    let (url, log) = (server.url("postgres"), MemoryLog::new());
    (0..events).for_each(|n| log.push(event(n)));
    let mut projectors = Vec::new();
    for _ in 0..4 {
        projectors.push(start(deps(&crate::connected(&url).await, &log)));
    }
    let store = crate::connected(&url).await;
    add_watch(&store, 1, 1, artist(0), None, true).await;
    let stop = Arc::new(AtomicBool::new(false));
    let watching = tokio::spawn(watch(store.clone(), Arc::clone(&stop)));
    let began = Instant::now();
    for (nth, (stop, running)) in projectors.into_iter().enumerate() {
        let goal = events * (nth as u64 + 1) / 4;
        tokio::pin!(running);
        tokio::select! {
            () = reached(&store, goal) => {}
            ended = &mut running => panic!("it gave up: {ended:?}"),
        }
        stop.cancel();
        running.await.unwrap().unwrap();
    }
    let took = began.elapsed();
    stop.store(true, Ordering::Relaxed);
    (took, watching.await.unwrap())
}

/// Adds watches of the artists that are being folded; every one has to be accepted.
async fn watch(store: Store, stop: Arc<AtomicBool>) -> u64 {
    let mut added = 0;
    while !stop.load(Ordering::Relaxed) {
        // Read by every fold, but nothing here is new enough for it.
        let wish = NewWatch::new(GuildId(1), ChannelId(added + 10), artist(u128::from(added % 3)), "a", at(0))
            .mature(true)
            .announce_from(at(1 << 30));
        let answer = store.for_bot().add_watch(&wish, u32::MAX).await;
        assert!(matches!(answer, Ok(AddWatch::Added(_))), "{answer:?}");
        added += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    added
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn f10_a_storm_of_conflicts_costs_repetitions_and_nothing_else() {
    let (seed, events) = (chaos::seed(), chaos::scale(5_000, 100_000));
    let clean = {
        let server = Postgres::start();
        drop(migrated(&server.url("postgres")).await);
        fold_all(&server, events).await.0
    };
    let server = Postgres::start();
    let store = migrated(&server.url("postgres")).await;
    server.administer(STORM);
    let (stormy, watches) = fold_all(&server, events).await;

    let log = server.log();
    let mut tries: HashMap<&str, u32> = HashMap::new();
    log.lines().filter_map(|line| line.split_once("LOG:  try at ")).for_each(|(_, place)| *tries.entry(place).or_default() += 1);
    let mut tries: Vec<u32> = tries.into_values().collect();
    tries.sort_unstable();
    let (p99, most) = (tries[tries.len() * 99 / 100], tries[tries.len() - 1]);
    let ratio = clean.as_secs_f64() / stormy.as_secs_f64();
    let injected = log.matches("ERROR:  restart transaction").count();
    let real = log.matches("could not serialize access").count();
    assert_eq!(crate::common::dump(&store, &["watch"]).await.len() as u64, watches + 1);
    let mut row = chaos::Row::of_sets("F10", seed, all_of(events), all_of(events), posts(&server)).note(format!(
        "{injected} injected and {real} real conflicts, {watches} watches added meanwhile; tries p99 {p99}, most {most} (bar: 4, none given up); {ratio:.2} of the clean rate (bar: 0.3)"
    ));
    row.duplicated += second_cards(&server);
    row.finish();
    assert!(most <= 20, "a transaction was given up after twenty tries");
    // The bars with room for the dice and the machine.
    assert!(p99 <= 8 && ratio > 0.15, "p99 {p99}, ratio {ratio}");
}
