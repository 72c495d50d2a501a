//! Configuration: defaults, then `deviantcord.toml`, then the environment (`DEVIANTCORD_` + section + `__` + key). An unknown
//! key is an error. Secrets may come from files: `discord.token_file`, `deviantart.client_secret_file` and so on.

mod credential;
mod explain;
mod listen;
mod ops;
mod place;
mod receiver;
mod role;
mod secret;
mod sections;

use anyhow::{Context, Result, bail};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use std::path::{Path, PathBuf};

pub use credential::Credential;
pub use listen::{Listen, NoAddress};
pub use ops::{Expect, Ops};
pub use receiver::{Form, address};
pub use role::Role;
pub use sections::{Backend, Cache, Config, DeviantArt, Discord, Ingest, Log};

/// Read when no file is named: the first of them that is there.
const DEFAULT_FILES: [&str; 2] = ["deviantcord.toml", "/etc/deviantcord/deviantcord.toml"];

/// Environment variables with our prefix that are not configuration keys.
const NOT_CONFIGURATION: [&str; 6] = [
    "DEVIANTCORD_COMMIT",
    "DEVIANTCORD_FIXTURES",
    "DEVIANTCORD_IMPORT_FROM",
    "DEVIANTCORD_MOVE_LOG",
    "DEVIANTCORD_MOVE_STORE",
    "DEVIANTCORD_TORTURE",
];

impl Config {
    /// Reads and checks the configuration; touches nothing.
    ///
    /// # Errors
    /// Names the key, where it came from, and what is wrong with it.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let mut figment = Figment::new();
        if let Some(path) = file.filter(|path| !path.is_file()) {
            bail!("there is no configuration file {}", path.display());
        }
        let found = Self::file(file);
        let file = found.as_deref();
        if let Some(path) = file {
            figment = figment.merge(Toml::file_exact(path));
        }
        figment = figment.merge(environment());
        let mut config: Self =
            figment.extract().map_err(|error| anyhow::anyhow!("{}", explain::explain(&error))).context("the configuration is wrong")?;
        if let Some(file) = file {
            place::resolve(&mut config, &figment, file)?;
        }
        config.read_secret_files()?;
        config.check()?;
        Ok(config)
    }

    /// What the environment alone says, without a file and without reading the files that it names: for a set-up, which writes a file.
    ///
    /// # Errors
    /// Names the variable and what is wrong with it.
    pub fn of_environment() -> Result<Self> {
        let figment = Figment::new().merge(environment());
        figment.extract().map_err(|error| anyhow::anyhow!("{}", explain::explain(&error))).context("the configuration is wrong")
    }

    /// The file that is read: the named one, or the first default one that is there.
    #[must_use]
    pub fn file(named: Option<&Path>) -> Option<PathBuf> {
        found(named, &|path| path.exists())
    }

    fn read_secret_files(&mut self) -> Result<()> {
        secret::from_file(&mut self.discord.token, self.discord.token_file.as_deref(), "discord.token")?;
        self.deviantart.read_secret_files()?;
        secret::from_file(&mut self.log.url, self.log.url_file.as_deref(), "log.url")?;
        secret::from_file(&mut self.store.url, self.store.url_file.as_deref(), "store.url")?;
        secret::from_file(&mut self.cache.url, self.cache.url_file.as_deref(), "cache.url")?;
        secret::from_file(&mut self.cache.ingest_url, self.cache.ingest_url_file.as_deref(), "cache.ingest_url")?;
        secret::from_file(&mut self.ops.token, self.ops.token_file.as_deref(), "ops.token")?;
        secret::from_file(&mut self.ops.alert_url, self.ops.alert_url_file.as_deref(), "ops.alert_url")?;
        secret::from_file(&mut self.ops.ping_url, self.ops.ping_url_file.as_deref(), "ops.ping_url")?;
        Ok(())
    }

    /// The files that secrets were read from.
    #[must_use]
    pub fn secret_files(&self) -> Vec<&Path> {
        let files = [
            &self.discord.token_file,
            &self.deviantart.client_id_file,
            &self.deviantart.client_secret_file,
            &self.log.url_file,
            &self.store.url_file,
            &self.cache.url_file,
            &self.cache.ingest_url_file,
            &self.ops.token_file,
            &self.ops.alert_url_file,
            &self.ops.ping_url_file,
        ];
        let credentials = self.deviantart.credentials.iter().flat_map(|one| [&one.client_id_file, &one.client_secret_file]);
        files.into_iter().chain(credentials).filter_map(Option::as_deref).collect()
    }

    fn check(&self) -> Result<()> {
        for (value, key) in [
            (self.discord.requests_per_second, "discord.requests_per_second"),
            (self.deviantart.requests_per_second, "deviantart.requests_per_second"),
            (self.deviantart.edge_rest, "deviantart.edge_rest"),
            (self.ingest.min_interval, "ingest.min_interval"),
            (self.ops.backup_every.unwrap_or(1.0), "ops.backup_every"),
            (self.log.snapshot_every, "log.snapshot_every"),
        ] {
            if !(value.is_finite() && value > 0.0 && value <= 1_000_000.0) {
                bail!("{key} must be a number above 0 and at most 1000000");
            }
        }
        if self.ops.backup_every.is_some() && !self.store.url_or("sqlite:").starts_with("sqlite:") {
            bail!(
                "ops.backup_every is for a store in a file, which `deviantcord backup` copies; store.url names a server, whose own backups cannot be seen from here: remove the key, and let the server's tools tell of them"
            );
        }
        if self.discord.shards.is_some_and(|shards| shards.get() > 1024) {
            bail!("discord.shards must be between 1 and 1024; without the key, the bot makes as many as Discord recommends");
        }
        self.deviantart.pairs()?;
        if self.ingest.concurrency == 0 || self.ingest.concurrency > 1024 {
            bail!("ingest.concurrency must be between 1 and 1024");
        }
        self.store.check()?;
        for (url, key) in [(&self.ops.alert_url, "ops.alert_url"), (&self.ops.ping_url, "ops.ping_url")] {
            url.as_ref().map(address).transpose().with_context(|| format!("{key} cannot be used"))?;
        }
        for (url, key) in [(&self.discord.api_url, "discord.api_url"), (&self.deviantart.api_url, "deviantart.api_url")] {
            // Not repeated: what does not belong into it may be a secret. And it is logged later.
            if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
                bail!("{key} must be an http or https address");
            }
            if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
                bail!("{key} must be a plain address such as https://host:port/path, without user name, password, query or fragment");
            }
        }
        Ok(())
    }
}

fn environment() -> Env {
    let ignored: Vec<&str> = NOT_CONFIGURATION.iter().filter_map(|name| name.strip_prefix("DEVIANTCORD_")).collect();
    Env::prefixed("DEVIANTCORD_").ignore(&ignored).split("__")
}

fn found(named: Option<&Path>, there: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    named.or_else(|| DEFAULT_FILES.iter().map(Path::new).find(|path| there(path))).map(Path::to_owned)
}

#[cfg(test)]
mod tests;
