//! `deviantcord run`: check everything that can be checked, then open, then start.

use crate::args::Run;
use crate::backends::{self, Backends};
use crate::config::{Config, Role};
use crate::data_dir::DataDir;
use crate::lifecycle::Lifecycle;
use crate::role::details::Line;
use crate::role::health::{Check, Health};
use crate::role::ops::{Access, Receivers};
use crate::role::process::{self, Me};
use crate::role::{archive, bot, clock, ingest, ops, projector, watchdog};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use store::Store;
use tokio_util::sync::CancellationToken;
use tracing::info;

/// The clock is judged by this many answers of a vendor.
const ANSWERS: usize = 3;
/// How often the store is tidied.
const TIDY: Duration = Duration::from_secs(60);
/// Steps of a mebibyte in which free space is given back each time.
const GIVEN_BACK: u32 = 100;
/// The pause after each.
const BREATH: Duration = Duration::from_millis(100);

/// Runs until it is told to stop.
///
/// # Errors
/// One clear line: configuration, port, data directory, backends, or a role that failed.
pub async fn run(file: Option<&Path>, args: Run) -> Result<ExitCode> {
    let mut lifecycle = Lifecycle::with_signals()?;
    let config = Config::load(file)?;
    let roles = roles(&args);
    check_credentials(&config, &roles)?;
    backends::check(&config)?;
    crate::telemetry::init(config.log.format, config.log.level)?;
    harden();
    let _stage = start(&config, &roles, &mut lifecycle).await?;
    for warning in crate::warnings::of(&config, Config::file(file).as_deref()) {
        tracing::warn!("{warning}");
    }
    if !lifecycle.stop_token().is_cancelled() {
        info!(roles = roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(","), data_dir = %config.data_dir.display(), "running");
    }
    lifecycle.wait().await
}

/// What is running; dropping it gives the data directory back.
pub struct Running {
    /// For pages that show the pipeline's state.
    pub ops: ops::Deps,
    /// Where the ops role listens, when it runs here.
    pub ops_address: Option<std::net::SocketAddr>,
    /// For the demo, which adds watches without a moderator.
    pub store: Store,
    _data_dir: DataDir,
}

/// Opens the backends and starts these roles under the lifecycle; the demo comes through here too.
///
/// # Errors
/// As [`run`].
pub async fn start(config: &Config, roles: &[Role], lifecycle: &mut Lifecycle) -> Result<Running> {
    let has = |role| roles.contains(&role);
    let page = if has(Role::Ops) { Some(open_page(config).await?) } else { None };
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    let data_dir = DataDir::open(&config.data_dir, &names)?;
    ops::install_metrics(has(Role::Ops));
    let (health, started, stop) = (Health::default(), CancellationToken::new(), lifecycle.stop_token());
    // Before anything that takes long, so that systemd hears of a start that continues.
    lifecycle.start("watchdog", watchdog::run(health.clone(), started.clone(), stop.clone()));
    let backends = Backends::open(config, &health).await?;
    let begun = started.clone();
    let not_begun = || Check::failing("start", "the roles of this process have not begun yet");
    health.add(move || if begun.is_cancelled() { Vec::new() } else { vec![not_begun()] });
    let watched = config.clone();
    health.add(move || clock::check(&watched, ANSWERS).into_iter().collect());
    health.tell(|details| details.lines.extend(crate::telemetry::last_lines().into_iter().map(Line::from)));
    let data_dir_path = config.data_dir.clone();
    health.measure(move || ops::disk_gauges(&data_dir_path));
    let me = Me { id: DataDir::process(&config.data_dir, &names)?, roles: names };
    let polls = ::ingest::status::Handle::default();
    let deps = ops::Deps {
        store: backends.store.for_ops(),
        log: backends.log.clone(),
        deviantart: backends.deviantart.clone(),
        health: health.clone(),
        ingest: has(Role::Ingest).then(|| polls.clone()),
        clock: backends.clock.clone(),
        me: me.clone(),
        expect: config.ops.expect,
        backup_every: config.ops.backup_every.map(|hours| Duration::from_secs_f64(hours * 3_600.0)),
        data_dir: config.data_dir.clone(),
        started,
        asked: ops::Asked::default(),
    };
    let ops_address = page.as_ref().and_then(|page| page.listener.local_addr().ok());
    lifecycle.start("store", keep_tidy(backends.store.clone(), stop.clone()));
    lifecycle.start_last("process", |others_ended| process::run(backends.store.for_ops(), health.clone(), me, others_ended));
    lifecycle.start("event log", watch_log(backends.fatal.clone(), stop.clone()));
    if let Some(Page { access, listener, receivers }) = page {
        lifecycle.start("ops", ops::run(listener, access, receivers, deps.clone(), stop.clone()));
    }
    // Whatever can refuse does so before anybody outside hears of this start: the roles are opened, then the log is folded up to its end,
    // and only then do bot and ingest begin. Where the start was given up, they are only closed again: the stop token is cancelled.
    let bot = if has(Role::Bot) { Some(bot::open(config, &backends, &health, stop.clone()).await?) } else { None };
    let ingest = if has(Role::Ingest) { Some(ingest::open(config, &backends, &health, polls, stop.clone()).await?) } else { None };
    if has(Role::Projector) {
        let settled = CancellationToken::new();
        lifecycle.start("projector", projector::open(config, &backends, &health, settled.clone(), stop.clone()));
        lifecycle.start("archive", archive::open(config, &backends, &health, stop));
        lifecycle.until(settled).await;
    }
    if let Some(bot) = bot {
        lifecycle.start("bot", bot);
    }
    if let Some(ingest) = ingest {
        lifecycle.start("ingest", ingest);
    }
    deps.started.cancel();
    Ok(Running { ops: deps, ops_address, store: backends.store, _data_dir: data_dir })
}

