//! The demo's set-up: both simulated vendors, and the service with all roles, started as `deviantcord run` starts it.

use crate::config::{Config, Role};
use crate::lifecycle::{Lifecycle, Signals};
use crate::run::{self, Running};
use anyhow::{Context, Result};
use secrecy::SecretString;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Everything that the demo started.
pub struct Stage {
    pub deviantart: sandbox::deviantart::World,
    pub discord: sandbox::discord::World,
    pub running: Running,
    servers: Mutex<Option<(sandbox::deviantart::Server, sandbox::discord::Server)>>,
    service: Mutex<Option<JoinHandle<Result<std::process::ExitCode>>>>,
    stop: CancellationToken,
    stopping: AtomicBool,
    _data_dir: tempfile::TempDir,
}

impl Stage {
    /// Starts everything on free ports and in a temporary directory.
    pub async fn start(discord: sandbox::discord::Options) -> Result<Self> {
        let deviantart = sandbox::deviantart::Server::start(sandbox::deviantart::Options {
            rate: sandbox::deviantart::RateModel::unlimited(),
            ..Default::default()
        })
        .await
        .context("the simulated DeviantArt cannot start")?;
        let discord = sandbox::discord::Server::start(discord).await.context("the simulated Discord cannot start")?;
        let data_dir = tempfile::tempdir().context("no temporary directory can be made")?;
        let config = config(data_dir.path(), &deviantart.url(), &discord.url())?;
        let mut lifecycle = Lifecycle::default();
        let stop = lifecycle.stop_token();
        let running = run::start(&config, &Role::ALL, &mut lifecycle).await?;
        let service = tokio::spawn(lifecycle.wait());
        Ok(Self {
            deviantart: deviantart.world(),
            discord: discord.world(),
            running,
            servers: Mutex::new(Some((deviantart, discord))),
            service: Mutex::new(Some(service)),
            stop,
            stopping: AtomicBool::new(false),
            _data_dir: data_dir,
        })
    }

    /// Returns when the service ended although nobody asked it to.
    pub async fn crashed(&self) {
        self.stop.cancelled().await;
        if self.stopping.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }

    /// Whether the service ended although nobody asked it to.
    pub fn has_crashed(&self) -> bool {
        self.stop.is_cancelled() && !self.stopping.load(Ordering::SeqCst)
    }

    /// Stops the service as SIGTERM does, then the simulated vendors.
    pub async fn stop(&self) -> Result<()> {
        self.stopping.store(true, Ordering::SeqCst);
        self.stop.cancel();
        if let Some(service) = self.service.lock().await.take() {
            service.await??;
        }
        if let Some((deviantart, discord)) = self.servers.lock().await.take() {
            discord.stop().await;
            deviantart.stop().await;
        }
        Ok(())
    }
}

/// Ctrl-C, SIGTERM, or the terminal was closed.
pub async fn interrupted() -> Result<()> {
    Signals::listen()?.next().await;
    Ok(())
}

/// The embedded profile, with other base URLs and faster polls.
fn config(data_dir: &std::path::Path, deviantart: &str, discord: &str) -> Result<Config> {
    let mut config = Config { data_dir: data_dir.join("data"), ..Config::default() };
    config.discord.token = Some(SecretString::from(sandbox::discord::Options::default().token));
    config.discord.api_url = Url::parse(discord)?;
    config.deviantart.client_id = Some("sandbox".to_owned());
    config.deviantart.client_secret = Some(SecretString::from("sandbox-secret"));
    config.deviantart.api_url = Url::parse(deviantart)?;
    config.deviantart.requests_per_second = 100.0;
    config.ingest.min_interval = 0.5;
    config.ingest.concurrency = 8;
    config.ops.listen = SocketAddr::from(([127, 0, 0, 1], 0)).into();
    Ok(config)
}
