//! `deviantcord doctor`: looks at everything that a start needs, one line each, and says what to do. Servers are asked also before the first
//! start; what that start has to make (data directory, schema, stream, files) is left to it.

use super::findings::Findings;
use crate::args::Doctor;
use crate::backends;
use crate::config::{Config, Role};
use crate::role::fleet;
use anyhow::{Context, Result, anyhow, bail};
use coordination::Cache;
use deviantart::Client;
use domain::clock::SystemClock;
use domain::freshness::Freshness;
use domain::id::LogId;
use eventlog::follow::Follower;
use eventlog::{Entry, Place};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use store::Store;
use store::projection::checkpoint::Mark;
use store::retention::Standing;
use store::status::COUNTED;

/// How many of the artists whose posts come latest are named.
const SLOWEST: usize = 3;
/// Prints the findings; the exit code is 0 when all is well.
///
/// # Errors
/// When the configuration itself is wrong: nothing else can be looked at then.
pub async fn run(file: Option<&Path>, args: Doctor) -> Result<ExitCode> {
    let config = Config::load(file)?;
    let mut findings = Findings::new(args.json);
    findings.note("configuration", Ok("read".to_owned()));
    for warning in crate::warnings::of(&config, Config::file(file).as_deref()) {
        findings.warn(warning);
    }
    findings.note("backends", backends::check(&config).map(|()| "known".to_owned()));
    let directory = data_dir(&config);
    let usable = crate::data_dir::check(&config.data_dir).is_ok();
    findings.note(
        "data_dir",
        directory.map(|text| text.unwrap_or_else(|| format!("{} will be made by the first start", config.data_dir.display()))),
    );
    // What lies in a data directory that is not there, or not for this version to read, is not looked at.
    let readable = |path: &Path| usable || !path.starts_with(&config.data_dir);
    let mut store = None;
    if backends::store_file(&config).is_none_or(|file| readable(&file)) {
        match find_store(&config).await {
            Ok(Found::Ready(found)) => {
                findings.note("store", figures(&found).await);
                findings.note("retention", retention(&found, &config).await);
                findings.note("freshness", freshness(&found).await);
                processes(&mut findings, &found, &config).await;
                if backends::store_file(&config).is_some() {
                    findings.note("store's file", space(&found).await);
                    findings.note("backup", backup(&found).await);
                }
                store = Some(found);
            }
            Ok(Found::Bare(text)) => findings.note("store", Ok(text)),
            Err(error) => findings.note("store", Err(error)),
        }
    }
    match backends::log_place(&config) {
        Ok(place) if place.local_files().is_some_and(|dir| !readable(dir)) => {}
        Ok(place) => findings.note("event log", event_log(&config, place, store.as_ref()).await),
        Err(error) => findings.note("event log", Err(error)),
    }
    if let Some(store) = &store
        && let Some(finding) = super::log_archive::finding(&config, store).await
    {
        findings.note("log archive", finding);
    }
    if usable {
        findings.note("spool", super::spool::summary(&config));
    }
    findings.note("cache", cache(&config).await);
    findings.note("ops page", ops(&config).await);
    match deviantart_answers(&config).await {
        Ok(answers) => answers.into_iter().for_each(|answer| findings.note("DeviantArt", answer)),
        Err(error) => findings.note("DeviantArt", Err(error)),
    }
    findings.note("Discord", discord_answers(&config).await);
    if let Some(clock) = crate::role::clock::check(&config, 1) {
        findings.note("clock", if clock.ok { Ok(clock.message) } else { Err(anyhow!(clock.message)) });
    }
    Ok(findings.end())
}

/// None: there is none yet, which is fine.
fn data_dir(config: &Config) -> Result<Option<String>> {
    if !config.data_dir.exists() {
        return Ok(None);
    }
    crate::data_dir::check(&config.data_dir)?;
    // Asks without writing; says no to root as well where the file system is read-only.
    rustix::fs::access(&config.data_dir, rustix::fs::Access::WRITE_OK).with_context(|| {
        format!("{} cannot be written; mend that, or set data_dir to a place that this user may write", config.data_dir.display())
    })?;
    let in_use = Role::ALL.iter().filter_map(|role| crate::data_dir::owner(&config.data_dir, role.as_str())).next();
    let text = match in_use {
        Some(pid) => format!("{}, in use by process {pid}", config.data_dir.display()),
        None => format!("{}, not in use", config.data_dir.display()),
    };
    Ok(Some(text))
}

/// What is at `store.url`.
enum Found {
    Ready(Store),
    /// Nothing to read in it yet; why, in words.
    Bare(String),
}

