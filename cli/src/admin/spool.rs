//! `deviantcord spool ls|show|check|replay|export`: what waits, and pushing it out now.
//!
//! All but `replay` only read, beside a running service. `replay` does the work itself where nothing runs: it appends what the log did not take,
//! and tells the store what the bot knows of its messages. Beside a running service, which does both by itself, it shows the progress.

use super::progress::{Bar, Progress};
use super::waiting::{Waiting, age, aside, clean, count, describe_aside, pending, places, report, when};
use crate::args::Spool;
use crate::backends;
use crate::config::{Config, Role};
use crate::data_dir::{self, DataDir};
use crate::role::fleet;
use crate::role::health::Health;
use anyhow::{Context, Result, bail};
use domain::clock::{Clock, SystemClock};
use eventlog::spooled::SpooledLog;
use journal_spool::{Entry, inspect};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often `replay` checks its progress.
const CHECK: Duration = Duration::from_millis(500);
/// `replay` gives up when nothing has left for this long. A broker that comes back is tried again after 30 s at the latest.
const STALLED: Duration = Duration::from_secs(60);

/// Runs the command.
///
/// # Errors
/// When there is no data directory, or a spool cannot be read.
pub async fn run(file: Option<&Path>, command: Spool) -> Result<ExitCode> {
    let config = Config::load(file)?;
    data_dir::check(&config.data_dir)?;
    match command {
        Spool::Ls => ls(&config),
        Spool::Show { limit } => show(&config, limit),
        Spool::Export => export(&config),
        Spool::Check => check(&config),
        Spool::Replay => replay(&config).await,
    }
}

/// One line for `doctor`.
///
/// # Errors
/// When a spool cannot be read.
pub fn summary(config: &Config) -> Result<String> {
    let mut parts = Vec::new();
    for place in places(config) {
        let aside = match aside(&place)?.len() {
            0 => String::new(),
            count => format!(", {count} set aside (`deviantcord spool ls`)"),
        };
        parts.push(format!("{}: {} waiting{aside}", place.name, count(&place)?));
    }
    Ok(parts.join("; "))
}

