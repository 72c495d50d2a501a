//! Talks to Discord: slash commands, cards, and their delivery. The only part of the system that does.

pub mod card;
pub mod command;
pub mod delivery;
pub mod gateway;
mod text;

use secrecy::SecretString;
use shared::cache::Cache;
use shared::clock::Clock;
use shared::store::Store;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What the bot works with.
#[derive(Clone)]
pub struct Deps {
    pub store: Store,
    pub cache: Arc<dyn Cache>,
    /// For look-ups that moderators ask for; None when no DeviantArt credentials are configured (names from the store only).
    pub deviantart: Option<shared::deviantart::Client>,
    pub clock: Arc<dyn Clock>,
}

/// How it works.
#[derive(Clone)]
pub struct Options {
    pub token: SecretString,
    /// `https://discord.com`, or the sandbox.
    pub api_url: url::Url,
    /// Where intents and outcomes are journaled.
    pub journal_dir: PathBuf,
    /// Messages and other requests a second, in all; Discord's own limit is 50 (default 45).
    pub requests_per_second: f64,
    /// Watches that one guild may have (default 500).
    pub max_watches: u32,
}

/// Works until `stop` is cancelled.
///
/// # Errors
/// When it cannot go on and the process should restart.
pub async fn run(deps: Deps, options: Options, stop: CancellationToken) -> Result<(), Error> {
    let _ = (deps, options, stop);
    todo!()
}

/// Why the bot cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {}