async fn find_store(config: &Config) -> Result<Found> {
    if let Some(file) = backends::store_file(config).filter(|file| !file.exists()) {
        return Ok(Found::Bare(format!("{} will be made by the first start", file.display())));
    }
    let store = backends::connect_store(config).await?;
    if migration::is_current(store.connection()).await? {
        return Ok(Found::Ready(store));
    }
    let engine = migration::engine::Engine::of(store.connection()).await?;
    Ok(Found::Bare(format!("{engine} answers; the next start brings its schema up to date")))
}

async fn figures(store: &Store) -> Result<String> {
    let status = store.for_ops().pipeline_figures().await?;
    let engine = migration::engine::Engine::of(store.connection()).await?;
    let told = |count: u64| if count >= COUNTED { format!("{COUNTED} or more") } else { count.to_string() };
    let count = |states: &[&str]| told(states.iter().filter_map(|state| status.notifications.get(*state)).sum());
    Ok(format!(
        "{engine}: {} watches, {} artists, {} posts; messages: {} sent, {} pending, {} held, {} failed; {} parked events, {} broken channels",
        told(status.watches),
        told(status.artists),
        told(status.posts),
        count(&["sent"]),
        count(&["pending", "sending"]),
        count(&["held"]),
        count(&["failed"]),
        told(status.parked),
        told(status.broken_channels)
    ))
}

/// Who is there, and what is missing. Nobody at all is fine: the service does not run.
async fn processes(findings: &mut Findings, store: &Store, config: &Config) {
    let seen = match store.for_ops().processes().await {
        Ok(rows) => fleet::others(rows, None),
        Err(error) => return findings.note("processes", Err(error.into())),
    };
    let there: Vec<String> = seen.iter().filter(|one| one.alive).map(|one| format!("{}, version {}", one.name, one.version)).collect();
    findings.note("processes", Ok(if there.is_empty() { "none runs".to_owned() } else { there.join("; ") }));
    if !seen.is_empty() {
        for check in fleet::checks(&seen, None, &config.ops.expect) {
            findings.note(&check.name, if check.ok { Ok(check.message) } else { Err(anyhow!(check.message)) });
        }
    }
}

/// What a store in a file takes, and whether it becomes smaller again.
async fn space(store: &Store) -> Result<String> {
    let mib = |bytes: u64| bytes / (1024 * 1024);
    let Some(space) = store.space().await? else { return Ok("on a server".to_owned()) };
    let then = if space.gives_back {
        "given back bit by bit while the service runs"
    } else {
        "kept, because an earlier version made the file; `deviantcord migrate --compact` changes that while the service is stopped"
    };
    Ok(format!("{} MiB, {} of them free: {then}", mib(space.bytes), mib(space.free)))
}

/// When a store in a file was last copied. That it never was is worth a word, and no fault.
async fn backup(store: &Store) -> Result<String> {
    let restored = store.for_ops().restored().await?;
    let from = restored.map(|restored| format!("; the store is from the backup of {}", restored.taken_at.format("%Y-%m-%d %H:%M UTC")));
    let last = store.for_ops().last_backup().await?;
    let last = last.map_or_else(
        || "none was taken yet; `deviantcord backup FILE` takes one while the service runs".to_owned(),
        |taken| format!("the last one was taken {} h ago, {} bytes", taken.age.as_secs() / 3600, taken.bytes),
    );
    Ok(format!("{last}{}", from.unwrap_or_default()))
}

/// What was taken out of the store because it is old, and when the next run is due.
async fn retention(store: &Store, config: &Config) -> Result<String> {
    let told = |one: Standing| match one.last {
        Some(run) => {
            let (at, next) = (run.at.format("%Y-%m-%d %H:%M UTC"), run.next_at.format("%H:%M UTC"));
            format!("{} rows of {} went at {at}, the next run is due at {next}", run.rows, one.what)
        }
        None => format!("the first run over {} is not over", one.what),
    };
    let runs: Vec<String> = store.for_ops().retention().await?.into_iter().map(told).collect();
    let runs = if runs.is_empty() { "nothing was taken out yet".to_owned() } else { runs.join("; ") };
    Ok(format!("what became of posts is kept for {} days, all of a post for {}: {runs}", config.store.keep, config.store.detail))
}

/// How late posts were, in all and at the artists where it took longest.
async fn freshness(store: &Store) -> Result<String> {
    let sources = store.for_ops().sources().await?;
    let artists = ingest::cursor::freshness_by_artist(&sources);
    let mut all = Freshness::default();
    artists.iter().for_each(|(_, freshness)| all.merge(freshness));
    let slowest: Vec<String> = artists.iter().take(SLOWEST).map(|(name, freshness)| format!("{name}: {}", freshness.figures())).collect();
    let slowest = if slowest.is_empty() { String::new() } else { format!(". Slowest: {}", slowest.join(". ")) };
    Ok(format!("{} artists, {}{slowest}", artists.len(), all.figures()))
}

