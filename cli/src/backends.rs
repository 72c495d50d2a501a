//! From URLs to backends: the one place that knows which of them a deployment uses. Nothing below asks again.

mod stores;

use crate::config::Config;
use crate::role::details::Credential;
use crate::role::health::{Check, Health as Probes};
use anyhow::{Context, Result, anyhow, bail};
use coordination::{Cache, SplitCache};
use deviantart::{Client, CredentialStatus, Limits, Options};
use domain::clock::{Clock, SystemClock};
use domain::id::LogId;
use eventlog::follow::Follower;
use eventlog::rabbit::{MOVED, Missing};
use eventlog::{DiskLog, EventLog, LogError, Place, RabbitLog, disk};
use ingest::MatchedLog;
use journal_spool::Health;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use stores::store_url;
pub use stores::{close_stores, connect_other, connect_store, copy_before, open_store, store_file, store_place, unfinished};

/// The opened backends.
#[derive(Clone)]
pub struct Backends {
    pub store: Store,
    /// The log itself, without the spool in front.
    pub log: Arc<dyn EventLog>,
    pub cache: Arc<dyn Cache>,
    /// One client for all roles of this process, with all configured credentials; None when there are none.
    pub deviantart: Option<Client>,
    pub clock: Arc<dyn Clock>,
    /// Ends when a backend of this process has failed for good, so that a supervisor restarts it.
    pub fatal: Fatal,
}

/// Waits for a backend that can never work again in this process.
pub type Fatal = tokio::sync::watch::Receiver<Health>;

/// A journal's health as a line of the ops page.
#[must_use]
pub fn journal_check(name: &'static str, health: &Health) -> Check {
    match health {
        Health::Ok => Check::ok(name, "takes records"),
        Health::Full { used, cap } => {
            Check::failing(name, format!("full ({used} of {cap} bytes); free disk space, it continues by itself"))
        }
        Health::Failing(why) => Check::failing(name, format!("the last write failed and is tried again: {why}")),
        Health::Poisoned(why) => Check::failing(name, format!("failed for good, the process restarts: {why}")),
        Health::Closed => Check::failing(name, "closed: the process is stopping"),
    }
}

impl Backends {
    /// Opens all three and brings the store's schema up to date.
    ///
    /// # Errors
    /// Names the backend and what is wrong, never its password.
    pub async fn open(config: &Config, health: &Probes) -> Result<Self> {
        Self::open_with(config, health, Making::WhereNoneWas).await
    }

    /// [`open`](Self::open) for commands that only read the log: makes none.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when there is no log.
    pub async fn open_reading(config: &Config) -> Result<Self> {
        Self::open_with(config, &Probes::default(), Making::Nothing).await
    }

    async fn open_with(config: &Config, health: &Probes, making: Making) -> Result<Self> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let store = open_store(config).await?;
        let cache = open_cache(config)?;
        let empty = making != Making::Nothing && store.for_ops().projection_place().await?.is_none();
        let (log, fatal) = open_log(config, &store, health, making).await?;
        if empty {
            tell_empty(log.as_ref(), health).await;
        }
        let deviantart = deviantart(config, cache.clone(), clock.clone())?;
        if let Some(client) = deviantart.clone() {
            let asked = client.clone();
            health.measure(move || credential_gauges(&asked.credentials()));
            let asked = client.clone();
            health.tell(move |details| details.credentials.extend(asked.credentials().iter().take(8).map(Credential::from)));
            health.add(move || credential_checks(&client.credentials()));
        }
        Ok(Self { store, log, cache, deviantart, clock, fatal })
    }
}

/// A broker answers within this, or a word about its log can wait.
const ANSWER: Duration = Duration::from_secs(3);

/// A log that begins with events knows of a store that is not this one: the service would run well and announce nothing.
async fn tell_empty(log: &dyn EventLog, health: &Probes) {
    // A broker that does not answer now tells nothing.
    let Ok(Ok(bounds)) = tokio::time::timeout(ANSWER, log.bounds()).await else { return };
    if bounds.first < bounds.next {
        tracing::warn!("{EMPTY}");
        health.add(|| vec![Check::degraded("new store", EMPTY)]);
    }
}

