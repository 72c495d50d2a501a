//! `deviantcord log tail|show|snapshot|adopt|export|import`: the event log, readable, beside a running service.

use super::carry::{self, file};
use crate::args::Log;
use crate::backends;
use crate::config::Config;
use crate::data_dir;
use anyhow::{Context, Result, bail};
use domain::event::{Envelope, codec};
use eventlog::follow::Follower;
use eventlog::successor::Hash;
use eventlog::{Bounds, Entry};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// How often to check for the end of the log.
const POLL: Duration = Duration::from_millis(250);
/// Records read at once.
const PAGE: usize = 500;

/// Runs the command.
///
/// # Errors
/// When there is no log, or it cannot be read.
pub async fn run(file: Option<&Path>, command: Log) -> Result<ExitCode> {
    match &command {
        Log::Adopt { yes } => return super::adopt::run(file, *yes).await,
        Log::Snapshot => return super::projection::snapshot(file).await,
        Log::Import { file: from } => return carry::import(file, from).await,
        _ => {}
    }
    let config = Config::load(file)?;
    data_dir::check(&config.data_dir)?;
    let mut log = backends::follow_log(&config).await.context("the event log cannot be read")?;
    match command {
        Log::Tail { last, no_follow } => tail(&mut log, last, no_follow).await?,
        Log::Show { offset } => show(&mut log, offset).await?,
        Log::Export { from } => export(&mut log, from).await?,
        Log::Snapshot | Log::Adopt { .. } | Log::Import { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn tail(log: &mut Follower, last: u64, no_follow: bool) -> Result<()> {
    let bounds = log.bounds().await?;
    let mut next = bounds.next.saturating_sub(last).max(bounds.first);
    loop {
        let entries = log.read(next, PAGE).await?;
        for entry in &entries {
            print(&line(entry))?;
            next = entry.offset + 1;
        }
        if entries.is_empty() {
            if no_follow {
                return Ok(());
            }
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                signal = tokio::signal::ctrl_c() => return Ok(signal?),
            }
        }
    }
}

async fn show(log: &mut Follower, offset: u64) -> Result<()> {
    let bounds = log.bounds().await?;
    let kept = (bounds.first..bounds.next).contains(&offset);
    let found = if kept { log.read(offset, 1).await? } else { Vec::new() };
    let Some(entry) = found.into_iter().find(|entry| entry.offset == offset) else {
        bail!("there is no event {offset}; the log holds {} to {}", bounds.first, bounds.next.saturating_sub(1));
    };
    print(&format!("offset {}, appended {}", entry.offset, entry.appended_at))?;
    let text = match serde_json::from_slice::<serde_json::Value>(&entry.payload) {
        Ok(value) => serde_json::to_string_pretty(&value)?,
        Err(_) => String::from_utf8_lossy(&entry.payload).into_owned(),
    };
    print(&text)
}

async fn export(log: &mut Follower, from: Option<u64>) -> Result<()> {
    let bounds = log.bounds().await?;
    let mut next = from.unwrap_or(bounds.first);
    let (whole, mut events, mut hash) = (is_whole(next, bounds), 0, Hash::default());
    while next < bounds.next {
        let entries = log.read(next, PAGE).await?;
        let Some(last) = entries.last() else { break };
        next = last.offset + 1;
        for entry in &entries {
            print(&file::line(entry)?)?;
            hash.add(&entry.payload);
            events += 1;
        }
    }
    let (log, continues) = (log.identity().await?, log.continues().await?);
    print(&file::last_line(file::End { log, continues, whole, events, sha256: hash.end() })?)
}

/// Whether what is read from here on begins where the log did: a stream's first event is behind its genesis.
const fn is_whole(from: u64, bounds: Bounds) -> bool {
    from <= bounds.first && bounds.first <= 1
}

/// A reader that went away (`| head`) is no error.
fn print(line: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}

/// One event as one line.
fn line(entry: &Entry) -> String {
    match codec::decode(&entry.payload) {
        Ok(envelope) => format!("{:>8}  {}  {}", entry.offset, envelope.observed_at.format("%Y-%m-%d %H:%M:%S"), describe(&envelope)),
        Err(error) => {
            format!("{:>8}  {}  (this version cannot read it: {error})", entry.offset, entry.appended_at.format("%Y-%m-%d %H:%M:%S"))
        }
    }
}

/// What happened, in words; artist text loses its control characters before it reaches a terminal.
fn describe(envelope: &Envelope) -> String {
    let text = envelope.event.to_string();
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_whole_if_it_has_the_first_event_that_there_ever_was() {
        let whole = |from, first| is_whole(from, Bounds { first, next: 9 });
        assert!(whole(0, 0) && whole(1, 1) && whole(0, 1), "on disk, on a stream");
        assert!(!whole(1, 0) && !whole(2, 1), "it begins later");
        assert!(!whole(5, 5), "the beginning was trimmed");
    }
}
