//! What a broker does to those who rely on it, with the spool in front: whatever was accepted is in the log in the end, and each artist's
//! events came in their order.

use crate::broker::{Broker, PATIENCE};
use crate::contract::open;
use anyhow::{Context, Result, ensure};
use rustix::process::Signal;
use shared::event::Envelope;
use shared::log::contract::{Failure, event, events, logged, take};
use shared::log::{Accepted, EventLog, LogError, RabbitLog, SpooledLog};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const LANES: u128 = 4;

/// A stream with a spool in front, and its drain.
struct Rig {
    log: RabbitLog,
    spooled: SpooledLog,
    stop: CancellationToken,
    draining: JoinHandle<()>,
    _dir: TempDir,
}

impl Rig {
    async fn new(broker: &Broker, stream: &str) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let log = open(&broker.url(stream)).await?;
        let spooled = SpooledLog::open(Arc::new(log.clone()), &dir.path().join("spool")).await?;
        let stop = CancellationToken::new();
        let draining = tokio::spawn({
            let (spooled, stop) = (spooled.clone(), stop.clone());
            async move { spooled.drain(stop).await }
        });
        Ok(Self { log, spooled, stop, draining, _dir: dir })
    }

    async fn drained(&self, what: &str) -> Result<()> {
        let started = Instant::now();
        tokio::time::timeout(PATIENCE * 2, self.spooled.drained()).await.with_context(|| format!("{what}: the spool is not drained"))?;
        println!("{what}: the spool was empty after {:?}", started.elapsed());
        Ok(())
    }

    /// Every event of the log, in its order, without repetitions.
    async fn all(&self) -> Result<Vec<Envelope>, Failure> {
        let bounds = self.log.bounds().await?;
        let count = usize::try_from(bounds.next - bounds.first)?;
        let mut seen = HashSet::new();
        let all = take(&mut *self.log.read(bounds.first).await?, bounds.first, count).await?;
        Ok(all.into_iter().filter(|envelope| seen.insert(envelope.id)).collect())
    }

    async fn end(self) -> Result<()> {
        self.stop.cancel();
        Ok(self.draining.await?)
    }
}

/// Appends in several lanes, one call after the other in each, until it is told to stop.
struct Load {
    stop: CancellationToken,
    accepted: Arc<AtomicU64>,
    lanes: Vec<JoinHandle<u128>>,
}

impl Load {
    fn on(spooled: &SpooledLog) -> Self {
        let (stop, accepted) = (CancellationToken::new(), Arc::new(AtomicU64::new(0)));
        let lanes = (1..=LANES).map(|lane| {
            let (log, stop, accepted) = (spooled.clone(), stop.clone(), Arc::clone(&accepted));
            tokio::spawn(async move {
                let mut next = 0;
                while !stop.is_cancelled() {
                    if log.append(&events(lane, next..next + 2)).await.is_ok() {
                        next += 2;
                        accepted.fetch_add(2, Ordering::SeqCst);
                    }
                    tokio::time::sleep(Duration::from_millis(3)).await;
                }
                next
            })
        });
        let lanes = lanes.collect();
        Self { stop, accepted, lanes }
    }

    /// Waits until so many more were accepted.
    async fn more(&self, count: u64) -> Result<()> {
        let wanted = self.accepted.load(Ordering::SeqCst) + count;
        until("events are accepted", || self.accepted.load(Ordering::SeqCst) >= wanted).await
    }

    /// Stops, and compares what was accepted with what is in the log once the spool is empty.
    async fn judged(self, rig: &Rig, what: &str) -> Result<(), Failure> {
        self.stop.cancel();
        let mut counts = Vec::new();
        for lane in self.lanes {
            counts.push(lane.await?);
        }
        rig.drained(what).await?;
        let all = rig.all().await?;
        for (lane, accepted) in (1..).zip(counts) {
            let id = event(lane, 0).event.lane();
            let found: Vec<_> = all.iter().filter(|envelope| envelope.event.lane() == id).cloned().collect();
            assert_eq!(found.len() as u128, accepted, "{what}: lane {lane}");
            assert_eq!(found, events(lane, 0..accepted), "{what}: lane {lane} in its order");
        }
        Ok(())
    }
}