/// What an operator reads who changed store.url alone.
const EMPTY: &str = "the store at store.url was empty when this process started, and the event log was not: no server's watches are here; if \
    store.url was changed, set it back, stop the service and run `deviantcord move --store URL`; if the store was lost, restore a backup, or run \
    `deviantcord settings import FILE`";

/// The client for the configured credentials; None when there are none.
///
/// # Errors
/// When it cannot be built.
pub fn deviantart(config: &Config, cache: Arc<dyn Cache>, clock: Arc<dyn Clock>) -> Result<Option<Client>> {
    let credentials = credentials(config)?;
    if credentials.is_empty() {
        return Ok(None);
    }
    let limits = Limits { edge_rest: Duration::from_secs_f64(config.deviantart.edge_rest), ..Limits::default() };
    Ok(Some(Client::sharing(credentials, limits, cache, clock)?))
}

/// What the client needs to know of each configured credential.
///
/// # Errors
/// When one is incomplete.
pub fn credentials(config: &Config) -> Result<Vec<Options>> {
    let options = |(client_id, client_secret)| Options {
        api_url: config.deviantart.api_url.clone(),
        client_id,
        client_secret,
        requests_per_second: config.deviantart.requests_per_second,
    };
    Ok(config.deviantart.pairs()?.into_iter().map(options).collect())
}

/// The credentials that DeviantArt refuses, as lines of the ops page.
fn credential_checks(credentials: &[CredentialStatus]) -> Vec<Check> {
    let none_left = credentials.iter().all(|credential| credential.refused.is_some());
    let refused = credentials.iter().filter_map(|credential| Some((credential.number, credential.refused.as_ref()?)));
    refused
        .map(|(number, why)| match none_left {
            true => Check::failing("DeviantArt credential", format!("number {number} is out of use, and no other is left: {why}")),
            false => Check::degraded("DeviantArt credential", format!("number {number} is out of use, the others continue: {why}")),
        })
        .collect()
}

/// Which credentials are out of use, for other processes; more than these are not told one by one.
fn credential_gauges(credentials: &[CredentialStatus]) -> Vec<(&'static str, f64)> {
    const NAMES: [&str; 8] = [
        "deviantart_credential_refused/1",
        "deviantart_credential_refused/2",
        "deviantart_credential_refused/3",
        "deviantart_credential_refused/4",
        "deviantart_credential_refused/5",
        "deviantart_credential_refused/6",
        "deviantart_credential_refused/7",
        "deviantart_credential_refused/8",
    ];
    let known = credentials.iter().filter_map(|one| Some((*NAMES.get(one.number.checked_sub(1)?)?, one)));
    known.map(|(name, one)| (name, f64::from(u8::from(one.refused.is_some())))).collect()
}

/// Whether the configured backends are ones that this version has; touches nothing.
///
/// # Errors
/// Names the key and what it may be.
pub fn check(config: &Config) -> Result<()> {
    log_place(config)?;
    if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| store_url(config).starts_with(scheme)) {
        bail!("store.url must begin with sqlite: or postgres://");
    }
    open_cache(config).map(drop)
}

/// The cache, or the two of them. Reaches out to nothing.
///
/// # Errors
/// Names the key whose URL cannot be used, never the URL.
pub fn open_cache(config: &Config) -> Result<Arc<dyn Cache>> {
    let cache = coordination::connect(config.cache.url()).context("cache.url cannot be used")?;
    let Some(url) = config.cache.ingest_url() else { return Ok(cache) };
    let coordination = coordination::connect(url).context("cache.ingest_url cannot be used")?;
    Ok(Arc::new(SplitCache { hints: cache, coordination }))
}

/// Where the event log is.
///
/// # Errors
/// When `log.url` names no log.
pub fn log_place(config: &Config) -> Result<Place> {
    Ok(Place::parse(config.log.url_or("disk:"), &config.data_dir)?)
}

/// Whether a log that is not there is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// Unless the store was folded from one that may still be somewhere.
    WhereNoneWas,
    /// Also then: the operator has given this one up.
    InPlaceOf(LogId),
    /// Never.
    Nothing,
}

