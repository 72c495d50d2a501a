//! Prints how fast the projector folds and rebuilds, beside the raw limit of multi-row inserts of the same rows into the same
//! database, with the same rows per transaction, all in one run.
//!
//! `cargo run --release -p projector --example fold_bench [EVENTS] [sqlite|postgres]`: a file in a temporary directory, or a private server.

mod raw;

use domain::clock::{Clock, SystemClock};
use domain::event::Envelope;
use domain::id::LogId;
use eventlog::EventLog;
use eventlog::contract::post;
use eventlog::disk::DiskLog;
use projector::{Ahead, Stage};
use raw::Raw;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use store::leadership::Seized;
use store::projection::{Batch, Fold, Folded, Incoming};
use testbed::Postgres;

/// Events in one transaction.
const BATCH: usize = 1024;
/// Batches that are folded in a row, as a projector does that catches up; then as many are inserted raw.
const ROW: usize = 8;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().map_or(Ok(50_000), |text| text.parse())?;
    let server = match args.next().as_deref() {
        Some("postgres") => Some(Postgres::durable()),
        _ => None,
    };
    let dir = tempfile::tempdir()?;
    let database = |name: &str| match &server {
        Some(server) => server.database(name),
        None => format!("sqlite:{}", dir.path().join(name).with_extension("db").display()),
    };
    let clock = SystemClock;
    let log = DiskLog::open(&dir.path().join("log")).await?;
    let events: Vec<Envelope> = (0..count as u128).map(|n| post(n, clock.now())).collect();
    for chunk in events.chunks(BATCH) {
        log.append(chunk).await?;
    }
    let store = Store::connect(&database("store")).await?;
    migration::up(store.connection()).await?;

    let before = Raw::open(&database("raw_before")).await?;
    let (folds, inserts) = fold(&store, &log, &clock, &events, &before).await?;
    let started = Instant::now();
    let (mut stages, mut before_this) = (BTreeMap::<&str, Duration>::new(), started);
    let report = projector::rebuild(&store.for_projection(), &log, |progress| {
        let stage = match progress.stage {
            Stage::Folding => "folding",
            Stage::Comparing(_) => "comparing",
            Stage::Settling(_) => "settling",
            Stage::Clearing(_) => "clearing",
            Stage::Loading(_) | Stage::Writing(_) | Stage::Kept | Stage::Archiving => "snapshot",
        };
        *stages.entry(stage).or_default() += before_this.elapsed();
        before_this = Instant::now();
    })
    .await?;
    let rebuild = started.elapsed();
    anyhow::ensure!(report.folded == count as u64, "the rebuild folded {} of {count} events", report.folded);
    let differences = projector::verify(&store.for_projection(), &log, |_| {}).await?.differences;
    anyhow::ensure!(differences.is_empty(), "the rebuilt rows are others than a fresh fold's: {differences:?}");
    let after = Raw::open(&database("raw_after")).await?;
    let mut second = Duration::ZERO;
    for chunk in events.chunks(BATCH) {
        second += after.insert(chunk).await?;
    }

    let (fold, first): (Duration, Duration) = (folds.iter().sum(), inserts.iter().sum());
    let rate = |took: Duration| count as f64 / took.as_secs_f64();
    let around = (first + second) / 2;
    println!("raw multi-row insert {:>9.0} posts/s while the fold ran, {:.0} after the rebuild", rate(first), rate(second));
    println!("fold                 {:>9.0} events/s  ({:.2} of raw)", rate(fold), rate(fold) / rate(first));
    // A disk that stalls for others hits a few batches only.
    let (fold, insert) = (median(folds), median(inserts));
    println!("  median of {ROW} batches of {BATCH}: fold {fold:.1} ms, raw {insert:.1} ms  ({:.2} of raw)", insert / fold);
    println!("rebuild with switch  {:>9.0} events/s  ({:.2} of raw)", rate(rebuild), rate(rebuild) / rate(around));
    let stages: Vec<String> = stages.iter().map(|(stage, took)| format!("{stage} {:.2} s", took.as_secs_f64())).collect();
    println!("  of {:.2} s: {}", rebuild.as_secs_f64(), stages.join(", "));
    store.close().await;
    Ok(())
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

/// From the log's bytes to committed rows, as the projector does it, its reading ahead included; after each row of batches the raw inserts of the same
/// rows elsewhere, so that a busy machine hits both. How long each row took.
async fn fold(
    store: &Store,
    log: &DiskLog,
    clock: &SystemClock,
    events: &[Envelope],
    raw: &Raw,
) -> anyhow::Result<(Vec<Duration>, Vec<Duration>)> {
    let id: LogId = log.identity().await?;
    let first = log.bounds().await?.first;
    let Seized { epoch, mut next_offset, .. } = store.for_projection().seize_projection(id, first).await?;
    let fold: Fold = Arc::new(projector::fold::fold);
    let (mut folded, mut inserted) = (Vec::new(), Vec::new());
    for row in events.chunks(BATCH * ROW) {
        let (started, end) = (Instant::now(), next_offset + row.len() as u64);
        // A reader of its own: nothing of a row is read before its time begins, or while the raw inserts run.
        let mut ahead = Ahead::new(log.read(next_offset).await?, next_offset, BATCH);
        while next_offset < end {
            let mut entries: Vec<Incoming> = ahead.next().await?;
            entries.truncate(usize::try_from(end - next_offset)?);
            match store
                .for_projection()
                .fold(&Batch { log: id, epoch, from: next_offset, entries: Arc::new(entries), now: clock.now() }, &fold)
                .await?
            {
                Folded::Done { next_offset: next, .. } => next_offset = next,
                other => anyhow::bail!("not folded: {other:?}"),
            }
        }
        folded.push(started.elapsed());
        drop(ahead);
        let mut took = Duration::ZERO;
        for chunk in row.chunks(BATCH) {
            took += raw.insert(chunk).await?;
        }
        inserted.push(took);
    }
    anyhow::ensure!(next_offset == first + events.len() as u64, "folded to {next_offset}");
    Ok((folded, inserted))
}
