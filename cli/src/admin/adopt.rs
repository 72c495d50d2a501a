//! `deviantcord log adopt`: continue with the log that `log.url` names, because the one that the store is folded from is gone for good.

use super::question::ask;
use crate::backends::{self, Making};
use crate::config::Config;
use crate::data_dir::{self, DataDir};
use crate::role::health::Health;
use anyhow::{Result, bail};
use domain::clock::{Clock, SystemClock};
use domain::id::LogId;
use eventlog::EventLog;
use eventlog::archive::{Archive, ArchivedLog};
use std::path::Path;
use std::process::ExitCode;
use store::Store;

/// How much of the log's id has to be typed.
const TYPED: usize = 8;

/// Runs the command. `yes` counts the questions that were answered on the command line.
///
/// # Errors
/// When store or log cannot be used, or a question was not answered with yes.
pub async fn run(file: Option<&Path>, yes: u8) -> Result<ExitCode> {
    let config = Config::load(file)?;
    data_dir::check(&config.data_dir)?;
    let _dir = DataDir::open(&config.data_dir, &["admin"])?;
    let store = backends::open_store(&config).await?;
    let Some((stored, next_offset)) = store.for_ops().projection_place().await? else {
        println!("no event log has been folded into this store yet; the first start uses the log at log.url");
        return Ok(ExitCode::SUCCESS);
    };
    let place = backends::log_place(&config)?.to_string();
    let found = backends::find_log(&config).await?;
    if found == Some(stored) {
        println!("the store already follows the log at {place}; there is nothing to adopt");
        return Ok(ExitCode::SUCCESS);
    }
    let last = store.for_ops().log_place(stored).await?.map_or_else(String::new, |place| format!(", last seen at {place}"));
    println!("the store is folded from event log {stored}, up to offset {next_offset}{last}");
    match found {
        Some(log) => println!("log.url names {place}, which holds event log {log}; it would be folded from its start"),
        None => println!("log.url names {place}, where there is no event log; a new one would be created"),
    }
    println!("events of the former log that were not folded yet are read again from DeviantArt, if they are still there");
    println!("where the former log can still be read, `deviantcord move --log URL` takes its events along instead");
    println!("`verify` and `rebuild` no longer work after this, because no single log holds everything that the store knows");
    let id = stored.to_string();
    let id: String = id.chars().take(TYPED).collect();
    if yes < 1 {
        ask("is the former log lost for good? Type yes:", "yes")?;
    }
    if yes < 2 {
        ask(&format!("to continue without it, type the first {TYPED} characters of its id ({id}):"), &id)?;
    }
    let (log, _) = backends::open_log(&config, &store, &Health::default(), Making::InPlaceOf(stored)).await?;
    adopt(&store, log.as_ref(), (stored, config.log.archive.as_deref())).await?;
    println!("the store follows the log at {} from now on", log.place());
    Ok(ExitCode::SUCCESS)
}

/// Puts the projection to this log's beginning, which may be in its archive. A running process finds out by itself.
async fn adopt(store: &Store, log: &dyn EventLog, (stored, archive): (LogId, Option<&Path>)) -> Result<()> {
    let (id, now) = (log.identity().await?, SystemClock.now());
    let first = match archive {
        Some(root) => ArchivedLog::open(log, Archive::of(root, id)).await?.bounds().await?.first,
        None => log.bounds().await?.first,
    };
    // Also where nobody noted it: that there was another log must not be forgotten.
    if store.for_ops().log_place(stored).await?.is_none() {
        store.for_projection().note_log_place(stored, "unknown", now).await?;
    }
    let seized = store.for_projection().seize_projection(id, first).await?;
    let moved = store.for_projection().move_projection(seized.epoch, id, first).await?;
    seized.release().await?;
    if !moved {
        bail!("another projector has taken over; stop the service, then run this again");
    }
    Ok(store.for_projection().note_log_place(id, &log.place(), now).await?)
}
