//! A stream with the spool in front, load on it, and the comparison of what was accepted with what is in the log in the end.

use crate::contract::open;
use anyhow::{Context, Result};
use domain::event::Envelope;
use domain::id::{ArtistId, EventId};
use eventlog::contract::{Failure, event, events};
use eventlog::{Accepted, EventLog, RabbitLog, SpooledLog};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testbed::broker::{Broker, PATIENCE};
use testkit::until;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The lanes of the load.
pub const LANES: u128 = 4;

/// A stream with a spool in front, and its drain.
pub struct Rig {
    pub log: RabbitLog,
    pub spooled: SpooledLog,
    stop: CancellationToken,
    draining: JoinHandle<()>,
    _dir: TempDir,
}

impl Rig {
    pub async fn new(broker: &Broker, stream: &str) -> Result<Self> {
        Self::over(open(&broker.url(stream)).await?).await
    }

    pub async fn over(log: RabbitLog) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let spooled = SpooledLog::open(Arc::new(log.clone()), &dir.path().join("spool")).await?;
        let stop = CancellationToken::new();
        let draining = tokio::spawn({
            let (spooled, stop) = (spooled.clone(), stop.clone());
            async move { spooled.drain(stop).await }
        });
        Ok(Self { log, spooled, stop, draining, _dir: dir })
    }

    pub async fn drained(&self, what: &str) -> Result<Duration> {
        let started = Instant::now();
        tokio::time::timeout(PATIENCE * 2, self.spooled.drained()).await.with_context(|| format!("{what}: the spool is not drained"))?;
        Ok(started.elapsed())
    }

    /// Every event of the log with its offset, in its order, with repetitions.
    pub async fn all(&self) -> Result<Vec<(u64, Envelope)>, Failure> {
        whole(&self.log).await
    }

    pub async fn end(self) -> Result<()> {
        self.stop.cancel();
        Ok(self.draining.await?)
    }
}

/// Every event that is kept, with its offset.
pub async fn whole(log: &dyn EventLog) -> Result<Vec<(u64, Envelope)>, Failure> {
    let bounds = log.bounds().await?;
    let mut all = Vec::new();
    if bounds.next == bounds.first {
        return Ok(all);
    }
    let (mut reader, mut next) = (log.read(bounds.first).await?, bounds.first);
    while next < bounds.next {
        for entry in tokio::time::timeout(PATIENCE, reader.next(1000)).await?? {
            assert!(entry.offset >= next, "offsets rise");
            next = entry.offset + 1;
            all.push((entry.offset, entry.envelope()?));
        }
    }
    Ok(all)
}

/// How long after a mark things happened first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks {
    since: Option<Instant>,
    /// The first append that was accepted after it, by the spool or the log.
    pub accepted: Option<Duration>,
    /// The first one that the log itself took after the spool had taken one.
    pub logged: Option<Duration>,
    spooled: bool,
    /// The longest that an append took.
    pub longest: Duration,
}

impl Marks {
    pub fn elapsed(&self) -> Duration {
        self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    fn note(&mut self, began: Instant, accepted: Accepted) {
        self.longest = self.longest.max(began.elapsed());
        let Some(since) = self.since else { return };
        // What was under way when the fault came tells nothing.
        if began < since {
            return;
        }
        self.accepted.get_or_insert(since.elapsed());
        match accepted {
            Accepted::Spooled { .. } => self.spooled = true,
            Accepted::Logged { .. } if self.spooled => {
                self.logged.get_or_insert(since.elapsed());
            }
            Accepted::Logged { .. } => {}
        }
    }
}

/// Appends in several lanes, one call after the other in each, until it is told to stop.
pub struct Load {
    stop: CancellationToken,
    accepted: Arc<AtomicU64>,
    marks: Arc<Mutex<Marks>>,
    /// How many events of each were accepted.
    lanes: Vec<JoinHandle<u128>>,
}

impl Load {
    pub fn on(spooled: &SpooledLog) -> Self {
        let (stop, accepted, marks) = (CancellationToken::new(), Arc::new(AtomicU64::new(0)), Arc::<Mutex<Marks>>::default());
        let lanes = (1..=LANES).map(|lane| {
            let (log, stop, accepted, marks) = (spooled.clone(), stop.clone(), Arc::clone(&accepted), Arc::clone(&marks));
            tokio::spawn(async move {
                let mut next = 0;
                while !stop.is_cancelled() {
                    let began = Instant::now();
                    if let Ok(how) = log.append(&events(lane, next..next + 2)).await {
                        next += 2;
                        accepted.fetch_add(2, Ordering::SeqCst);
                        marks.lock().unwrap().note(began, how);
                    }
                    tokio::time::sleep(Duration::from_millis(8)).await;
                }
                next
            })
        });
        let lanes = lanes.collect();
        Self { stop, accepted, marks, lanes }
    }

