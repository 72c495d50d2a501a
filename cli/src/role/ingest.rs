//! Role ingest, with the spool in front of the log.

use super::details::{self, span};
use super::health::{Check, Health};
use crate::backends::Backends;
use crate::config::Config;
use crate::data_dir::DataDir;
use anyhow::{Context, Result};
use deviantart::account::AccountFile;
use deviantart::{self, Client, Limits};
use domain::clock::Timestamp;
use eventlog::spooled::{SpooledLog, Status};
use ingest::feed::Feed;
use ingest::status::{Group, Standout};
use ingest::{Deps, Options};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::ingest::SourceKind;
use tokio_util::sync::CancellationToken;

/// Requests a second with an account's token, at most.
const ACCOUNT_RATE: f64 = 0.5;

/// How often a credential is tried that was given no token, though nobody polls with it.
const SIGN_IN_AGAIN: Duration = Duration::from_secs(300);

/// Where the events wait that the log did not take.
#[must_use]
pub fn spool_dir(config: &Config) -> PathBuf {
    config.data_dir.join("spool")
}

/// Where the account is kept that watches for us; there is no file unless one was set up.
#[must_use]
pub fn account_file(config: &Config) -> AccountFile {
    AccountFile::new(config.data_dir.join("deviantart-account.json"))
}

/// The first configured application, for which an account is asked; None when there are no credentials.
#[must_use]
pub fn options(config: &Config) -> Option<deviantart::Options> {
    crate::backends::credentials(config).ok()?.into_iter().next()
}

/// The reader of the watch feed; None when no account is set up.
fn watch_feed(config: &Config, deps: &Deps, polls: &ingest::status::Handle) -> Result<Option<Feed>> {
    let file = Arc::new(account_file(config));
    let unreadable = || format!("{} cannot be read; delete it, or run `deviantcord setup deviantart-account` again", file.path().display());
    let Some(options) = options(config).filter(|_| file.path().exists()) else { return Ok(None) };
    file.load().with_context(unreadable)?;
    // One request a minute, and steps of the list: an account's limit reacts to bursts, so it is paced well below the application's.
    let options = deviantart::Options { requests_per_second: options.requests_per_second.min(ACCOUNT_RATE), ..options };
    let client = Client::for_account(options, file.clone(), Limits::default(), deps.cache.clone(), deps.clock.clone())?;
    let every = Duration::from_secs_f64(config.ingest.min_interval);
    Ok(Some(Feed::new(deps.clone(), client, file, every, polls.clone())))
}

/// The role, opened, as a future that owns what it needs; DeviantArt hears of it when it is polled.
///
/// # Errors
/// When no DeviantArt credential is set, or the spool, the account's file or the worker's name cannot be used.
pub async fn open(
    config: &Config,
    backends: &Backends,
    health: &Health,
    polls: ingest::status::Handle,
    stop: CancellationToken,
) -> Result<impl Future<Output = Result<()>> + Send + use<>> {
    health.watch("ingest", polls.turns().clone());
    let client = backends.deviantart.clone().context("deviantart.client_id and deviantart.client_secret are not set")?;
    let spooled = SpooledLog::open(backends.log.clone(), &spool_dir(config)).await.context("the spool cannot be opened")?;
    let probe = spooled.clone();
    health.add(move || vec![spool_check(&probe.status())]);
    let (spool, worker) = (spooled.clone(), polls.clone());
    let clock = backends.clock.clone();
    health.measure(move || {
        let now = clock.now();
        gauges(&spool.status(), &worker.status(now), now)
    });
    let (probe, clock) = (polls.clone(), backends.clock.clone());
    health.tell(move |details| details.artists.extend(probe.status(clock.now()).standouts.iter().map(artist)));
    let (probe, clock) = (polls.clone(), backends.clock.clone());
    health.add(move || {
        let status = probe.status(clock.now());
        [Some(polls_check(&status)), feed_check(&status.feed)].into_iter().flatten().collect()
    });
    let deps = Deps {
        store: backends.store.for_ingest(),
        log: Arc::new(spooled.clone()),
        cache: backends.cache.clone(),
        deviantart: client.clone(),
        clock: backends.clock.clone(),
    };
    let feed = watch_feed(config, &deps, &polls)?;
    let options = Options {
        min_interval: Duration::from_secs_f64(config.ingest.min_interval),
        concurrency: config.ingest.concurrency,
        worker: DataDir::worker(&config.data_dir)?,
    };
    Ok(async move {
        let drain = CancellationToken::new();
        let draining = tokio::spawn({
            let (spooled, drain) = (spooled.clone(), drain.clone());
            async move { spooled.drain(drain).await }
        });
        let signing_in = tokio::spawn(sign_in(client, stop.clone()));
        let read = stop.child_token();
        let reading = feed.map(|feed| tokio::spawn(feed.run(read.clone())));
        let outcome = ingest::run_with(deps, options, stop, polls).await;
        read.cancel();
        signing_in.await?;
        if let Some(reading) = reading {
            reading.await?;
        }
        drain.cancel();
        draining.await?;
        spooled.close().await;
        Ok(outcome?)
    })
}

/// Tries every credential once before there is anything to poll: that one of them is wrong is not for the first moderator to find out.
async fn sign_in(client: Client, stop: CancellationToken) {
    loop {
        let signed_in = tokio::select! {
            signed_in = client.sign_in() => signed_in,
            () = stop.cancelled() => return,
        };
        let Err(error) = signed_in else { return };
        // That it is refused was told already, and is a check.
        tracing::debug!(%error, "some DeviantArt credentials got no access token; retrying them");
        tokio::select! {
            () = tokio::time::sleep(SIGN_IN_AGAIN) => {}
            () = stop.cancelled() => return,
        }
    }
}

