//! What the bot is given: its services and its settings.

use coordination::Cache;
use domain::clock::Clock;
use secrecy::SecretString;
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::Arc;
use store::BotStore;

/// What the bot works with.
#[derive(Clone)]
pub struct Deps {
    pub store: BotStore,
    pub cache: Arc<dyn Cache>,
    /// For look-ups that moderators ask for; None when no DeviantArt credentials are configured (names from the store only).
    pub deviantart: Option<deviantart::Client>,
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
    /// Connections to the gateway (shards); None: as many as Discord recommends.
    pub shards: Option<NonZeroU16>,
    /// Watches that one guild may have (default 500).
    pub max_watches: u32,
    /// What became of a post is kept for this many days, and so are audit rows (default [`domain::keep::DAYS`]).
    pub keep_days: u32,
    /// After this many days only what detection needs is left of a post (default [`domain::keep::DETAIL_DAYS`]).
    pub detail_days: u32,
}
