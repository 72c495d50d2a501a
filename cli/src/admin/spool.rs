//! `deviantcord spool ls|show|check|replay|export`: what waits, and pushing it out now.
//!
//! All but `replay` only read, beside a running service. `replay` does the appending itself when nothing runs; beside a running
//! service, which drains its spool by itself, it shows the progress.

use crate::args::Spool;
use crate::backends;
use crate::config::Config;
use crate::data_dir::{self, DataDir};
use crate::role::health::Health;
use crate::role::ingest::spool_dir;
use anyhow::{Context, Result};
use journal_spool::{Entry, decode_entry, inspect};
use serde_json::{Value, json};
use shared::clock::{Clock, SystemClock, Timestamp};
use shared::log::Place;
use shared::log::spooled::{Spooled, SpooledLog};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Schema number of both spools' records.
const SCHEMA: u16 = 1;

/// A spool and how its records read.
struct Waiting {
    name: &'static str,
    dir: PathBuf,
    describe: fn(&Entry) -> Value,
}

fn places(config: &Config) -> [Waiting; 2] {
    [
        Waiting { name: "events for the log", dir: spool_dir(config), describe: describe_event },
        Waiting { name: "the bot's journal", dir: config.data_dir.join("bot"), describe: bot::delivery::record::describe },
    ]
}

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
        parts.push(format!("{}: {} waiting", place.name, pending(&place, usize::MAX)?.len()));
    }
    Ok(parts.join("; "))
}

/// A spool that was never opened has no directory and nothing in it.
fn pending(place: &Waiting, max: usize) -> Result<Vec<Entry>> {
    if !place.dir.exists() {
        return Ok(Vec::new());
    }
    inspect::pending(&place.dir, max).with_context(|| format!("{} cannot be read", place.dir.display()))
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
    }
    Ok(ExitCode::SUCCESS)
}

fn check(config: &Config) -> Result<ExitCode> {
    let mut sound = true;
    let log = match backends::log_place(config)? {
        Place::Disk(dir) => Some(("the event log", dir)),
        // The broker checks its own files.
        Place::Stream(_) => None,
    };
    let directories = places(config).into_iter().map(|place| (place.name, place.dir)).chain(log);
    for (name, dir) in directories {
        if !dir.exists() {
            println!("{name}: not made yet");
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
    let place = &places(config)[0];
    let total = pending(place, usize::MAX)?.len();
    if total == 0 {
        println!("nothing waits");
        return Ok(ExitCode::SUCCESS);
    }
    if data_dir::owner(&config.data_dir, "ingest").is_some() {
        println!("the running service drains its spool by itself; watching it (Ctrl-C ends)");
        let mut left = total;
        while left > 0 {
            bar(total - left.min(total), total);
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(500)) => {}
                signal = tokio::signal::ctrl_c() => { signal?; return Ok(ExitCode::FAILURE); }
            }
            left = pending(place, usize::MAX)?.len();
        }
        bar(total, total);
        println!("\nall appended");
        return Ok(ExitCode::SUCCESS);
    }
    shared::telemetry::init(shared::telemetry::Format::from_env())?;
    let _dir = DataDir::open(&config.data_dir, &["ingest"])?;
    let store = backends::connect_store(config).await?;
    let (log, _) = backends::open_log(config, &store, &Health::default()).await?;
    let spooled = SpooledLog::open(log, &spool_dir(config)).await.context("the spool cannot be opened")?;
    let replayed = spooled.replay();
    tokio::pin!(replayed);
    let appended = loop {
        tokio::select! {
            done = &mut replayed => break done?,
            () = tokio::time::sleep(Duration::from_millis(200)) => {
                let left = usize::try_from(spooled.status().pending).unwrap_or(total);
                bar(total - left.min(total), total);
            }
        }
    };
    bar(usize::try_from(appended).unwrap_or(total), total);
    let left = spooled.status().pending;
    println!("\n{appended} events appended, {left} left{}", if left > 0 { " (see `deviantcord spool show`)" } else { "" });
    spooled.close().await;
    Ok(if left == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A progress bar on a terminal; nothing in a pipe.
fn bar(done: usize, total: usize) {
    if std::io::stderr().is_terminal() {
        let filled = done * 30 / total.max(1);
        eprint!("\r[{}{}] {done} of {total}", "#".repeat(filled), ".".repeat(30 - filled.min(30)));
    }
}

fn describe_event(entry: &Entry) -> Value {
    match decode_entry::<Spooled>(entry, SCHEMA) {
        Ok(record) => json!({
            "destination": record.destination, "key": record.key, "event": record.event_id, "reason": record.reason, "attempts": record.attempts,
            "payload": serde_json::from_slice::<Value>(&record.payload).unwrap_or(Value::Null),
        }),
        Err(error) => json!({ "reason": format!("unreadable: {error}") }),
    }
}

fn when(entry: &Entry) -> String {
    let time = chrono::DateTime::from_timestamp_millis(i64::try_from(entry.append_ms).unwrap_or_default()).unwrap_or_default();
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// How long the record has been waiting, in its largest unit.
fn age(entry: &Entry, now: Timestamp) -> String {
    let seconds = now.timestamp().saturating_sub(i64::try_from(entry.append_ms / 1000).unwrap_or(i64::MAX)).max(0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Artist text loses its control characters before it reaches a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