fn gauges(spool: &Status, status: &ingest::status::Status, now: Timestamp) -> Vec<(&'static str, f64)> {
    let oldest = spool.oldest_ms.map_or(0.0, |oldest| (now.timestamp_millis() as f64 - oldest as f64).max(0.0) / 1_000.0);
    vec![
        ("artists", status.artists as f64),
        ("polls_last_minute", status.polls_per_minute as f64),
        ("sources", status.sources as f64),
        ("sources_in_trouble", status.in_trouble as f64),
        ("sources_overdue", status.overdue as f64),
        ("oldest_poll_age_seconds", status.oldest_poll.map_or(0.0, |age| age.as_seconds_f64())),
        ("ingest_resting", f64::from(u8::from(status.resting_until.is_some()))),
        ("spool_records/ingest", spool.pending as f64),
        ("spool_oldest_age_seconds/ingest", oldest),
    ]
}

/// A source that deserves a sight, as the ops page shows it.
fn artist(standout: &Standout) -> details::Artist {
    let source = match standout.kind {
        SourceKind::Gallery => "gallery",
        SourceKind::Posts => "journals and statuses",
        SourceKind::Folder(_) => "a folder",
        SourceKind::Profile => "profile and folder list",
        SourceKind::Group => "all folders of a group",
        SourceKind::Later => "a list of a later version",
    };
    let age = standout.age.map_or_else(|| "never polled yet".to_owned(), |age| format!("polled {} ago", span(age)));
    let (group, why) = match standout.group {
        Group::Trouble => {
            let trouble = details::short(standout.trouble.as_deref().unwrap_or_default());
            (details::Group::Trouble, format!("{} failed polls in a row: {trouble}", standout.failures))
        }
        Group::Overdue => (details::Group::Overdue, age),
        Group::Slow => (details::Group::Slow, age),
    };
    details::Artist { id: standout.artist.0, name: details::short(&standout.name), group, source: source.to_owned(), why }
}

fn polls_check(status: &ingest::status::Status) -> Check {
    let figures = format!(
        "{} artists, {} sources, {} polls in the last minute, {} sources in trouble; {}",
        status.artists,
        status.sources,
        status.polls_per_minute,
        status.in_trouble,
        status.freshness.figures()
    );
    let figures = match status.lost {
        0 => figures,
        lost => format!("{figures}; {lost} posts that DeviantArt lists but does not show are not announced"),
    };
    match (&status.held_up_by, status.resting_until) {
        (Some(why), _) => Check::failing("DeviantArt", format!("not polling at present: {why}; {figures}")),
        // Not a wait that DeviantArt asked for: other addresses, if there are any, do the work meanwhile.
        (None, Some(until)) => Check::degraded(
            "DeviantArt",
            format!("its edge refuses this address; polling rests until {}; {figures}", until.format("%H:%M:%S")),
        ),
        (None, None) if status.trouble.is_some() => {
            let trouble = status.trouble.as_deref().unwrap_or_default();
            let last = status.last_error.as_ref().map_or_else(String::new, |(_, why)| format!(", the last one because {why}"));
            Check::degraded("DeviantArt", format!("{trouble}{last}; {figures}"))
        }
        (None, None) => Check::ok("DeviantArt", figures),
    }
}

fn feed_check(feed: &ingest::status::Feed) -> Option<Check> {
    match feed {
        ingest::status::Feed::Off => None,
        ingest::status::Feed::Works => Some(Check::ok("watch feed", "read")),
        ingest::status::Feed::Lost(why) => {
            Some(Check::degraded("watch feed", format!("lost; the schedule alone decides when to poll: {why}")))
        }
    }
}

fn spool_check(status: &Status) -> Check {
    match status {
        Status { full: true, pending, .. } => {
            Check::failing("spool", format!("full with {pending} events; not polling DeviantArt until there is space"))
        }
        Status { pending, aside, log_error, .. } => {
            // Told, and no reason to call somebody at night: nothing waits behind them.
            let aside = if *aside > 0 { format!("; {aside} are set aside (`deviantcord spool ls`)") } else { String::new() };
            if *pending == 0 {
                return Check::ok("spool", format!("empty{aside}"));
            }
            let why = log_error.as_deref().map_or_else(String::new, |error| format!("; the log says: {error}"));
            Check::degraded("spool", format!("{pending} events wait for the log{aside}{why}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_the_edge_refuses_is_red() {
        let resting = ingest::status::Status { resting_until: Some(Timestamp::UNIX_EPOCH), ..Default::default() };
        let check = polls_check(&resting);
        assert!(!check.ok && check.message.contains("its edge refuses this address"), "{check:?}");
        assert!(polls_check(&ingest::status::Status::default()).ok);
    }

    #[test]
    fn health_tells_what_is_wrong_with_looking_and_the_last_reason() {
        let error = Some((domain::clock::Timestamp::UNIX_EPOCH, "insufficient_scope".to_owned()));
        let status = |trouble: Option<&str>| ingest::status::Status {
            sources: 3,
            in_trouble: 3,
            trouble: trouble.map(str::to_owned),
            last_error: error.clone(),
            ..Default::default()
        };
        let said = |trouble| format!("{:?}", polls_check(&status(trouble)));
        let bad = said(Some("3 of 3 polls of galleries failed in the last minute"));
        assert!(bad.contains("galleries failed in the last minute, the last one because insufficient_scope"), "{bad}");
        assert!(said(None).contains("3 sources in trouble"), "{}", said(None));
        assert!(!said(None).contains("insufficient_scope"), "{}", said(None));
    }
}
