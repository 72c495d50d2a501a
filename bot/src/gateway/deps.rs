//! What the gateway is given: its services, its settings, its patience.

use crate::command::clicks::Clicks;
use crate::command::galleries::Galleries;
use crate::command::ids::CommandIds;
use crate::command::limits::{LookUps, Tests};
use crate::command::portable::Imports;
use crate::command::recent::{Forms, Removals};
use crate::command::repeat::Repeats;
use crate::command::tried::Trials;
use crate::command::wish::Drafts;
use crate::delivery;
use crate::discord::{Picture, Places};
use coordination::Cache;
use domain::clock::Clock;
use secrecy::SecretString;
use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;
use store::BotStore;
use url::Url;

/// What the gateway works with.
#[derive(Clone)]
pub struct Deps {
    pub store: BotStore,
    pub cache: Arc<dyn Cache>,
    /// None: artists are known from the store only.
    pub deviantart: Option<deviantart::Client>,
    pub clock: Arc<dyn Clock>,
    pub token: SecretString,
    /// `https://discord.com`, or the sandbox.
    pub api_url: Url,
    /// How many shards; None: as many as Discord recommends.
    pub shards: Option<NonZeroU16>,
    /// Watches that one guild may have.
    pub max_watches: u32,
    /// What was looked up lately, for which guild.
    pub look_ups: Arc<parking_lot::Mutex<LookUps>>,
    /// Folders that were fetched while somebody typed.
    pub galleries: Galleries,
    /// Clicks that are being answered.
    pub clicks: Clicks,
    /// Watches that can be brought back.
    pub removals: Removals,
    /// Discord's ids of the commands.
    pub command_ids: CommandIds,
    /// Watches that could not be added as they were asked for.
    pub drafts: Drafts,
    /// Files that were shown, and that a button adds.
    pub imports: Imports,
    /// Tests that were sent lately.
    pub tests: Tests,
    /// Texts of forms that were refused.
    pub forms: Forms,
    /// Filters that are tried.
    pub trials: Trials,
    /// Commands that failed, for the buttons that carry them out once more.
    pub repeats: Repeats,
    /// Told when something may have healed.
    pub delivery: delivery::Handle,
    /// What is known of servers, and the client that asks for the rest: shared with the sender, so that all rest when Discord says so.
    pub places: Places,
    /// Shows whether commands can come in.
    pub board: delivery::StatusBoard,
}

impl Deps {
    /// What is known of servers.
    #[must_use]
    pub const fn picture(&self) -> &Picture {
        self.places.picture()
    }
}

/// How patient the gateway is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// A connection that is dead for so long is given up.
    pub dead_after: Duration,
    /// How long a request may take: an interaction's answer.
    pub request: Duration,
    /// The first pause between two connections in a row; it grows.
    pub reconnect: Duration,
    /// The least time between the beginnings of two sessions of the same key (Discord's own is 5 s, by its own clock); it grows.
    pub identify_gap: Duration,
    /// How often it looks for listeners that an import kept aside although the bot is in their server.
    pub look_aside: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            dead_after: Duration::from_secs(90),
            request: Duration::from_secs(15),
            reconnect: Duration::from_secs(1),
            identify_gap: Duration::from_millis(5_250),
            look_aside: Duration::from_secs(30),
        }
    }
}
