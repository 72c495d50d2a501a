//! `deviantcord rebuild|verify|log snapshot`: the fold, afresh.

use crate::args::{FromArchive, Refold};
use crate::backends::Backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::{Context, Result, bail};
use projector::{Began, Begin, Behind, Progress, Report, Stage};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Store;

/// Folds the log into fresh tables and switches to them.
///
/// # Errors
/// When the log or the store cannot be used, or an event cannot be folded.
pub async fn rebuild(file: Option<&Path>, how: Refold) -> Result<ExitCode> {
    let Opened { deps, store, archive, _dir } = open(file).await?;
    let behind = behind(archive.as_deref(), how)?;
    let report = projector::rebuild_from(&deps.store, deps.log.as_ref(), behind, progress("rebuilt")).await;
    end_progress();
    let report = report?;
    println!("rebuilt from {}; {} parked events were left out; nothing was sent", read(&report), report.parked);
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
pub async fn verify(file: Option<&Path>, how: Refold) -> Result<ExitCode> {
    let Opened { deps, store, archive, _dir } = open(file).await?;
    let behind = behind(archive.as_deref(), how)?;
    let report = projector::verify_from(&deps.store, deps.log.as_ref(), behind, progress("folded")).await;
    end_progress();
    let report = report?;
    println!("folded {}; {} parked events were left out", read(&report), report.parked);
    damaged(&report);
    differences(&report);
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

/// Keeps a snapshot in the archive, and moves the log's events before it there.
///
/// # Errors
/// When there is no archive, or it, the log or the store cannot be used. The snapshots that there were are still there.
pub async fn snapshot(file: Option<&Path>) -> Result<ExitCode> {
    let Opened { deps, store, archive, _dir } = open(file).await?;
    let archive = archive.context(UNSET)?;
    let report = projector::keep(&deps.store, deps.log.as_ref(), &archive, progress("folded")).await;
    end_progress();
    let report = report?;
    if let Err(error) = give_back(&store).await {
        println!("what became free in the store's file stays there for now: {error}");
    }
    let Some(kept) = &report.kept else {
        println!("the store follows no event log yet: there is nothing to keep");
        return Ok(ExitCode::SUCCESS);
    };
    match report.began {
        Began::Live => println!("the log has lost its beginning, and no snapshot stands in for it: the store was kept as it is"),
        _ => println!("folded {}", read(&report)),
    }
    println!("kept {} rows in {}; {} older snapshots went", kept.rows, kept.file.display(), kept.removed);
    println!("the archive has the log's events before {}", kept.archived);
    damaged(&report);
    differences(&report);
    if report.differences.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("the snapshot is what the log says, and the store is not: `deviantcord rebuild` replaces it; it sends nothing");
    Ok(ExitCode::FAILURE)
}

/// Why nothing can be kept or read.
const UNSET: &str = "log.archive is not set: name a directory for snapshots and for the log's old events";

/// Where a run may begin.
fn behind(archive: Option<&Path>, how: Refold) -> Result<Behind<'_>> {
    let begin = match how.from_archive {
        None => Begin::AsNeeded,
        Some(_) if archive.is_none() => bail!(UNSET),
        Some(FromArchive::Snapshot) => Begin::Snapshot,
        Some(FromArchive::Beginning) => Begin::Beginning,
    };
    Ok(Behind { archive, begin })
}

/// What a run has read.
fn read(report: &Report) -> String {
    for why in &report.refused {
        println!("a snapshot cannot be used: {why}");
    }
    match &report.began {
        Began::Snapshot(file) => {
            format!("{} rows of the snapshot {} and {} events behind it", report.loaded, file.display(), report.folded)
        }
        Began::Beginning | Began::Live => format!("{} events from the start", report.folded),
    }
}

fn differences(report: &Report) {
    for difference in &report.differences {
        println!(
            "  table {}: {} rows only in the store, {} rows only in the fresh fold",
            difference.table, difference.only_live, difference.only_fresh
        );
    }
}

/// Gives back what is free in the store's file, if it gives back any.
async fn give_back(store: &Store) -> Result<(), store::StoreError> {
    while store.give_back(true).await? > 0 {}
    // The file becomes shorter with this.
    store.purge().await?;
    Ok(())
}

fn damaged(report: &Report) {
    if report.damaged > 0 {
        println!("{} records of the log are damaged and were skipped; `deviantcord doctor` lists them", report.damaged);
    }
}

/// What a run works with.
struct Opened {
    deps: projector::Deps,
    store: Store,
    archive: Option<PathBuf>,
    _dir: DataDir,
}

/// The disk log has one process, so these run while the service is stopped; with a shared log they run beside it.
async fn open(file: Option<&Path>) -> Result<Opened> {
    let config = Config::load(file)?;
    crate::telemetry::init(config.log.format, config.log.level)?;
    crate::data_dir::check(&config.data_dir)?;
    let _dir = DataDir::open(&config.data_dir, &["admin"])?;
    let backends = Backends::open_reading(&config).await?;
    let store = backends.store.clone();
    let archive = config.log.archive;
    let deps = projector::Deps {
        store: store.for_projection(),
        log: backends.log,
        cache: backends.cache,
        clock: backends.clock,
        archive: archive.clone(),
    };
    Ok(Opened { deps, store, archive, _dir })
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
        Stage::Loading(rows) => format!("read {rows} rows of the snapshot"),
        Stage::Folding => format!("{verb} {next_offset} of {target} events"),
        Stage::Comparing(at) => format!("comparing with the live tables: {}, {} %", at.table(), at.percent()),
        Stage::Settling(left) => format!("settling what differs: {left} left"),
        Stage::Writing(at) => format!("writing the snapshot: {}, {} %", at.table(), at.percent()),
        Stage::Kept => "the snapshot is written".to_owned(),
        Stage::Archiving => format!("the archive has the events before {next_offset}"),
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