fn ls(config: &Config) -> Result<ExitCode> {
    let now = SystemClock.now();
    for place in places(config) {
        let entries = pending(&place, usize::MAX)?;
        match entries.first() {
            None => println!("{}: empty", place.name),
            Some(oldest) => {
                println!("{}: {} waiting, the oldest for {} (since {})", place.name, entries.len(), age(oldest, now), when(oldest))
            }
        }
        // Oldest first, as they came.
        let mut reasons: BTreeMap<String, (u64, &Entry)> = BTreeMap::new();
        for entry in &entries {
            let reason = (place.describe)(entry)["reason"].as_str().unwrap_or("(none given)").to_owned();
            reasons.entry(reason).or_insert((0, entry)).0 += 1;
        }
        for (reason, (count, oldest)) in reasons {
            println!("  {count:>6}  for {:<8}  {}", age(oldest, now), clean(&reason));
        }
        let aside = aside(&place)?;
        if !aside.is_empty() {
            println!("  {:>6}  set aside because nothing here can use them; each start and `spool replay` retries them:", aside.len());
        }
        for one in &aside {
            println!("          {}", one.path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(config: &Config, limit: usize) -> Result<ExitCode> {
    for place in places(config) {
        let entries = pending(&place, limit)?;
        println!("{} ({}{})", place.name, entries.len(), if entries.len() == limit { " or more" } else { "" });
        for entry in &entries {
            println!("{:>8}  {}  {}", entry.offset, when(entry), clean(&(place.describe)(entry).to_string()));
        }
        for one in aside(&place)?.iter().take(limit) {
            println!("   aside  {}", clean(&describe_aside(&place, one).to_string()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn export(config: &Config) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    for place in places(config) {
        for entry in pending(&place, usize::MAX)? {
            writeln!(
                out,
                "{}",
                json!({ "spool": place.name, "offset": entry.offset, "put_ms": entry.append_ms, "record": (place.describe)(&entry) })
            )?;
        }
        for one in aside(&place)? {
            writeln!(out, "{}", json!({ "spool": place.name, "aside": describe_aside(&place, &one) }))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(config: &Config) -> Result<ExitCode> {
    let mut sound = true;
    // A server checks its own files.
    let log = backends::log_place(config)?.local_files().map(|dir| ("the event log", dir.to_owned()));
    let directories = places(config).into_iter().map(|place| (place.name, place.dir)).chain(log);
    for (name, dir) in directories {
        if !dir.exists() {
            println!("{name}: not created yet");
            continue;
        }
        let report = inspect::check(&dir, true).with_context(|| format!("{} cannot be read", dir.display()))?;
        println!(
            "{name}: {} records in {} segments, {} pending, {}",
            report.bounds.end - report.bounds.start,
            report.segments,
            report.pending,
            if report.is_sound() { "sound" } else { "DAMAGED" }
        );
        for finding in &report.findings {
            println!("  {finding}");
        }
        sound &= report.is_sound();
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn replay(config: &Config) -> Result<ExitCode> {
    let [spool, journal] = places(config);
    // Every opening of the spool retries what was set aside.
    let (events, outcomes) = (count(&spool)? + aside(&spool)?.len() as u64, count(&journal)? + aside(&journal)?.len() as u64);
    if events + outcomes == 0 {
        println!("nothing is waiting");
        tell_empty(config).await;
        return Ok(ExitCode::SUCCESS);
    }
    crate::telemetry::init(config.log.format, config.log.level)?;
    // One does not wait for the other: the log may be away, or the store.
    let appended = if events > 0 { append_events(config, &spool, events).await } else { Ok(true) };
    let settled = if outcomes > 0 { settle_outcomes(config, &journal, outcomes).await } else { Ok(true) };
    // Both are told, also when both fail.
    let mut whole = true;
    for outcome in [appended, settled] {
        whole &= outcome.unwrap_or_else(|error| {
            eprintln!("deviantcord: {}", domain::cause::chain(error.as_ref()));
            false
        });
    }
    if whole {
        tell_empty(config).await;
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Appends what waits for the log; whether all of it could be.
async fn append_events(config: &Config, place: &Waiting, total: u64) -> Result<bool> {
    if data_dir::owner(&config.data_dir, Role::Ingest.as_str()).is_some() {
        println!("the running service drains its spool by itself; watching it (Ctrl-C stops)");
        return watch(place, total).await;
    }
    let _dir = DataDir::open(&config.data_dir, &[Role::Ingest.as_str()])?;
    let store = backends::connect_store(config).await?;
    let (log, _) = backends::open_log(config, &store, &Health::default(), backends::Making::WhereNoneWas).await?;
    let spooled = SpooledLog::open(log, &place.dir).await.context("the spool cannot be opened")?;
    let replayed = spooled.replay();
    tokio::pin!(replayed);
    let mut bar = Bar::new(place.name, total);
    let appended = loop {
        tokio::select! {
            done = &mut replayed => break done?,
            () = tokio::time::sleep(CHECK) => bar.left(spooled.status().pending),
        }
    };
    let status = spooled.status();
    let left = status.pending + status.aside;
    bar.end(left);
    println!("{appended} events appended, {left} left{}", if left > 0 { " (see `deviantcord spool show`)" } else { "" });
    spooled.close().await;
    Ok(left == 0)
}

/// Nothing waits here any more for processes that do not run: nobody has to start them again for it. A store that is away is told another time.
async fn tell_empty(config: &Config) {
    if let Err(error) = forget_processes(config).await {
        eprintln!("the other processes cannot be told that nothing waits here: {}", domain::cause::chain(error.as_ref()));
    }
}

async fn forget_processes(config: &Config) -> Result<()> {
    let data_dir = &config.data_dir;
    let store = backends::connect_store(config).await?;
    if !migration::is_current(store.connection()).await? {
        return Ok(());
    }
    for process in fleet::others(store.for_ops().processes().await?, None).iter().filter(|process| !process.alive) {
        let roles: Vec<&str> = process.roles.iter().map(String::as_str).collect();
        if DataDir::process(data_dir, &roles)? == process.id {
            store.for_ops().process_gone(process.id).await?;
        }
    }
    Ok(())
}

/// Tells the store what the bot's journal knows of its messages; whether nothing is left in it.
async fn settle_outcomes(config: &Config, place: &Waiting, total: u64) -> Result<bool> {
    if data_dir::owner(&config.data_dir, Role::Bot.as_str()).is_some() {
        println!("the running bot settles its journal by itself; watching it (Ctrl-C stops)");
        return watch(place, total).await;
    }
    let _dir = DataDir::open(&config.data_dir, &[Role::Bot.as_str()])?;
    let store = backends::connect_store(config).await?.for_bot();
    let settling = bot::delivery::settle_journal(&store, Arc::new(SystemClock), &place.dir);
    let done = tokio::time::timeout(STALLED, settling).await.with_context(|| {
        format!(
            "the store has not accepted the bot's outcomes within {} s; they stay in the journal, so retry when it is back",
            STALLED.as_secs()
        )
    })??;
    println!("settled {} of the bot's outcomes", done.outcomes);
    if done.left > 0 {
        println!("{} records stay: the store refuses them, or this version cannot read them (see `deviantcord spool show`)", done.left);
    }
    if done.unknown > 0 {
        println!(
            "{} messages are in doubt: a bot that starts here asks Discord whether they arrived before it sends any of them again",
            done.unknown
        );
    }
    Ok(done.left + done.unknown == 0)
}

/// Watches a running process take out what waits now. False: the watching was ended.
async fn watch(place: &Waiting, total: u64) -> Result<bool> {
    // What comes in the meantime is not waited for.
    let end = report(place)?.bounds.end;
    let mut bar = Bar::new(place.name, total);
    let mut progress = Progress::new(total, Instant::now());
    loop {
        let oldest = pending(place, 1)?.first().map_or(end, |entry| entry.offset);
        if oldest >= end {
            bar.end(0);
            println!("{}: nothing of that is waiting any longer", place.name);
            return Ok(true);
        }
        let left = count(place)?;
        bar.left(left);
        if progress.still_for(left, oldest, Instant::now()) >= STALLED {
            bail!(
                "{}: {left} are waiting and none has left for {} s; `deviantcord health` says what is wrong with the running process, `deviantcord spool ls` why they wait",
                place.name,
                STALLED.as_secs()
            );
        }
        tokio::select! {
            () = tokio::time::sleep(CHECK) => {}
            signal = tokio::signal::ctrl_c() => { signal?; return Ok(false); }
        }
    }
}
