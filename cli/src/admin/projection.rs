//! `deviantcord rebuild|verify`: the fold, afresh.

use crate::backends::Backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::Result;
use projector::{Progress, Stage};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use store::Store;

/// Folds the log into fresh tables and switches to them.
///
/// # Errors
/// When the log or the store cannot be used, or an event cannot be folded.
pub async fn rebuild(file: Option<&Path>) -> Result<ExitCode> {
    let (deps, store, _dir) = open(file).await?;
    let report = projector::rebuild(&deps.store, deps.log.as_ref(), progress("rebuilt")).await;
    end_progress();
    let report = report?;
    println!("rebuilt from {} events; {} parked events were left out; nothing was sent", report.folded, report.parked);
    damaged(&report);
    // The tables beside the live ones took as much as these.
    if let Err(error) = give_back(&store).await {
        println!("what became free in the store's file stays there for now: {error}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Folds the log afresh and compares.
///
/// # Errors
/// When the log or the store cannot be used.
pub async fn verify(file: Option<&Path>) -> Result<ExitCode> {
    let (deps, store, _dir) = open(file).await?;
    let report = projector::verify(&deps.store, deps.log.as_ref(), progress("folded")).await;
    end_progress();
    let report = report?;
    println!("folded {} events from the start; {} parked events were left out", report.folded, report.parked);
    damaged(&report);
    for difference in &report.differences {
        println!(
            "  table {}: {} rows only in the store, {} rows only in the fresh fold",
            difference.table, difference.only_live, difference.only_fresh
        );
    }
    if let Err(error) = give_back(&store).await {
        println!("what became free in the store's file stays there for now: {error}");
    }
    if report.differences.is_empty() {
        println!("the projection matches the log");
        return Ok(ExitCode::SUCCESS);
    }
    println!("`deviantcord rebuild` replaces the projection with the fresh fold; it sends nothing");
    Ok(ExitCode::FAILURE)
}

/// Gives back what is free in the store's file, if it gives back any.
async fn give_back(store: &Store) -> Result<(), store::StoreError> {
    while store.give_back(true).await? > 0 {}
    // The file becomes shorter with this.
    store.purge().await?;
    Ok(())
}

fn damaged(report: &projector::Report) {
    if report.damaged > 0 {
        println!("{} records of the log are damaged and were skipped; `deviantcord doctor` lists them", report.damaged);
    }
}

/// The disk log has one process, so these run while the service is stopped; with a shared log they run beside it.
async fn open(file: Option<&Path>) -> Result<(projector::Deps, Store, DataDir)> {
    let config = Config::load(file)?;
    crate::telemetry::init(config.log.format, config.log.level)?;
    crate::data_dir::check(&config.data_dir)?;
    let dir = DataDir::open(&config.data_dir, &["admin"])?;
    let backends = Backends::open_reading(&config).await?;
    let store = backends.store.clone();
    let deps = projector::Deps { store: store.for_projection(), log: backends.log, cache: backends.cache, clock: backends.clock };
    Ok((deps, store, dir))
}

/// A line that overwrites itself on a terminal; silent in a pipe.
fn progress(verb: &'static str) -> impl FnMut(Progress) + Send {
    let terminal = std::io::stderr().is_terminal();
    move |progress| {
        if terminal {
            // Erases what is left of a longer line.
            eprint!("\r{}\x1b[K", line(verb, progress));
            std::io::stderr().flush().unwrap_or_default();
        }
    }
}

fn line(verb: &str, Progress { next_offset, target, stage }: Progress) -> String {
    match stage {
        Stage::Clearing(at) => format!("emptying the tables beside the live ones: {}, {} %", at.table(), at.percent()),
        Stage::Folding => format!("{verb} {next_offset} of {target} events"),
        Stage::Comparing(at) => format!("comparing with the live tables: {}, {} %", at.table(), at.percent()),
        Stage::Settling(left) => format!("settling what differs: {left} left"),
    }
}

/// The answer begins on a new line.
fn end_progress() {
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::projection::unlike::Cursor;

    #[test]
    fn each_stage_has_its_line() {
        let says = |stage| line("rebuilt", Progress { next_offset: 5, target: 9, stage });
        assert_eq!(says(Stage::Folding), "rebuilt 5 of 9 events");
        assert_eq!(says(Stage::Comparing(Cursor::default())), "comparing with the live tables: artist, 0 %");
        assert_eq!(says(Stage::Settling(7)), "settling what differs: 7 left");
    }
}
