//! `deviantcord migrate`: the store's schema, before any role starts. `run` does the same at its start; where several processes start at
//! once, one does it for all of them.

use crate::backends;
use crate::config::Config;
use anyhow::Result;
use std::path::Path;
use std::process::ExitCode;

/// Brings the schema up to date.
///
/// # Errors
/// When the store cannot be used, or a newer version has migrated it: nothing was changed then.
pub async fn run(file: Option<&Path>) -> Result<ExitCode> {
    let config = Config::load(file)?;
    backends::check(&config)?;
    let store = backends::open_store(&config).await?;
    println!("the schema is up to date on {}", migration::engine::Engine::of(store.connection()).await?);
    Ok(ExitCode::SUCCESS)
}
