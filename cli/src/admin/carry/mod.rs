//! `deviantcord move` and `deviantcord log import`: what the service keeps, carried to another place while nobody uses it. What it is carried
//! from stays as it is; what was cut short is resumed by the same command.

pub mod file;
pub(super) mod idle;
mod log;
mod store;

use crate::admin::waiting;
use crate::args::Move;
use crate::backends;
use crate::config::Config;
use crate::data_dir;
use ::store::Store;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;

/// Moves the store, the log or both.
///
/// # Errors
/// What is in the way. The old places are untouched then.
pub async fn run(file: Option<&Path>, args: Move) -> Result<ExitCode> {
    let config = Config::load(file)?;
    backends::check(&config)?;
    data_dir::check(&config.data_dir)?;
    let _dir = idle::lock(&config.data_dir)?;
    let old = backends::connect_store(&config).await?;
    whole(&old).await?;
    idle::check(&old).await?;
    let new = match &args.store {
        Some(url) => Some(store::carry(&config, &old, url).await?),
        None => None,
    };
    if let Some(url) = &args.log {
        log::carry(&config, &old, new.as_ref().unwrap_or(&old), url).await?;
    }
    // A process that has started meanwhile, perhaps on another machine, was not seen before.
    idle::check(&old).await?;
    if let Some(new) = &new {
        new.for_backup().end_moving().await.context("the new store is filled, but could not be told; run the command again")?;
    }
    let keys: Vec<&str> = [("store.url", new.is_some()), ("log.url", args.log.is_some())]
        .into_iter()
        .filter_map(|(key, moved)| moved.then_some(key))
        .collect();
    println!("set {} to the new place, then start the service; remove the old place when all is well", keys.join(" and "));
    tell_spools(&config)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the events of a file into the log at `log.url`.
///
/// # Errors
/// What is wrong with the file, or in the way.
pub async fn import(file: Option<&Path>, from: &Path) -> Result<ExitCode> {
    let config = Config::load(file)?;
    backends::check(&config)?;
    let mut source = file::File::open(from)?;
    let _dir = idle::lock(&config.data_dir)?;
    let store = backends::open_store(&config).await?;
    idle::check(&store).await?;
    log::import(&config, &store, &mut source).await?;
    Ok(ExitCode::SUCCESS)
}

/// A store that is moved is one that this version has migrated, and knows all of.
async fn whole(store: &Store) -> Result<()> {
    if !migration::is_current(store.connection()).await? {
        bail!("the store's schema is not this version's; start the service once, or run `deviantcord migrate`, then move it");
    }
    let additions = migration::additions(store.connection()).await?;
    if !additions.is_empty() {
        bail!("a newer version has added to the store ({}); move it with that version, nothing was changed", additions.join(", "));
    }
    if let Some(source) = store.for_backup().moving_from().await? {
        bail!("{}", backends::unfinished(&source));
    }
    Ok(())
}

/// What waits on this machine belongs to the service wherever its store is.
fn tell_spools(config: &Config) -> Result<()> {
    for place in waiting::places(config) {
        let count = waiting::count(&place)?;
        if count > 0 {
            println!(
                "{count} records ({}) wait in {}; the role that writes there has to start with this data_dir, so that they arrive",
                place.name,
                place.dir.display()
            );
        }
    }
    Ok(())
}