/// The ops role's door, and the receivers of its alerts.
struct Page {
    access: Access,
    listener: tokio::net::TcpListener,
    receivers: Receivers,
}

/// Listens for the ops page, where that is safe.
async fn open_page(config: &Config) -> Result<Page> {
    let receivers = Receivers::of(&config.ops)?;
    let access = Access::of(&config.ops).await?;
    let listener = ops::bind(&config.ops.listen).await?;
    access.permit(listener.local_addr()?)?;
    Ok(Page { access, listener, receivers })
}

/// The store's file should be nearly whole by itself even while the service runs: a kill, or a copy of the file alone, finds little missing.
async fn keep_tidy(store: Store, stop: CancellationToken) -> Result<()> {
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(TIDY) => {}
        }
        if let Err(error) = store.tidy().await {
            tracing::debug!(%error, "the write-ahead log stays as it is for now");
        }
        if let Err(error) = give_back(&store, &stop).await {
            tracing::debug!(%error, "what is free in the store's file stays there for now");
        }
    }
}

/// Gives free space of the store's file back, in small steps with a pause after each, so that other writers get their turn.
async fn give_back(store: &Store, stop: &CancellationToken) -> Result<(), store::StoreError> {
    for _ in 0..GIVEN_BACK {
        if store.give_back(false).await? == 0 || stop.run_until_cancelled(tokio::time::sleep(BREATH)).await.is_none() {
            return Ok(());
        }
    }
    Ok(())
}

/// A disk that failed a sync can never be trusted by this process again: ends with an error, so that the process restarts.
async fn watch_log(mut health: crate::backends::Fatal, stop: CancellationToken) -> Result<()> {
    loop {
        if let journal_spool::Health::Poisoned(why) = &*health.borrow_and_update() {
            bail!("the event log failed for good: {why}");
        }
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            changed = health.changed() => if changed.is_err() {
                // The journal was closed: the process is stopping.
                stop.cancelled().await;
                return Ok(());
            },
        }
    }
}

fn roles(args: &Run) -> Vec<Role> {
    if args.roles.is_empty() {
        return Role::ALL.to_vec();
    }
    let mut roles = args.roles.clone();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Names everything that is missing at once.
fn check_credentials(config: &Config, roles: &[Role]) -> Result<()> {
    let mut missing = Vec::new();
    if roles.contains(&Role::Bot) && config.discord.token.is_none() {
        missing.push(
            "discord.token is not set; create a bot at https://discord.com/developers/applications and set DEVIANTCORD_DISCORD__TOKEN or discord.token in deviantcord.toml (`deviantcord setup` asks for all three; `deviantcord demo` needs none)",
        );
    }
    if roles.contains(&Role::Ingest) && config.deviantart.pairs()?.is_empty() {
        missing.push(
            "deviantart.client_id and deviantart.client_secret are not set; register an application at https://www.deviantart.com/developers and set DEVIANTCORD_DEVIANTART__CLIENT_ID and DEVIANTCORD_DEVIANTART__CLIENT_SECRET",
        );
    }
    if missing.is_empty() { Ok(()) } else { bail!(missing.join(". Also: ")) }
}

/// Files of ours are nobody else's business, and a core dump would hold the token. Connections must not run out of descriptors while the
/// system would give more: the limit that it begins with (often 1,024) is for programs that use select(2).
fn harden() {
    let mut descriptors = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    descriptors.current = descriptors.maximum;
    if let Err(error) = rustix::process::setrlimit(rustix::process::Resource::Nofile, descriptors) {
        tracing::debug!(%error, "the limit on open files stays as it is");
    }
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::debug!(%error, "core dumps cannot be switched off here");
    }
}
