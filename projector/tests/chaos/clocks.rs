//! F18, the projector: hosts whose clocks differ.

use crate::common::*;
use crate::{connected, event, migrated, start};
use chrono::TimeDelta;
use domain::clock::{Clock, SystemClock, Timestamp};
use projector::Deps;
use std::sync::Arc;
use std::time::Duration;
use testbed::{Postgres, chaos};

struct Off(TimeDelta);

impl Clock for Off {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }
}

fn epoch(server: &Postgres) -> u64 {
    server.administer("SELECT epoch FROM projection").trim().parse().unwrap()
}

/// A standby whose clock is far from the owner's must neither take over from a living owner nor fail to follow a dead one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f18_clocks_that_differ_steal_no_projection() {
    let seed = chaos::seed();
    let server = Postgres::start();
    let url = server.url("postgres");
    let (mut all, mut notes) = (0, Vec::new());
    drop(migrated(&url).await);
    let log = MemoryLog::new();
    for (owner, standby) in [(-3600, 0), (3600, 0), (0, 300)] {
        let with = async |seconds| {
            let deps = deps(&connected(&url).await, &log);
            start(Deps { clock: Arc::new(Off(TimeDelta::seconds(seconds))), ..deps })
        };
        let store = connected(&url).await;
        let (end, working) = with(owner).await;
        log.push(event(all));
        all += 1;
        reached(&store, all).await;
        let held = epoch(&server);
        let (stop, waiting) = with(standby).await;
        for _ in 0..35 {
            log.push(event(all));
            all += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        reached(&store, all).await;
        assert_eq!(epoch(&server), held, "stolen from a living owner: its clock {owner} s, the other's {standby} s");
        // Dead, without notice.
        working.abort();
        drop(end);
        log.push(event(all));
        all += 1;
        let died = std::time::Instant::now();
        reached(&store, all).await;
        notes.push(format!("{:.1}", died.elapsed().as_secs_f64()));
        assert!(epoch(&server) > held);
        stop.cancel();
        waiting.await.unwrap().unwrap();
    }
    let note = format!(
        "projector: clocks 1 h and 5 min apart; no owner lost it while it lived; a dead one was followed after {} s",
        notes.join(", ")
    );
    chaos::Row::of_sets("F18", seed, crate::all_of(all), crate::all_of(all), crate::posts(&server)).note(note).finish();
}