    /// Waits until this many more were accepted.
    pub async fn more(&self, count: u64) {
        let wanted = self.accepted.load(Ordering::SeqCst) + count;
        until("events are accepted", async || self.accepted.load(Ordering::SeqCst) >= wanted).await;
    }

    /// From now on.
    pub fn mark(&self) {
        *self.marks.lock().unwrap() = Marks { since: Some(Instant::now()), ..Marks::default() };
    }

    pub fn marks(&self) -> Marks {
        *self.marks.lock().unwrap()
    }

    /// Stops, and compares what was accepted with what is in the log once the spool is empty.
    pub async fn judged(self, rig: &Rig, what: &str) -> Result<Tally, Failure> {
        self.stop.cancel();
        let (mut acknowledged, mut attempted) = (Vec::new(), Vec::new());
        for (lane, counted) in (1..).zip(self.lanes) {
            let accepted = counted.await?;
            acknowledged.extend(events(lane, 0..accepted));
            attempted.extend(events(lane, 0..accepted + 2));
        }
        rig.drained(what).await?;
        let log = rig.all().await?;
        let tally = Tally::of(&attempted, &acknowledged, &log);
        for lane in 1..=LANES {
            let id = event(lane, 0).event.lane();
            let own = |all: &[Envelope]| all.iter().filter(|envelope| envelope.event.lane() == id).cloned().collect::<Vec<_>>();
            let mut seen = HashSet::new();
            let once: Vec<Envelope> = log.iter().map(|(_, envelope)| envelope).filter(|one| seen.insert(one.id)).cloned().collect();
            assert_eq!(own(&once), own(&acknowledged), "{what}: lane {lane} in its order");
        }
        println!("{what}: {tally}");
        Ok(tally)
    }
}

/// The sets that a run is judged by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    attempted: usize,
    acknowledged: usize,
    recovered: usize,
    pub lost: usize,
    /// Records beyond the first of an event. Readers fold by the event's key, so nobody sees them.
    pub repeated: usize,
    pub unexpected: usize,
}

impl Tally {
    /// Of the lanes of what was attempted.
    pub fn of(attempted: &[Envelope], acknowledged: &[Envelope], log: &[(u64, Envelope)]) -> Self {
        let ids = |all: &[Envelope]| all.iter().map(|envelope| envelope.id).collect::<HashSet<EventId>>();
        let lanes: HashSet<ArtistId> = attempted.iter().map(|envelope| envelope.event.lane()).collect();
        let mut counts: HashMap<EventId, usize> = HashMap::new();
        for (_, envelope) in log.iter().filter(|(_, envelope)| lanes.contains(&envelope.event.lane())) {
            *counts.entry(envelope.id).or_default() += 1;
        }
        let (attempted, acknowledged) = (ids(attempted), ids(acknowledged));
        let recovered = acknowledged.iter().filter(|id| counts.contains_key(id)).count();
        Self {
            attempted: attempted.len(),
            acknowledged: acknowledged.len(),
            recovered,
            lost: acknowledged.len() - recovered,
            repeated: counts.values().map(|count| count - 1).sum(),
            unexpected: counts.keys().filter(|id| !attempted.contains(id)).count(),
        }
    }

    /// The line that the table of results is made from; `duplicated` is what a reader that folds by key would take twice.
    pub fn print(&self, row: &str, seed: u64, note: &str) {
        println!("chaos {row} seed={seed} {self} note=\"{note}; {} records came twice in the log and fold to one\"", self.repeated);
        assert_eq!((self.lost, self.unexpected), (0, 0), "{row}");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempted, acknowledged, recovered, lost, unexpected, .. } = self;
        write!(
            f,
            "attempted={attempted} acknowledged={acknowledged} recovered={recovered} lost={lost} duplicated=0 unexpected={unexpected}"
        )
    }
}
