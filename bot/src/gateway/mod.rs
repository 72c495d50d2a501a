//! The gateway connection: commands in, hints for the sender out.
//!
//! Our own client of Discord's gateway ([`shard`], [`socket`], [`protocol`]), on its own runtime ([`client`]), reads events tolerantly
//! ([`events`], [`interaction`]) and keeps the picture of servers up to date; poise carries out the commands ([`harness`]). Of its shards,
//! each comes back by itself while the others work ([`fleet`]). It ends with an error when all of them stay dead, and its caller begins
//! again, within a day's [`budget`] of sessions.

mod budget;
mod client;
pub(crate) mod deps;
mod desk;
mod error;
mod events;
mod fleet;
mod harness;
mod interaction;
mod notes;
mod pace;
mod plan;
mod protocol;
mod register;
mod report;
mod roll;
mod shard;
mod socket;
mod troubles;

pub use deps::{Deps, Patience};
pub use error::Error;

use crate::discord::rest::USER_AGENT;
use budget::Limit;
use client::Client;
use desk::Desk;
use deviantart::http;
use domain::cause::Cause;
use domain::retry::Doubling;
use fleet::Crew;
use secrecy::{ExposeSecret, SecretString};
use serenity::all::{Http, HttpBuilder};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Reports of shards that may wait; more make a shard wait with reading, not with its heartbeats.
const REPORTS: usize = 64;

/// An HTTP client for Discord, for interactions and registration. Serenity's own sets no time limit. Its own rate limiter is off: with a proxy it
/// would ignore it (docs/discord.md, section 7), and interaction callbacks do not count against the global limit.
fn http_client(token: &SecretString, api_url: &Url, patience: Patience) -> Result<Http, Error> {
    let timeouts = http::Timeouts { total: patience.request, ..http::Timeouts::default() };
    // Serenity reads the bodies, and leaves it to the client to decompress them.
    let client = http::builder(USER_AGENT, timeouts).gzip(true).build();
    let client = client.map_err(|error| Error::Gateway(Cause::because("the HTTP client cannot be made", error.without_url())))?;
    let mut builder = HttpBuilder::new(token.expose_secret()).client(client).ratelimiter_disabled(true);
    if api_url.host_str() != Some("discord.com") {
        builder = builder.proxy(api_url.as_str().trim_end_matches('/'));
    }
    Ok(builder.build())
}

/// Between two clients, after Discord could not be reached.
const PAUSES: Doubling = Doubling::new(Duration::from_millis(500), Duration::from_secs(15));

/// Connects and works until `stop` is cancelled.
///
/// # Errors
/// When Discord does not accept the token, or the connection stays dead.
pub async fn run(deps: Deps, stop: CancellationToken) -> Result<(), Error> {
    run_with(deps, Patience::default(), stop).await
}

/// As [`run`], with its own patience.
///
/// # Errors
/// As [`run`].
pub async fn run_with(deps: Deps, patience: Patience, stop: CancellationToken) -> Result<(), Error> {
    let begun = Instant::now();
    for attempt in 0.. {
        let failure = match connect(&deps, patience, &stop).await {
            Ok(()) => return Ok(()),
            Err(error @ (Error::InvalidToken | Error::Intents | Error::Dead(_) | Error::Budget(_))) => return Err(error),
            Err(error) => error,
        };
        // Discord could not be reached, or closed for good: once more with a fresh client, as long as patience lasts.
        if begun.elapsed() >= patience.dead_after {
            return Err(failure);
        }
        let pause = PAUSES.jittered(attempt);
        tracing::warn!(error = %failure, retry_in = ?pause, "no commands come in until the gateway is back; connecting again");
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            break;
        }
    }
    Ok(())
}

async fn connect(deps: &Deps, patience: Patience, stop: &CancellationToken) -> Result<(), Error> {
    let Some(plan) = stop.run_until_cancelled(plan::ask(deps, stop)).await else { return Ok(()) };
    let plan = plan?;
    if let Some(wait) = plan.limit.and_then(Limit::wait) {
        return Err(Error::Budget(wait));
    }
    // Ends everything of this connection, however it ends.
    let over = stop.child_token();
    let _over = over.clone().drop_guard();
    let http = Arc::new(http_client(&deps.token, &deps.api_url, patience)?);
    let harness = harness::Harness::new(http, deps.clone()).await;
    let harness = harness.map_err(|error| Error::Gateway(Cause::because("commands cannot be carried out here", error)))?;
    let (reports, mut told) = mpsc::channel(REPORTS);
    let mut client =
        Client::start(reports.clone(), over.clone()).map_err(|error| Error::Gateway(Cause::because("its thread cannot start", error)))?;
    let crew = Crew { orders: client.orders(), reports, over };
    let mut desk = Desk::new(deps, patience, harness, crew, plan);
    let outcome = loop {
        tokio::select! {
            Some(report) = told.recv() => if let Err(error) = desk.take(report) { break Err(error) },
            // Its answer is gone with it: nothing is left to close.
            () = client.ended() => {
                deps.picture().disconnected();
                deps.board.shards(0, 0);
                return if stop.is_cancelled() { Ok(()) } else { Err(Error::Ended) };
            }
            error = desk.dead(patience.dead_after) => break Err(error),
            () = stop.cancelled() => break Ok(()),
        }
    };
    // Gone before anybody begins the next one.
    client.close().await;
    deps.picture().disconnected();
    deps.board.shards(0, 0);
    outcome
}
