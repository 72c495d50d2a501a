//! The gateway connection: commands in, hints for the sender out.
//!
//! Serenity keeps the connection (heartbeat, resume, reconnect); this module gives it the commands, tells the store and the sender what
//! Discord reports, and ends with an error when the connection stays dead, so that the process can restart.

mod error;
mod events;
mod register;
mod watchdog;

pub use error::Error;
pub(crate) use error::describe;

use crate::discord::rest::USER_AGENT;
use crate::{command, delivery};
use secrecy::{ExposeSecret, SecretString};
use serenity::all::{ClientBuilder, CreateAllowedMentions, GatewayIntents, Http, HttpBuilder};
use shared::cache::Cache;
use shared::clock::Clock;
use shared::http;
use shared::store::Store;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
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
    /// Asks Discord beside serenity's client: shares limits, rests, and our standing with Discord.
    pub rest: crate::discord::Rest,
    /// Shows whether commands can come in.
    pub board: delivery::StatusBoard,
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

/// An HTTP client for Discord, for interactions and registration. Serenity's own sets no time limit. Its own rate limiter is off: with a proxy it
/// would ignore it (facts: serenity 0.12 `ratelimiting.rs`), and interaction callbacks do not count against the global limit.
fn http_client(token: &SecretString, api_url: &Url, patience: Patience) -> Result<Http, Error> {
    let timeouts = http::Timeouts { total: patience.request, ..http::Timeouts::default() };
    // Serenity reads the bodies, and leaves it to the client to decompress them.
    let client = http::builder(USER_AGENT, timeouts).gzip(true).build();
    let client = client.map_err(|error| Error::Gateway(format!("the HTTP client cannot be made: {}", error.without_url())))?;
    let mut builder = HttpBuilder::new(token.expose_secret()).client(client).ratelimiter_disabled(true);
    if api_url.host_str() != Some("discord.com") {
        builder = builder.proxy(api_url.as_str().trim_end_matches('/'));
    }
    Ok(builder.build())
}

/// How patient the gateway is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// A connection that is dead for so long is given up.
    pub dead_after: Duration,
    /// How long the connection may take to close.
    pub close: Duration,
    /// How long a request may take: an interaction's answer, the registration of the commands.
    pub request: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { dead_after: Duration::from_secs(90), close: Duration::from_secs(4), request: Duration::from_secs(15) }
    }
}

/// Connects and works until `stop` is cancelled.
///
/// # Errors
/// When Discord does not accept the token, or the connection stays dead.
pub async fn run(deps: Deps, stop: CancellationToken) -> Result<(), Error> {
    run_with(deps, Patience::default(), stop).await
}

/// As [`run`], with a patience of its own.
///
/// # Errors
/// As [`run`].
pub async fn run_with(deps: Deps, patience: Patience, stop: CancellationToken) -> Result<(), Error> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(500);
    loop {
        let failure = match connect(&deps, patience, &stop).await {
            Ok(()) => return Ok(()),
            Err(error @ (Error::InvalidToken | Error::Intents | Error::Dead(_))) => return Err(error),
            Err(error) => error,
        };
        // Discord could not be reached, or closed for good: once more with a fresh client, as long as patience lasts.
        if begun.elapsed() >= patience.dead_after {
            return Err(failure);
        }
        tracing::warn!(error = %failure, retry_in = ?pause, "Discord's gateway cannot be used");
        tokio::select! {
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(Duration::from_secs(15)),
            () = stop.cancelled() => return Ok(()),
        }
    }
}

async fn connect(deps: &Deps, patience: Patience, stop: &CancellationToken) -> Result<(), Error> {
    // Ends the tasks of this connection, however it ends.
    let over = stop.child_token();
    let _over = over.clone().drop_guard();
    let http = http_client(&deps.token, &deps.api_url, patience)?;
    let builder = ClientBuilder::new_with_http(http, GatewayIntents::GUILDS).framework(framework(deps.clone(), over));
    // Asks Discord where its gateway is.
    let Some(client) = stop.run_until_cancelled(builder.into_future()).await else { return Ok(()) };
    let mut client = client.map_err(Error::from_serenity)?;
    let shards = Arc::clone(&client.shard_manager);
    let mut connection = std::pin::pin!(client.start_autosharded());
    let outcome = tokio::select! {
        ended = &mut connection => return ended.map_err(Error::from_serenity).and(Err(Error::Ended)),
        () = watchdog::dead(Arc::clone(&shards), patience.dead_after) => Err(Error::Dead(patience.dead_after)),
        () = stop.cancelled() => Ok(()),
    };
    if tokio::time::timeout(patience.close, shards.shutdown_all()).await.is_err() {
        tracing::warn!("the connection to Discord did not close in time");
    }
    outcome
}

fn framework(deps: Deps, over: CancellationToken) -> poise::Framework<Deps, command::Error> {
    let options = poise::FrameworkOptions {
        commands: command::all(),
        on_error: |error| Box::pin(command::on_error(error)),
        event_handler: |framework, event| {
            Box::pin(async move {
                events::handle(framework.serenity_context, framework.user_data, event).await;
                Ok(())
            })
        },
        allowed_mentions: Some(CreateAllowedMentions::new()),
        initialize_owners: false,
        ..poise::FrameworkOptions::default()
    };
    poise::Framework::builder()
        .options(options)
        .setup(move |discord, ready, framework| {
            Box::pin(async move {
                discord.http.set_application_id(ready.application.id);
                // Not waited for: commands that are registered already work in the meantime.
                let commands = poise::builtins::create_application_commands(&framework.options().commands);
                tokio::spawn(register::keep_trying(Arc::clone(&discord.http), commands, over));
                Ok(deps)
            })
        })
        .build()
}
