//! `deviantcord migrate`: the store's schema, before any role starts. `run` does the same at its start; where several processes start at
//! once, one does it for all of them.

use super::carry::idle;
use crate::args::Migrate;
use crate::backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::{Context, Result};
use std::path::Path;
use std::process::ExitCode;
use store::Store;

const MIB: u64 = 1024 * 1024;

/// Brings the schema up to date, or only says what that would do.
///
/// # Errors
/// When the store cannot be used, or a newer version has migrated it: nothing was changed then.
pub async fn run(file: Option<&Path>, args: Migrate) -> Result<ExitCode> {
    let config = Config::load(file)?;
    backends::check(&config)?;
    if args.plan {
        return plan(&config).await;
    }
    let _dir = if args.compact { Some(alone(&config)?) } else { None };
    let store = backends::open_store(&config).await?;
    println!("the schema is up to date on {}", migration::engine::Engine::of(store.connection()).await?);
    if args.compact {
        idle::check(&store).await?;
        println!("{}", compact(&config, &store).await?);
    } else if let Some(space) = store.space().await?.filter(|space| !space.gives_back) {
        println!(
            "the store's file was made by an earlier version and keeps what becomes free in it ({} of {} MiB now); `deviantcord migrate --compact` changes that while the service is stopped",
            space.free / MIB,
            space.bytes / MIB
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// The service must not run.
fn alone(config: &Config) -> Result<DataDir> {
    crate::data_dir::check(&config.data_dir)?;
    idle::lock(&config.data_dir)
}

/// Returns what it did, in words.
async fn compact(config: &Config, store: &Store) -> Result<String> {
    let (Some(file), Some(before)) = (backends::store_file(config), store.space().await?) else {
        return Ok("the store is on a server, which gives free space back by itself".to_owned());
    };
    println!("writing {} afresh, {} MiB of {}", file.display(), (before.bytes - before.free) / MIB, before.bytes / MIB);
    store.compact().await.with_context(|| {
        format!("{} was not written afresh and is as it was; stop the service and whatever else uses it, then try again", file.display())
    })?;
    let after = store.space().await?.map_or(0, |space| space.bytes);
    Ok(format!("the store's file has {} MiB, it had {}; it gives free space back from now on", after / MIB, before.bytes / MIB))
}

async fn plan(config: &Config) -> Result<ExitCode> {
    if let Some(file) = backends::store_file(config).filter(|file| !file.exists()) {
        println!("there is no store yet; the first start makes {}", file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let store = backends::connect_store(config).await?;
    for line in lines(config, &store).await? {
        println!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}

async fn lines(config: &Config, store: &Store) -> Result<Vec<String>> {
    let plan = migration::plan::plan(store.connection()).await?;
    let engine = migration::engine::Engine::of(store.connection()).await?;
    if plan.steps.is_empty() {
        return Ok(vec![format!("the schema is up to date on {engine}")]);
    }
    let mut lines = vec![format!("{} steps are missing on {engine}; nothing was changed:", plan.steps.len())];
    lines.extend(plan.steps.iter().map(|step| {
        let older = if step.additive { "older versions can go on" } else { "older versions refuse to start after it" };
        format!("  {}: {}; {older}", step.name, step.parts.join(", "))
    }));
    if let Some(step) = plan.cannot_be_undone() {
        lines.push(match backends::copy_before(config, step) {
            Some(copy) => format!("before {} the store is copied to {}", step.name, copy.display()),
            None => format!("{} cannot be undone: take a backup of the database first", step.name),
        });
    }
    Ok(lines)
}
