//! Configuration: defaults, then `deviantcord.toml`, then the environment (`DEVIANTCORD_` + section + `__` + key). An unknown
//! key is an error. Secrets may come from files: `discord.token_file`, `deviantart.client_secret_file` and so on.

mod credential;
mod explain;
mod listen;
mod ops;
mod place;
mod secret;

use anyhow::{Context, Result, bail};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use secrecy::SecretString;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use url::Url;

pub use credential::Credential;
pub use listen::{Listen, NoAddress};
pub use ops::{Expect, Ops};

/// Read when no file is named and it is there.
const DEFAULT_FILE: &str = "deviantcord.toml";

/// Environment variables with our prefix that are not configuration keys.
const NOT_CONFIGURATION: [&str; 3] = ["DEVIANTCORD_FIXTURES", "DEVIANTCORD_IMPORT_FROM", "DEVIANTCORD_TORTURE"];

/// The whole configuration. Has no `Debug`: it holds secrets.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Everything that this machine keeps: log, spool, database, journals.
    pub data_dir: PathBuf,
    pub discord: Discord,
    pub deviantart: DeviantArt,
    pub log: Backend,
    pub store: Backend,
    pub cache: Cache,
    pub ingest: Ingest,
    pub ops: Ops,
}

/// Section `discord`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Discord {
    /// The bot's token; required for role bot.
    pub token: Option<SecretString>,
    pub token_file: Option<PathBuf>,
    pub api_url: Url,
    /// Requests a second in all; Discord's own limit is 50.
    pub requests_per_second: f64,
    /// Watches that one guild may have.
    pub max_watches: u32,
}

/// Section `deviantart`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DeviantArt {
    /// Of an application registered at DeviantArt; required for role ingest. Numbers are accepted: DeviantArt's ids are.
    #[serde(deserialize_with = "secret::text_or_number")]
    pub client_id: Option<String>,
    pub client_id_file: Option<PathBuf>,
    pub client_secret: Option<SecretString>,
    pub client_secret_file: Option<PathBuf>,
    /// More applications, beside the one above or instead of it: requests are shared out among all.
    #[serde(deserialize_with = "credential::list_or_table")]
    pub credentials: Vec<Credential>,
    pub api_url: Url,
    /// A ceiling for each credential; its budget adapts below it.
    pub requests_per_second: f64,
    /// How long this address rests after DeviantArt's edge has refused it, in seconds.
    pub edge_rest: f64,
}

/// Sections `log` and `store`: one URL each. May hold a password, so it can come from a file.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backend {
    url: Option<SecretString>,
    url_file: Option<PathBuf>,
}

/// Section `cache`: one URL, or two, each of which may come from a file.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cache {
    url: Option<SecretString>,
    url_file: Option<PathBuf>,
    /// What ingest coordinates by, when that is not to live on the bot's cache: the request budget and the workers' heartbeats.
    ingest_url: Option<SecretString>,
    ingest_url_file: Option<PathBuf>,
}

/// Section `ingest`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ingest {
    /// No source is looked at more often than this, in seconds.
    pub min_interval: f64,
    /// Requests in flight at once.
    pub concurrency: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./data"),
            discord: Discord::default(),
            deviantart: DeviantArt::default(),
            log: Backend::default(),
            store: Backend::default(),
            cache: Cache::default(),
            ingest: Ingest::default(),
            ops: Ops::default(),
        }
    }
}

impl Default for Discord {
    fn default() -> Self {
        Self { token: None, token_file: None, api_url: constant_url("https://discord.com"), requests_per_second: 45.0, max_watches: 500 }
    }
}

impl Default for DeviantArt {
    fn default() -> Self {
        Self {
            client_id: None,
            client_id_file: None,
            client_secret: None,
            client_secret_file: None,
            credentials: Vec::new(),
            api_url: constant_url("https://www.deviantart.com"),
            requests_per_second: 1.0,
            edge_rest: 300.0,
        }
    }
}

impl Default for Ingest {
    fn default() -> Self {
        Self { min_interval: 15.0, concurrency: 4 }
    }
}

