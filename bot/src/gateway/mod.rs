//! The gateway connection: commands in, hints for the sender out.
//!
//! Serenity keeps the connection (heartbeat, resume, reconnect); this module gives it the commands, tells the store and the sender what
//! Discord reports, and ends with an error when the connection stays dead, so that the process can restart.

mod error;

pub use error::Error;

use crate::delivery;
use secrecy::{ExposeSecret, SecretString};
use serenity::all::{ClientBuilder, GatewayIntents, Http, HttpBuilder};
use shared::cache::Cache;
use shared::clock::Clock;
use shared::store::Store;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use url::Url;

/// What the gateway works with.
#[derive(Clone)]
pub struct Deps {
    pub store: Store,
    pub cache: Arc<dyn Cache>,
    /// None: artists are known from the store only.
    pub deviantart: Option<shared::deviantart::Client>,
    pub clock: Arc<dyn Clock>,
    pub token: SecretString,
    /// `https://discord.com`, or the sandbox.
    pub api_url: Url,
    /// Watches that one guild may have.
    pub max_watches: u32,
    /// Told when something may have healed.
    pub delivery: delivery::Handle,
    /// Told what Discord says about channels; must not block.
    pub channels: ChannelSink,
}

/// Takes what the gateway learns about channels.
pub type ChannelSink = Arc<dyn Fn(ChannelNews) + Send + Sync>;

/// What the gateway learned about a channel or thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelNews {
    /// It exists, or was changed.
    Seen {
        guild: shared::id::GuildId,
        channel: shared::id::ChannelId,
        /// For a thread: the channel that it belongs to, whose age restriction counts.
        thread_of: Option<shared::id::ChannelId>,
        /// The channel's own flag; means nothing for a thread.
        age_restricted: bool,
    },
    /// It was deleted.
    Gone(shared::id::ChannelId),
    /// The guild is unavailable or was left: nothing known about its channels counts any more.
    GuildGone(shared::id::GuildId),
}

/// An HTTP client for Discord, for interactions and registration. Serenity's own rate limiter is off: with a proxy it would ignore it
/// (facts: serenity 0.12 `ratelimiting.rs`), and interaction callbacks do not count against the global limit.
fn http(token: &SecretString, api_url: &Url) -> Http {
    let mut builder = HttpBuilder::new(token.expose_secret()).ratelimiter_disabled(true);
    if api_url.host_str() != Some("discord.com") {
        builder = builder.proxy(api_url.as_str().trim_end_matches('/'));
    }
    builder.build()
}

/// Connects and works until `stop` is cancelled.
///
/// # Errors
/// When Discord does not accept the token, or the connection stays dead.
pub async fn run(deps: Deps, stop: CancellationToken) -> Result<(), Error> {
    let http = http(&deps.token, &deps.api_url);
    let mut client = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS).await.map_err(Error::from_serenity)?;
    let shards = Arc::clone(&client.shard_manager);
    let mut connection = std::pin::pin!(client.start_autosharded());
    tokio::select! {
        ended = &mut connection => ended.map_err(Error::from_serenity).and(Err(Error::Ended)),
        () = stop.cancelled() => {
            shards.shutdown_all().await;
            Ok(())
        }
    }
}