async fn until(what: &str, condition: impl Fn() -> bool) -> Result<()> {
    let started = Instant::now();
    while !condition() {
        ensure!(started.elapsed() < PATIENCE, "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_fails_costs_nothing_that_was_accepted() -> Result<(), Failure> {
    let mut broker = Broker::start()?;
    connections_closed_by_the_server(&broker).await?;
    an_alarm_blocks_publishers(&broker).await?;
    a_frozen_broker(&broker).await?;
    killed_under_load(&mut broker).await
}

/// The broker says goodbye to everybody; readers must not fall silent (gftea/amqprs#57, #66, #79).
async fn connections_closed_by_the_server(broker: &Broker) -> Result<(), Failure> {
    let rig = Rig::new(broker, "closed").await?;
    let mut reader = rig.log.read(rig.log.bounds().await?.next).await?;
    let waiting = tokio::spawn(async move {
        loop {
            if let Err(error) = reader.next(100).await {
                return error;
            }
        }
    });
    let load = Load::on(&rig.spooled);
    for _ in 0..3 {
        load.more(50).await?;
        broker.ctl(&["close_all_connections", "--vhost", "/", "by the test"])?;
    }
    load.more(50).await?;
    let error = tokio::time::timeout(PATIENCE, waiting).await??;
    assert!(matches!(error, LogError::Unavailable(_)), "{error}");
    load.judged(&rig, "connections closed").await?;
    Ok(rig.end().await?)
}

/// A memory alarm: the broker takes connections and stops reading from those that publish.
async fn an_alarm_blocks_publishers(broker: &Broker) -> Result<(), Failure> {
    let rig = Rig::new(broker, "alarm").await?;
    let load = Load::on(&rig.spooled);
    load.more(50).await?;
    broker.ctl(&["set_vm_memory_high_watermark", "0.0000001"])?;
    until("the spool takes events", || rig.spooled.status().pending > 50).await?;
    load.more(50).await?;
    broker.ctl(&["set_vm_memory_high_watermark", "0.4"])?;
    load.judged(&rig, "alarm").await?;
    Ok(rig.end().await?)
}

/// Stopped without closing anything: publishing goes on into the void until the confirms are missed.
async fn a_frozen_broker(broker: &Broker) -> Result<(), Failure> {
    let rig = Rig::new(broker, "frozen").await?;
    let load = Load::on(&rig.spooled);
    load.more(50).await?;
    broker.signal(Signal::STOP)?;
    until("the spool takes events", || rig.spooled.status().pending > 50).await?;
    load.more(50).await?;
    broker.signal(Signal::CONT)?;
    load.judged(&rig, "frozen").await?;
    Ok(rig.end().await?)
}

/// Killed and started again: it opens its port before its streams are up, and would confirm and forget what comes then (measured).
async fn killed_under_load(broker: &mut Broker) -> Result<(), Failure> {
    let rig = Rig::new(broker, "killed").await?;
    let load = Load::on(&rig.spooled);
    for _ in 0..2 {
        load.more(200).await?;
        broker.kill()?;
        until("the spool takes events", || rig.spooled.status().pending > 50).await?;
        load.more(100).await?;
        broker.boot()?;
        rig.drained("killed, meanwhile").await?;
        until("the log takes events", || rig.log.trouble().is_none()).await?;
    }
    let status = rig.spooled.status();
    load.more(50).await?;
    load.judged(&rig, "killed").await?;
    assert_eq!(status.stuck, 0);
    Ok(rig.end().await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_not_what_it_was_is_noticed() -> Result<(), Failure> {
    let broker = Broker::start()?;
    deleted_while_in_use(&broker).await?;
    trimmed_below_a_reader(&broker).await
}

async fn deleted_while_in_use(broker: &Broker) -> Result<(), Failure> {
    let log = open(&broker.url("deleted")).await?;
    let former = log.identity().await?;
    logged(&log, &events(1, 0..20)).await?;
    let end = log.bounds().await?.next;
    let mut reader = log.read(end).await?;
    broker.ctl(&["delete_queue", "deleted"])?;
    assert!(matches!(tokio::time::timeout(PATIENCE, reader.next(1)).await?, Err(LogError::Unavailable(_))), "the reader is told");
    let started = Instant::now();
    let found = loop {
        match log.identity().await {
            Ok(id) if id != former => break id,
            _ if started.elapsed() > PATIENCE => return Err("no new log".into()),
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert_eq!(log.follows().await?, [former], "the new log knows whose place it takes");
    let outcome = log.read(end).await.map(|_| ());
    assert!(matches!(outcome, Err(LogError::Gap { .. })), "an offset of the former log is no place in this one: {outcome:?}");
    let bounds = log.bounds().await?;
    assert_eq!(bounds.next, bounds.first, "{bounds:?}");
    logged(&log, &events(1, 20..25)).await?;
    let mut reader = log.read(bounds.first).await?;
    assert_eq!(reader.log(), found);
    assert_eq!(take(&mut *reader, bounds.first, 5).await?, events(1, 20..25));
    Ok(())
}

async fn trimmed_below_a_reader(broker: &Broker) -> Result<(), Failure> {
    let policy = r#"{"max-length-bytes":200000,"stream-max-segment-size-bytes":50000}"#;
    broker.ctl(&["set_policy", "trim", "^trimmed$", policy, "--apply-to", "queues"])?;
    let log = open(&broker.url("trimmed")).await?;
    let id = log.identity().await?;
    let mut next = 0;
    let started = Instant::now();
    let bounds = loop {
        logged(&log, &events(1, next..next + 500)).await?;
        next += 500;
        let bounds = log.bounds().await?;
        if bounds.first > 1 {
            break bounds;
        }
        assert!(started.elapsed() < PATIENCE, "nothing is trimmed: {bounds:?}");
    };
    assert!(u128::from(bounds.next) > next, "{bounds:?}");
    let outcome = log.read(1).await.map(|_| ());
    assert!(matches!(outcome, Err(LogError::Gap { from: 1, to }) if to >= bounds.first), "{outcome:?}");
    drop(log);
    assert_eq!(open(&broker.url("trimmed")).await?.identity().await?, id, "its records say which log it is, without the genesis");
    Ok(())
}

/// Callers that go away in the middle of an append, as a spool's patience does: the library's calls are never cancelled with them
/// (gftea/amqprs#196), nor made side by side (#145).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn impatient_and_concurrent_callers_do_not_harm_the_connection() -> Result<(), Failure> {
    let broker = Broker::start()?;
    let log = open(&broker.url("impatient")).await?;
    let first = log.bounds().await?.next;
    for number in 0..300 {
        let append = log.append(std::slice::from_ref(&event(9, number))).await;
        append?;
        let given_up = events(8, number..number + 1);
        let _ = tokio::time::timeout(Duration::from_micros(50 * (number as u64 % 20)), log.append(&given_up)).await;
        if number % 10 == 0 {
            let _ = tokio::time::timeout(Duration::from_millis(2), log.read(first)).await;
        }
    }
    let many: Vec<_> = (0..16)
        .map(|lane| {
            let log = log.clone();
            tokio::spawn(async move {
                logged(&log, &events(100 + lane, 0..5)).await?;
                log.bounds().await?;
                take(&mut *log.read(first).await?, first, 10).await.map(|_| ())
            })
        })
        .collect();
    for one in many {
        one.await??;
    }
    let bounds = log.bounds().await?;
    let all = take(&mut *log.read(first).await?, first, usize::try_from(bounds.next - first)?).await?;
    let lane = event(9, 0).event.lane();
    let kept: Vec<_> = all.into_iter().filter(|envelope| envelope.event.lane() == lane).collect();
    assert_eq!(kept, events(9, 0..300));
    let accepted = log.append(&events(9, 300..301)).await?;
    assert_eq!(accepted, Accepted::Logged { count: 1 });
    Ok(())
}
