//! `deviantcord rebuild|verify`: the fold, afresh.

use crate::backends::Backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::Result;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// Folds the log into fresh tables and switches to them.
///
/// # Errors
/// When the log or the store cannot be used, or an event cannot be folded.
pub async fn rebuild(file: Option<&Path>) -> Result<ExitCode> {
    let (deps, _dir) = open(file).await?;
    let report = projector::rebuild(&deps.store, deps.log.as_ref(), progress("rebuilt")).await?;
    println!("rebuilt from {} events; {} parked events were left out; nothing was sent", report.folded, report.parked);
    damaged(&report);
    Ok(ExitCode::SUCCESS)
}

/// Folds the log afresh and compares.
///
/// # Errors
/// When the log or the store cannot be used.
pub async fn verify(file: Option<&Path>) -> Result<ExitCode> {
    let (deps, _dir) = open(file).await?;
    let report = projector::verify(&deps.store, deps.log.as_ref(), progress("folded")).await?;
    println!("folded {} events from the start; {} parked events were left out", report.folded, report.parked);
    damaged(&report);
    for difference in &report.differences {
        println!(
            "  table {}: {} rows only in the store, {} rows only in the fresh fold",
            difference.table, difference.only_live, difference.only_fresh
        );
    }
    if report.differences.is_empty() {
        println!("the projection matches the log");
        return Ok(ExitCode::SUCCESS);
    }
    println!("`deviantcord rebuild` replaces the projection with the fresh fold; it sends nothing");
    Ok(ExitCode::FAILURE)
}

fn damaged(report: &projector::Report) {
    if report.damaged > 0 {
        println!("{} records of the log are damaged and were skipped; `deviantcord doctor` lists them", report.damaged);
    }
}

/// The disk log has one process, so these run while the service is stopped; with a shared log they run beside it.
async fn open(file: Option<&Path>) -> Result<(projector::Deps, DataDir)> {
    let config = Config::load(file)?;
    crate::telemetry::init(config.log.format, config.log.level)?;
    crate::data_dir::check(&config.data_dir)?;
    let dir = DataDir::open(&config.data_dir, &["admin"])?;
    let backends = Backends::open_reading(&config).await?;
    let deps = projector::Deps { store: backends.store.for_projection(), log: backends.log, cache: backends.cache, clock: backends.clock };
    Ok((deps, dir))
}

/// A counter that overwrites itself on a terminal and is silent in a pipe.
fn progress(verb: &'static str) -> impl FnMut(projector::Progress) + Send {
    let terminal = std::io::stderr().is_terminal();
    move |progress| {
        if terminal {
            eprint!("\r{verb} {} of {} events", progress.next_offset, progress.target);
            if progress.next_offset >= progress.target {
                eprintln!();
            }
            std::io::stderr().flush().unwrap_or_default();
        }
    }
}
