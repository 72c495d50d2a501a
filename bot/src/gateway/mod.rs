//! The gateway connection: commands in, hints for the sender out.
//!
//! Our own client of Discord's gateway ([`shard`], [`socket`], [`protocol`]), on its own runtime ([`client`]), reads events tolerantly
//! ([`events`], [`interaction`]) and keeps the picture of servers up to date; poise carries out the commands ([`harness`]). It ends with an
//! error when the connection stays dead, and its caller begins again, within a day's [`budget`] of sessions.

mod budget;
mod client;
pub(crate) mod deps;
mod desk;
mod error;
mod events;
mod harness;
mod interaction;
mod notes;
mod protocol;
mod register;
mod shard;
mod socket;
mod troubles;

pub use deps::{Deps, Patience};
pub use error::Error;

use crate::discord::rest::USER_AGENT;
use budget::{Budget, Limit};
use client::{Client, Ended};
use desk::Desk;
use deviantart::http;
use domain::cause::Cause;
use domain::retry::Doubling;
use protocol::Refusal;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use serenity::all::{Http, HttpBuilder};
use shard::Shard;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Reports of shards that may wait; more make a shard wait with reading, not with its heartbeats.
const REPORTS: usize = 64;
/// Discord has no bot with more shards that one process could hold.
const SHARDS: u64 = 1_024;

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
    let Some(plan) = stop.run_until_cancelled(plan(deps, stop)).await else { return Ok(()) };
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
    let shard = |id| Shard {
        id,
        total: plan.shards,
        url: plan.url.clone(),
        token: deps.token.clone(),
        patience,
        reports: reports.clone(),
        stop: over.clone(),
    };
    let shards = (0..plan.shards).map(shard).collect();
    let mut client =
        Client::start(shards, over.clone()).map_err(|error| Error::Gateway(Cause::because("its thread cannot start", error)))?;
    drop(reports);
    let mut desk = Desk::new(deps, harness, Budget::new(patience, plan.shards), plan.shards, over);
    let outcome = loop {
        tokio::select! {
            report = told.recv() => match report {
                Some(report) => desk.take(report),
                None => break refusal(client.ended().await),
            },
            ended = client.ended() => break refusal(ended),
            () = desk.dead(patience.dead_after) => break Err(Error::Dead(patience.dead_after)),
            () = stop.cancelled() => break Ok(()),
        }
    };
    // Gone before anybody begins the next one.
    client.close().await;
    deps.picture().disconnected();
    outcome
}

fn refusal(ended: Ended) -> Result<(), Error> {
    Err(match ended {
        Ended::Refused(Refusal::Token) => Error::InvalidToken,
        Ended::Refused(Refusal::Intents) => Error::Intents,
        Ended::Refused(Refusal::Shape(code)) => {
            Error::Gateway(format!("Discord closed it with code {code}; asking again how to connect").into())
        }
        Ended::Stopped => return Ok(()),
        Ended::Broken => Error::Ended,
    })
}

/// How to connect.
struct Plan {
    url: String,
    shards: u32,
    limit: Option<Limit>,
}

/// Asks Discord how to connect.
async fn plan(deps: &Deps, stop: &CancellationToken) -> Result<Plan, Error> {
    let answer = deps.places.rest().gateway(stop).await.map_err(|failure| Error::Gateway(Cause::of(failure)))?;
    let body = match (answer.status, &answer.body) {
        (200, Some(body)) => body,
        // Only Discord's API knows tokens; a page without its body says nothing of ours.
        (401, Some(_)) => return Err(Error::InvalidToken),
        _ => return Err(Error::Gateway(format!("Discord did not say where it is: {}", answer.sentence()).into())),
    };
    let Some(url) = body.get("url").and_then(Value::as_str) else {
        return Err(Error::Gateway("Discord did not say where it is".into()));
    };
    let limits = body.get("session_start_limit");
    let figure = |name: &str| limits.and_then(|limits| limits.get(name)).and_then(Value::as_u64);
    let limit = figure("remaining").map(|remaining| Limit {
        total: figure("total").unwrap_or(1_000),
        remaining,
        reset_after: Duration::from_millis(figure("reset_after").unwrap_or(3_600_000)),
    });
    if let Some(limit) = &limit {
        metrics::gauge!("deviantcord_gateway_sessions_left").set(limit.remaining as f64);
        deps.board.sessions_left(limit.remaining);
    }
    let shards = body.get("shards").and_then(Value::as_u64).unwrap_or(1).clamp(1, SHARDS);
    Ok(Plan { url: url.to_owned(), shards: u32::try_from(shards).unwrap_or(1), limit })
}
