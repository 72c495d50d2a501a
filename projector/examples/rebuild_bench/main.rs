//! Rebuilds a large projection while new events arrive and are folded, and prints how fast that went, how long the new events waited, and
//! that nothing was announced by it.
//!
//! `cargo run --release -p projector --example rebuild_bench [EVENTS] [postgres|sqlite]`: a private server, or a file in a temporary directory.

use anyhow::ensure;
use coordination::MemoryCache;
use domain::clock::{Clock, SystemClock};
use domain::event::Envelope;
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::NewWatch;
use eventlog::EventLog;
use eventlog::contract::post;
use eventlog::disk::DiskLog;
use parking_lot::{Mutex, MutexGuard};
use projector::{Deps, Options};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use testbed::Postgres;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Events in one append and one transaction.
const BATCH: usize = 1024;
/// The pause between two live events: ten a second, where all of DeviantArt has a handful.
const PACE: Duration = Duration::from_millis(100);

/// Live events by offset, and how long they waited until the projection had them.
#[derive(Default)]
struct Traffic(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    waiting: Vec<(u64, Instant)>,
    lags: Vec<Duration>,
    appended: u64,
}

impl Traffic {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock()
    }

    fn appended(&self, offset: u64) {
        let mut counts = self.counts();
        counts.waiting.push((offset, Instant::now()));
        counts.appended += 1;
    }

    /// Tells whether nothing waits.
    fn folded_before(&self, next: u64) -> bool {
        let (mut counts, now) = (self.counts(), Instant::now());
        let (done, waiting): (Vec<_>, Vec<_>) = counts.waiting.drain(..).partition(|(offset, _)| *offset < next);
        counts.lags.extend(done.into_iter().map(|(_, since)| now.saturating_duration_since(since)));
        counts.waiting = waiting;
        counts.waiting.is_empty()
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let count: u64 = args.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let server = (args.next().as_deref() != Some("sqlite")).then(Postgres::durable);
    let dir = tempfile::tempdir()?;
    let url = match &server {
        Some(server) => server.database("rebuild"),
        None => format!("sqlite:{}", dir.path().join("store.db").display()),
    };
    let clock = SystemClock;
    let log = DiskLog::open(&dir.path().join("log")).await?;
    let mut next = 0;
    while next < count {
        let until = count.min(next + BATCH as u64);
        log.append(&(next..until).map(|n| post(n.into(), clock.now())).collect::<Vec<Envelope>>()).await?;
        next = until;
    }
    let store = Store::connect(&url).await?;
    migration::up(store.connection()).await?;
    let cache = Arc::new(MemoryCache::default());
    let deps = Deps { store: store.for_projection(), log: Arc::new(log.clone()), cache, clock: Arc::new(clock), archive: None };
    let stop = CancellationToken::new();
    let live = tokio::spawn(projector::run(deps, Options { batch: BATCH, turns: domain::turns::Turns::default() }, stop.clone()));
    let started = Instant::now();
    let end = log.bounds().await?.next;
    while place(&store).await? < end {
        ensure!(!live.is_finished(), "the projector ended");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("folded {count} events in {:.1} s", started.elapsed().as_secs_f64());
    watch_everybody(&store, clock.now()).await?;

    let traffic = Arc::new(Traffic::default());
    let quiet = CancellationToken::new();
    let appending = tokio::spawn(append(log.clone(), count, Arc::clone(&traffic), quiet.clone()));
    let looking = tokio::spawn(look(Store::connect(&url).await?, Arc::clone(&traffic), quiet.clone()));
    // A separate process would have a separate connection too.
    let other = Store::connect(&url).await?;
    let started = Instant::now();
    let report = projector::rebuild(&other.for_projection(), &log, |_| {}).await?;
    let took = started.elapsed();
    quiet.cancel();
    appending.await??;
    looking.await??;

    let mut lags = std::mem::take(&mut traffic.counts().lags);
    let appended = traffic.counts().appended;
    lags.sort_unstable();
    let at = |share: f64| lags.get(((lags.len().max(1) - 1) as f64 * share) as usize).copied().unwrap_or_default().as_secs_f64() * 1e3;
    let announced: u64 = store.for_ops().pipeline_status().await?.notifications.values().sum();
    println!(
        "rebuild of {} events in {:.1} s: {:.0} events/s; {} live events meanwhile, lag p50 {:.0} ms, p99 {:.0} ms, longest {:.0} ms",
        report.folded,
        took.as_secs_f64(),
        report.folded as f64 / took.as_secs_f64(),
        lags.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    ensure!(announced == appended, "{announced} announcements of {appended} live events");
    println!("  announced: {announced}, one for each live event, so none by the rebuild");
    let verified = projector::verify(&other.for_projection(), &log, |_| {}).await?;
    ensure!(verified.differences.is_empty(), "the rebuilt rows are others than a fresh fold's: {:?}", verified.differences);
    stop.cancel();
    live.await??;
    Ok(())
}

async fn place(store: &Store) -> anyhow::Result<u64> {
    Ok(store.for_ops().projection_place().await?.map_or(0, |(_, next)| next))
}

/// One channel for each artist, from now on.
async fn watch_everybody(store: &Store, now: domain::clock::Timestamp) -> anyhow::Result<()> {
    for n in 0..200_u64 {
        let wish = NewWatch::new(GuildId(1), ChannelId(1000 + n), ArtistId(Uuid::from_u128(n.into())), format!("Artist{n}"), now);
        store.for_bot().add_watch(&wish, 1000).await?;
    }
    Ok(())
}

/// New posts, one by one, until it is quiet.
async fn append(log: DiskLog, first: u64, traffic: Arc<Traffic>, quiet: CancellationToken) -> anyhow::Result<()> {
    for n in first.. {
        if quiet.is_cancelled() {
            break;
        }
        log.append(&[post(n.into(), SystemClock.now())]).await?;
        let offset = log.bounds().await?.next - 1;
        traffic.appended(offset);
        tokio::time::sleep(PACE).await;
    }
    Ok(())
}

/// Looks how far the projection is, until it is quiet and nothing waits.
async fn look(store: Store, traffic: Arc<Traffic>, quiet: CancellationToken) -> anyhow::Result<()> {
    loop {
        let next = place(&store).await?;
        let empty = traffic.folded_before(next);
        if empty && quiet.is_cancelled() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