/// The event log, and when it has failed for good. Its appends are guarded: it takes events only while the store is folded from it.
///
/// # Errors
/// When it cannot be opened, or is not there and may not be made. A broker that does not answer now is no error: events go to the spool until
/// it does.
pub async fn open_log(config: &Config, store: &Store, health: &Probes, making: Making) -> Result<(Arc<dyn EventLog>, Fatal)> {
    let (log, fatal): (Arc<dyn EventLog>, Fatal) = match log_place(config)? {
        Place::Disk(dir) => {
            if Place::Disk(dir.clone()).find().await?.is_none() {
                make_in(&dir, missing(store, &disk::place(&dir), making).await?, making)?;
            }
            let log = DiskLog::open(&dir).await.context("the event log cannot be opened")?;
            let journal = log.journal().clone();
            let fatal = journal.watch_health();
            health.add(move || vec![journal_check("event log", &journal.health())]);
            (Arc::new(log), fatal)
        }
        Place::Stream(address) => {
            let missing = missing(store, &address.to_string(), making).await?;
            let log = RabbitLog::open(address, missing).await.map_err(refused)?;
            let probe = log.clone();
            health.add(move || {
                vec![probe.trouble().map_or_else(|| Check::ok("event log", "connected"), |why| Check::failing("event log", why))]
            });
            (Arc::new(log), tokio::sync::watch::channel(Health::Ok).1)
        }
    };
    Ok((Arc::new(MatchedLog::new(log, store.for_ingest())), fatal))
}

/// What a log that is missing at this place means.
async fn missing(store: &Store, place: &str, making: Making) -> Result<Missing> {
    match making {
        Making::Nothing => return Ok(Missing::Look),
        Making::InPlaceOf(gone) => return Ok(Missing::Follow(gone)),
        Making::WhereNoneWas => {}
    }
    let log = match store.for_ops().projection_place().await {
        Ok(Some((log, _))) => log,
        Ok(None) => return Ok(Missing::Make),
        Err(error) if error.is_transient() => {
            return Err(anyhow!(error).context("the store cannot tell which event log it was folded from"));
        }
        // A store without a schema was folded from none.
        Err(_) => return Ok(Missing::Make),
    };
    let known = store.for_ops().log_place(log).await.context("the store cannot tell where its event log was")?;
    Ok(if known.as_deref() == Some(place) { Missing::Follow(log) } else { Missing::Refuse { log, place: known } })
}

/// Whether a log may be made in this directory, where there is none.
fn make_in(dir: &Path, missing: Missing, making: Making) -> Result<()> {
    match missing {
        Missing::Make | Missing::Continue(_) => Ok(()),
        Missing::Look => bail!("there is no event log in {}; a start of the service makes it", dir.display()),
        Missing::Follow(log) if making == Making::InPlaceOf(log) => Ok(()),
        // That a directory is not there proves nothing: a disk may not be mounted.
        Missing::Follow(log) => bail!(gone(log, None, &dir.display().to_string())),
        Missing::Refuse { log, place } => bail!(gone(log, place, &dir.display().to_string())),
    }
}

/// A log that the store was folded from is not where it should be.
fn gone(log: LogId, place: Option<String>, here: &str) -> String {
    let place = place.map_or_else(String::new, |place| format!(", last seen at {place}"));
    format!(
        "there is no event log in {here}, and the store is folded from log {log}{place}; put it back, or correct log.url or data_dir; {MOVED}; if it is gone for good, `deviantcord log adopt` continues with a new one"
    )
}

/// The event log for commands that only read it, beside their writer; makes none.
///
/// # Errors
/// When there is none, or it cannot be read.
pub async fn follow_log(config: &Config) -> Result<Follower> {
    log_place(config)?.follow().await.map_err(refused)
}

/// Which event log is there; None: there is none. Makes none.
///
/// # Errors
/// When nobody can tell now.
pub async fn find_log(config: &Config) -> Result<Option<LogId>> {
    log_place(config)?.find().await.map_err(refused)
}

/// Whether the event log, or the server that is to keep it, is there, in words; makes none and signs in nowhere.
///
/// # Errors
/// Says what does not answer.
pub async fn probe_log(config: &Config) -> Result<String> {
    log_place(config)?.probe().await.map_err(refused)
}

/// What a place says that cannot be used now, with the key that names it.
fn refused(error: LogError) -> anyhow::Error {
    match error {
        LogError::Unavailable(why) => anyhow!(why).context("log.url"),
        other => anyhow!(other),
    }
}
