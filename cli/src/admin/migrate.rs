//! `deviantcord migrate`: the store's schema, before any role starts. `run` does the same at its start; where several processes start at
//! once, one does it for all of them.

use crate::args::Migrate;
use crate::backends;
use crate::config::Config;
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;
use store::Store;

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
    let store = backends::open_store(&config).await?;
    println!("the schema is up to date on {}", migration::engine::Engine::of(store.connection()).await?);
    Ok(ExitCode::SUCCESS)
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
