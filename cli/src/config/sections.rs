//! What can be configured: one struct for each section, with its defaults.

use super::credential::{self, Credential};
use super::ops::Ops;
use super::secret;
use crate::telemetry::{Format, Level};
use anyhow::{Result, bail};
use domain::keep;
use secrecy::SecretString;
use serde::Deserialize;
use std::num::NonZeroU16;
use std::path::PathBuf;
use url::Url;

/// The most days for which anything is kept: a hundred years.
const LONGEST_KEPT: u32 = 36_500;

/// The whole configuration. Has no `Debug`: it holds secrets.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Everything that this machine keeps: log, spool, database, journals.
    pub data_dir: PathBuf,
    /// How the bot reaches Discord.
    pub discord: Discord,
    /// How DeviantArt is asked.
    pub deviantart: DeviantArt,
    /// The event log, and the process's own log.
    pub log: Log,
    /// Watches, the fold of the log, and what was sent.
    pub store: Backend,
    /// What processes tell each other.
    pub cache: Cache,
    /// How DeviantArt is polled.
    pub ingest: Ingest,
    /// Health, metrics and the page.
    pub ops: Ops,
}

/// Section `discord`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Discord {
    /// The bot's token; required for role bot.
    pub token: Option<SecretString>,
    /// A file that holds the token.
    pub token_file: Option<PathBuf>,
    /// Where Discord's API is.
    pub api_url: Url,
    /// Requests a second in all; Discord's own limit is 50.
    pub requests_per_second: f64,
    /// Connections to Discord's gateway (shards), 1 to 1024. Default: as many as Discord recommends. If Discord requires more, more are made.
    pub shards: Option<NonZeroU16>,
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
    /// A file that holds the client id.
    pub client_id_file: Option<PathBuf>,
    /// The application's secret.
    pub client_secret: Option<SecretString>,
    /// A file that holds the client secret.
    pub client_secret_file: Option<PathBuf>,
    /// More applications, beside the one above or instead of it: requests are shared out among all.
    #[serde(deserialize_with = "credential::list_or_table")]
    pub credentials: Vec<Credential>,
    /// Where DeviantArt's API is.
    pub api_url: Url,
    /// A ceiling for each credential; its budget adapts below it.
    pub requests_per_second: f64,
    /// How long this address rests after DeviantArt's edge has refused it, in seconds.
    pub edge_rest: f64,
}

/// Section `log`: the event log's URL, which may hold a password and so may come from a file, where its old events go, and how the process's own log
/// looks.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Where the event log is: `disk:` (in the data directory), `disk:PATH`, or `amqp://` or `amqps://` for a RabbitMQ stream. Default: `disk:`.
    pub(super) url: Option<SecretString>,
    /// A file that holds the URL.
    pub(super) url_file: Option<PathBuf>,
    /// A directory for snapshots of what was folded from the event log, and for the log's events before them; from then on a log on disk keeps no more
    /// than what comes after the newest snapshot. Not set: the log keeps everything.
    pub archive: Option<PathBuf>,
    /// How old the newest snapshot may be, in hours, before a running service takes the next one.
    pub snapshot_every: f64,
    /// How the process's own log looks: `human`, or `json` for one object a line. `RUST_LOG_FORMAT` wins.
    pub format: Format,
    /// The least important lines that it has: `error`, `warn`, `info`, `debug` or `trace`. `RUST_LOG` wins.
    pub level: Level,
}

/// Section `store`: one URL, which may hold a password and so may come from a file, and for how long what is in it is kept.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backend {
    /// Where the store is: `sqlite:` (in the data directory), `sqlite:PATH`, or `postgres://` for PostgreSQL or CockroachDB. Default: `sqlite:`.
    pub(super) url: Option<SecretString>,
    /// A file that holds the URL.
    pub(super) url_file: Option<PathBuf>,
    /// Days for which it is kept what became of a post, and what was changed in a server; at least 120.
    pub keep: u32,
    /// Days after which only what detection and explanations need is left of a post, but for the newest three of each watched artist; at least 30.
    pub detail: u32,
}

/// Section `cache`: one URL, or two, each of which may come from a file.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cache {
    /// Where processes meet: `memory:` for one process, `redis://` or `rediss://` for several. Default: `memory:`.
    pub(super) url: Option<SecretString>,
    /// A file that holds the URL.
    pub(super) url_file: Option<PathBuf>,
    /// What ingest coordinates by, when that is not to live on the bot's cache: the request budget and the workers' heartbeats.
    pub(super) ingest_url: Option<SecretString>,
    /// A file that holds that URL.
    pub(super) ingest_url_file: Option<PathBuf>,
}

