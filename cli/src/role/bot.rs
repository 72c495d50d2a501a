//! Role bot.

use super::health::{Check, Health};
use crate::backends::Backends;
use crate::config::Config;
use anyhow::{Context, Result};
use bot::delivery::{Status, StatusBoard};
use bot::{Bot, Deps, Options};
use tokio_util::sync::CancellationToken;

/// The role, opened, as a future that owns what it needs; Discord hears of it when it is polled.
///
/// # Errors
/// When the token is missing or the journal cannot be used.
pub async fn open(
    config: &Config,
    backends: &Backends,
    health: &Health,
    stop: CancellationToken,
) -> Result<impl Future<Output = Result<()>> + Send + use<>> {
    let deps = Deps {
        store: backends.store.for_bot(),
        cache: backends.cache.clone(),
        deviantart: backends.deviantart.clone(),
        clock: backends.clock.clone(),
    };
    let options = Options {
        token: config.discord.token.clone().context("discord.token is not set")?,
        api_url: config.discord.api_url.clone(),
        journal_dir: config.data_dir.join("bot"),
        requests_per_second: config.discord.requests_per_second,
        shards: config.discord.shards,
        max_watches: config.discord.max_watches,
        keep_days: config.store.keep,
        detail_days: config.store.detail,
    };
    let board = StatusBoard::default();
    let probe = board.clone();
    health.add(move || vec![check(&probe.snapshot())]);
    let probe = board.clone();
    health.measure(move || gauges(&probe.snapshot()));
    health.watch("bot", board.turns().clone());
    let bot = Bot::open(deps, options, board).await?;
    Ok(async move { Ok(bot.run(stop).await?) })
}

fn gauges(status: &Status) -> Vec<(&'static str, f64)> {
    let sends = status.lease_held && status.failing.is_none();
    let commands = status.lease_held && status.no_commands.is_none();
    let mut gauges = vec![
        ("discord_token_refused", f64::from(u8::from(status.token_refused))),
        ("deliveries/good", status.sent as f64),
        ("deliveries/bad", (status.retries + status.failed) as f64),
        ("spool_records/bot", status.unsettled as f64),
        ("sender_active", f64::from(u8::from(sends))),
        ("gateway_up", f64::from(u8::from(commands))),
        ("gateway_shards", f64::from(status.shards)),
        ("gateway_shards_up", f64::from(status.shards_up)),
    ];
    gauges.extend(status.sessions_left.map(|left| ("gateway_sessions_left", left as f64)));
    gauges
}

fn check(status: &Status) -> Check {
    let mut figures =
        format!("{} sent, {} in flight, {} waiting, {} to retry", status.sent, status.in_flight, status.waiting, status.retries);
    if status.unread_events > 0 {
        let names: Vec<&str> = status.unread.iter().map(String::as_str).collect();
        figures = format!("{figures}, {} unreadable gateway events ({})", status.unread_events, names.join(", "));
    }
    if let (None, Some(why)) = (&status.failing, &status.no_commands) {
        return Check::degraded("Discord", format!("slash commands do not work: {why}; {figures}"));
    }
    if let (None, Some(which)) = (&status.failing, &status.lost_shards) {
        return Check::degraded(
            "Discord",
            format!("slash commands do not work in some servers: {which}; the other shards work; {figures}"),
        );
    }
    match (&status.failing, status.paused_for_ms) {
        (Some(why), _) => Check::failing("Discord", why.clone()),
        (None, Some(pause)) => Check::resting("Discord", format!("sending rests for {pause} ms, as Discord asked; {figures}")),
        (None, None) if !status.lease_held => Check::ok("Discord", "standby: another process sends"),
        (None, None) => Check::ok("Discord", figures),
    }
}
