//! Rows F4, F6 and F7 of the fault matrix at the log's level: what was acknowledged, by the log or by the spool in front of it, is in the
//! log in the end. One line for each, beginning with `chaos`. `DEVIANTCORD_CHAOS=release` runs the long variants (minutes to an hour: with
//! `--profile torture`), `DEVIANTCORD_CHAOS_SEED` repeats a run's pauses.

use crate::contract::open;
use crate::rig::{Load, Rig, Tally};
use anyhow::{Result, ensure};
use domain::event::Envelope;
use eventlog::EventLog;
use eventlog::contract::{Failure, event};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rustix::process::Signal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use testbed::broker::{Broker, PATIENCE};
use testkit::until;

/// How often each fault happens.
struct Counts {
    kills: usize,
    /// Of the kills, after this many the window just after the start is published into.
    windows: usize,
    freezes: Vec<u64>,
}

impl Counts {
    fn chosen() -> Self {
        if std::env::var("DEVIANTCORD_CHAOS").is_ok_and(|which| which == "release") {
            Self { kills: 60, windows: 30, freezes: [5, 20, 60].repeat(10) }
        } else {
            Self { kills: 3, windows: 3, freezes: vec![20] }
        }
    }
}

fn seed() -> u64 {
    let given = std::env::var("DEVIANTCORD_CHAOS_SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| rand::random::<u32>().into())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f4_f6_f7_what_was_acknowledged_survives_a_broker_that_is_killed_or_frozen() -> Result<(), Failure> {
    let (counts, seed) = (Counts::chosen(), seed());
    let mut random = StdRng::seed_from_u64(seed);
    let mut broker = Broker::start()?;
    f7_frozen(&broker, &counts, &mut random, seed).await?;
    f4_f6_killed(&mut broker, &counts, &mut random, seed).await
}

/// Killed under load and started again; and (F6) the moments in which its port is open and its streams are not up yet, in which it would
/// confirm and forget what is not `mandatory` (rabbitmq-server#1877, #1893).
async fn f4_f6_killed(broker: &mut Broker, counts: &Counts, random: &mut StdRng, seed: u64) -> Result<(), Failure> {
    let rig = Rig::new(broker, "killed").await?;
    let load = Load::on(&rig.spooled);
    let window = Window::new(broker.url("killed"));
    let (mut accepted, mut again, mut empty) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for kill in 0..counts.kills {
        load.more(100).await;
        tokio::time::sleep(Duration::from_millis(random.random_range(0..1500))).await;
        load.mark();
        broker.kill()?;
        until("appends are accepted again", async || load.marks().accepted.is_some()).await;
        load.more(100).await;
        broker.boot()?;
        if kill < counts.windows {
            window.publish().await?;
        }
        until("the stream is in use again", async || rig.log.trouble().is_none()).await;
        let stream = load.marks().elapsed();
        let drained = rig.drained("killed").await?;
        until("the log takes events", async || load.marks().logged.is_some()).await;
        let first = load.marks().accepted.unwrap_or_default();
        println!(
            "broker killed: accepted again (by spool) {first:.1?} / stream in use again {stream:.1?} / spool empty {drained:.1?} after that"
        );
        (accepted, again, empty) = (accepted.max(first), again.max(stream), empty.max(drained));
        assert!(first < PATIENCE && stream < PATIENCE, "the bars are 5, 45 and 60 s");
    }
    assert_eq!(rig.spooled.status().aside, 0);
    let tally = load.judged(&rig, "killed").await?;
    let worst = format!(
        "{} kills; at worst: accepted again, by spool, after {accepted:.1?}; stream in use again after {again:.1?}; spool empty {empty:.1?} later",
        counts.kills
    );
    tally.print("F4", seed, &worst);
    let log = rig.all().await?;
    let (attempted, acknowledged) = window.into_sets();
    assert!(!acknowledged.is_empty());
    let note = format!("{} restarts, publishing from the moment the port opens", counts.windows);
    Tally::of(&attempted, &acknowledged, &log).print("F6", seed, &note);
    Ok(rig.end().await?)
}

/// Publishers without a spool that come while the broker is not up yet.
struct Window {
    url: String,
    next: Arc<AtomicU64>,
    attempted: Arc<std::sync::Mutex<Vec<Envelope>>>,
    acknowledged: Arc<std::sync::Mutex<Vec<Envelope>>>,
}

impl Window {
    fn new(url: String) -> Self {
        Self { url, next: Arc::default(), attempted: Arc::default(), acknowledged: Arc::default() }
    }

    /// From now until one has had its events confirmed for a while.
    async fn publish(&self) -> Result<()> {
        let (began, before) = (Instant::now(), self.acknowledged.lock().unwrap().len());
        let publishers: Vec<_> = (0..6)
            .map(|_| {
                let (url, next) = (self.url.clone(), Arc::clone(&self.next));
                let (attempted, acknowledged) = (Arc::clone(&self.attempted), Arc::clone(&self.acknowledged));
                tokio::spawn(async move {
                    while began.elapsed() < Duration::from_secs(3) || acknowledged.lock().unwrap().len() < before + 40 {
                        ensure!(began.elapsed() < PATIENCE, "nothing is confirmed after the restart");
                        let Ok(log) = open(&url).await else { continue };
                        for _ in 0..10 {
                            let one = event(100, next.fetch_add(1, Ordering::SeqCst).into());
                            attempted.lock().unwrap().push(one.clone());
                            if log.append(std::slice::from_ref(&one)).await.is_ok() {
                                acknowledged.lock().unwrap().push(one);
                            }
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        for publisher in publishers {
            publisher.await??;
        }
        Ok(())
    }

    fn into_sets(self) -> (Vec<Envelope>, Vec<Envelope>) {
        let take = |all: &std::sync::Mutex<Vec<Envelope>>| std::mem::take(&mut *all.lock().unwrap());
        (take(&self.attempted), take(&self.acknowledged))
    }
}

/// Stopped without closing anything: publishing continues into the void until the confirms are missed (amqprs: `basic_publish` is Ok when a record
/// is queued, and its writer hangs in a write that no shutdown ends).
async fn f7_frozen(broker: &Broker, counts: &Counts, random: &mut StdRng, seed: u64) -> Result<(), Failure> {
    let rig = Rig::new(broker, "frozen").await?;
    let load = Load::on(&rig.spooled);
    let (mut longest, mut empty) = (Duration::ZERO, Duration::ZERO);
    for &seconds in &counts.freezes {
        load.more(50).await;
        tokio::time::sleep(Duration::from_millis(random.random_range(0..500))).await;
        load.mark();
        broker.signal(Signal::STOP)?;
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        broker.signal(Signal::CONT)?;
        if load.marks().accepted.is_some() {
            until("the log takes events", async || load.marks().logged.is_some() || rig.spooled.status().pending == 0).await;
        }
        load.more(50).await;
        empty = empty.max(rig.drained("frozen").await?);
        longest = longest.max(load.marks().longest);
        assert!(longest < PATIENCE, "the bar is 25 s");
    }
    let tally = load.judged(&rig, "frozen").await?;
    let note = format!(
        "stopped for {:?} s; the longest append took {longest:.1?}; spool empty {empty:.1?} after it was in use again",
        counts.freezes
    );
    tally.print("F7", seed, &note);
    Ok(rig.end().await?)
}