/// Section `ingest`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ingest {
    /// No source is polled more often than this, in seconds.
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
            log: Log::default(),
            store: Backend::default(),
            cache: Cache::default(),
            ingest: Ingest::default(),
            ops: Ops::default(),
        }
    }
}

impl Default for Discord {
    fn default() -> Self {
        Self {
            token: None,
            token_file: None,
            api_url: constant_url("https://discord.com"),
            requests_per_second: 45.0,
            shards: None,
            max_watches: 500,
        }
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

impl Default for Log {
    fn default() -> Self {
        Self { url: None, url_file: None, archive: None, snapshot_every: 24.0, format: Format::default(), level: Level::default() }
    }
}

impl Default for Backend {
    fn default() -> Self {
        Self { url: None, url_file: None, keep: keep::DAYS, detail: keep::DETAIL_DAYS }
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

impl Log {
    /// The configured URL, or this default.
    #[must_use]
    pub fn url_or<'a>(&'a self, default: &'a str) -> &'a str {
        self.url.as_ref().map_or(default, secrecy::ExposeSecret::expose_secret)
    }
}

impl Backend {
    /// The configured URL, or this default.
    #[must_use]
    pub fn url_or<'a>(&'a self, default: &'a str) -> &'a str {
        self.url.as_ref().map_or(default, secrecy::ExposeSecret::expose_secret)
    }

    pub(super) fn check(&self) -> Result<()> {
        if !(keep::LEAST_DAYS..=LONGEST_KEPT).contains(&self.keep) {
            bail!(
                "store.keep is {} days and must be between {} and {LONGEST_KEPT}: an event may offer a post until {} days after it was first seen, and what keeps a post from being announced twice must not be gone by then; remove the key to keep {} days",
                self.keep,
                keep::LEAST_DAYS,
                keep::OFFERED.num_days(),
                keep::DAYS
            );
        }
        if !(keep::LEAST_DETAIL_DAYS..=LONGEST_KEPT).contains(&self.detail) {
            bail!(
                "store.detail is {} days and must be between {} and {LONGEST_KEPT}: a post must be whole while a message about it may still be sent or edited; remove the key to keep posts whole for {} days",
                self.detail,
                keep::LEAST_DETAIL_DAYS,
                keep::DETAIL_DAYS
            );
        }
        Ok(())
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

impl DeviantArt {
    /// Reads `client_id_file` and `client_secret_file` of the section and of each entry of the list.
    pub(super) fn read_secret_files(&mut self) -> Result<()> {
        let mut own = Credential {
            client_id: self.client_id.take(),
            client_id_file: self.client_id_file.clone(),
            client_secret: self.client_secret.take(),
            client_secret_file: self.client_secret_file.clone(),
        };
        own.read_secret_files("deviantart")?;
        (self.client_id, self.client_secret) = (own.client_id, own.client_secret);
        for (number, credential) in (1..).zip(&mut self.credentials) {
            credential.read_secret_files(&format!("deviantart.credentials ({number})"))?;
        }
        Ok(())
    }

    /// All configured credentials as id and secret, the section's own first; empty when there are none.
    ///
    /// # Errors
    /// When half of one is missing, or an application is named twice: its limit would not grow by that.
    pub fn pairs(&self) -> Result<Vec<(String, SecretString)>> {
        let mut pairs: Vec<(String, SecretString)> = Vec::new();
        match (&self.client_id, &self.client_secret) {
            (Some(id), Some(secret)) => pairs.push((id.clone(), secret.clone())),
            (None, None) => {}
            _ if self.credentials.is_empty() => {}
            _ => bail!(
                "only one of deviantart.client_id and deviantart.client_secret is set; set both, or neither when you use deviantart.credentials"
            ),
        }
        for (number, credential) in (1..).zip(&self.credentials) {
            let (Some(id), Some(secret)) = (&credential.client_id, &credential.client_secret) else {
                bail!("number {number} of deviantart.credentials lacks client_id or client_secret; each needs both");
            };
            if pairs.iter().any(|(other, _)| other == id) {
                bail!("number {number} of deviantart.credentials names an application that is already configured; use another one");
            }
            pairs.push((id.clone(), secret.clone()));
        }
        Ok(pairs)
    }
}