async fn event_log(config: &Config, place: Place, store: Option<&Store>) -> Result<String> {
    let folded = match store {
        Some(store) => store.for_ops().projection_place().await?,
        None => None,
    };
    let known = folded.is_some();
    // The first start makes it; a directory that is there is looked at.
    if !known && place.local_files().is_none_or(|dir| !dir.exists()) {
        return backends::probe_log(config).await;
    }
    let mut log = backends::follow_log(config).await?;
    let bounds = log.bounds().await?;
    if let (Some(store), Some((stored, _))) = (store, folded) {
        same_log(&mut log, store, stored).await?;
    }
    let damage = log.damage().await?;
    if !damage.is_empty() {
        bail!(
            "damaged, and skipped by its readers: {}; the sources are read again for what was not folded yet; put the log back from a backup if there is one, or live with it",
            damage.join("; ")
        );
    }
    let kept = format!("{} events kept, the next gets offset {}", bounds.next - bounds.first, bounds.next);
    // A broker checks its records itself when they are read; here they were read for that.
    let read = place.local_files().map(|dir| match size(dir) {
        Ok(bytes) => format!("; all {} MiB were read, and nothing is damaged", bytes >> 20),
        // A file may have been removed since it was read.
        Err(_) => "; everything was read, and nothing is damaged".to_owned(),
    });
    Ok(kept + &read.unwrap_or_default())
}

/// Bytes of the files in a directory.
fn size(dir: &Path) -> std::io::Result<u64> {
    std::fs::read_dir(dir)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

/// The log must be the one that the store is folded from, and hold what was folded of it last.
async fn same_log(log: &mut Follower, store: &Store, stored: LogId) -> Result<()> {
    let found = log.identity().await?;
    if found != stored {
        return Err(projector::Error::OtherLog { stored, found }.into());
    }
    let (Some(checkpoint), bounds) = (store.for_ops().last_checkpoint(stored).await?, log.bounds().await?) else { return Ok(()) };
    if checkpoint.offset < bounds.first {
        return Ok(());
    }
    let records = if checkpoint.offset < bounds.next { log.read(checkpoint.offset, 1).await? } else { Vec::new() };
    let same = |record: &Entry| record.offset == checkpoint.offset && Mark::of(&record.payload) == checkpoint.mark;
    if !records.iter().any(same) {
        bail!(
            "it does not hold event {} that was folded last: an older copy was put back, its end was lost, or that record is damaged; the next start of the service folds on from where both agree",
            checkpoint.offset
        );
    }
    Ok(())
}

async fn cache(config: &Config) -> Result<String> {
    let cache = backends::open_cache(config)?;
    let away = "it is away; the service runs without it, slower";
    cache.get("doctor").await.context(away)?;
    cache.subscribe("doctor").await.context(away)?;
    Ok("answers".to_owned())
}

async fn ops(config: &Config) -> Result<String> {
    let listen = &config.ops.listen;
    crate::role::ops::Access::of(&config.ops).await?;
    match tokio::net::TcpListener::bind(listen.target()).await {
        Ok(_) => Ok(format!("{listen} is free")),
        Err(_) if config.data_dir.exists() && crate::data_dir::owner(&config.data_dir, Role::Ops.as_str()).is_some() => {
            Ok(format!("{listen} is served by the running process"))
        }
        Err(error) => Err(anyhow::Error::from(error).context(format!("ops.listen {listen} cannot be used; set it to a free port"))),
    }
}

/// One finding for each credential, so that it is clear which of them is wrong.
pub(super) async fn deviantart_answers(config: &Config) -> Result<Vec<Result<String>>> {
    let cache: Arc<dyn Cache> = coordination::connect("memory:")?;
    let credentials = backends::credentials(config)?;
    if credentials.is_empty() {
        bail!(
            "deviantart.client_id and deviantart.client_secret are not set; role ingest needs them: register an application at https://www.deviantart.com/developers, or run `deviantcord setup`"
        );
    }
    let count = credentials.len();
    let mut findings = Vec::new();
    for (number, credential) in (1..).zip(credentials) {
        let client = Client::new(credential, cache.clone(), Arc::new(SystemClock))?;
        let which = if count == 1 { "the credentials".to_owned() } else { format!("credential {number} of {count}") };
        let answer = client.placebo().await.with_context(|| format!("asked {} with {which}", config.deviantart.api_url));
        findings.push(answer.map(|()| format!("{} accepts {which}", config.deviantart.api_url)));
    }
    Ok(findings)
}

pub(super) async fn discord_answers(config: &Config) -> Result<String> {
    let token = config.discord.token.clone().context(
        "discord.token is not set; role bot needs it: create a bot at https://discord.com/developers/applications, or run `deviantcord setup`",
    )?;
    let identity = bot::check(token, &config.discord.api_url).await.with_context(|| format!("asked {}", config.discord.api_url))?;
    Ok(identity)
}