fn constant_url(text: &str) -> Url {
    #[expect(clippy::expect_used, reason = "our own constants")]
    Url::parse(text).expect("a valid constant")
}

impl Config {
    /// Reads and checks the configuration; touches nothing.
    ///
    /// # Errors
    /// Names the key, where it came from, and what is wrong with it.
    pub fn load(file: Option<&Path>) -> Result<Self> {
        let mut figment = Figment::new();
        let file = match file {
            Some(path) if !path.is_file() => bail!("there is no configuration file {}", path.display()),
            None => Some(Path::new(DEFAULT_FILE)).filter(|path| path.exists()),
            named => named,
        };
        if let Some(path) = file {
            figment = figment.merge(Toml::file_exact(path));
        }
        let ignored: Vec<&str> = NOT_CONFIGURATION.iter().filter_map(|name| name.strip_prefix("DEVIANTCORD_")).collect();
        figment = figment.merge(Env::prefixed("DEVIANTCORD_").ignore(&ignored).split("__"));
        let mut config: Self =
            figment.extract().map_err(|error| anyhow::anyhow!("{}", explain::explain(&error))).context("the configuration is wrong")?;
        if let Some(file) = file {
            place::resolve(&mut config, &figment, file)?;
        }
        config.read_secret_files()?;
        config.check()?;
        Ok(config)
    }

    fn read_secret_files(&mut self) -> Result<()> {
        secret::from_file(&mut self.discord.token, self.discord.token_file.as_deref(), "discord.token")?;
        self.deviantart.read_secret_files()?;
        for (backend, name) in [(&mut self.log, "log.url"), (&mut self.store, "store.url")] {
            secret::from_file(&mut backend.url, backend.url_file.as_deref(), name)?;
        }
        secret::from_file(&mut self.cache.url, self.cache.url_file.as_deref(), "cache.url")?;
        secret::from_file(&mut self.cache.ingest_url, self.cache.ingest_url_file.as_deref(), "cache.ingest_url")?;
        Ok(())
    }

    fn check(&self) -> Result<()> {
        for (value, key) in [
            (self.discord.requests_per_second, "discord.requests_per_second"),
            (self.deviantart.requests_per_second, "deviantart.requests_per_second"),
            (self.deviantart.edge_rest, "deviantart.edge_rest"),
            (self.ingest.min_interval, "ingest.min_interval"),
        ] {
            if !(value.is_finite() && value > 0.0 && value <= 1_000_000.0) {
                bail!("{key} must be a number above 0, and no more than 1000000");
            }
        }
        self.deviantart.pairs()?;
        if self.ingest.concurrency == 0 || self.ingest.concurrency > 1024 {
            bail!("ingest.concurrency must be between 1 and 1024");
        }
        for (url, key) in [(&self.discord.api_url, "discord.api_url"), (&self.deviantart.api_url, "deviantart.api_url")] {
            // Not repeated: what does not belong into it may be a secret. And it is logged later.
            if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
                bail!("{key} must be a http or https address");
            }
            if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
                bail!("{key} must be an address alone, such as https://host:port/path: without user name, password, query or fragment");
            }
        }
        Ok(())
    }
}

impl Backend {
    /// The configured URL, or this default.
    #[must_use]
    pub fn url_or<'a>(&'a self, default: &'a str) -> &'a str {
        self.url.as_ref().map_or(default, |url| secrecy::ExposeSecret::expose_secret(url))
    }

    /// This URL; for the demo and for tests.
    #[must_use]
    pub fn of(url: &str) -> Self {
        Self { url: Some(SecretString::from(url.to_owned())), url_file: None }
    }
}

impl Cache {
    /// Where hints between the roles go, and everything else unless [`ingest_url`](Self::ingest_url) is set.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_ref().map_or("memory:", |url| secrecy::ExposeSecret::expose_secret(url))
    }

    /// Where the request budget and the heartbeats of ingest workers live, if that is somewhere else.
    #[must_use]
    pub fn ingest_url(&self) -> Option<&str> {
        self.ingest_url.as_ref().map(secrecy::ExposeSecret::expose_secret)
    }
}

#[cfg(test)]
mod tests;
