//! What a DeviantCord 3/4 PostgreSQL holds beside its listeners: notifications that it has not sent, and what its servers had set.

use crate::deviantcord4::{Deviantcord4, snowflake, text};
use crate::error::StoreError;
use domain::id::{ChannelId, GuildId};
use sea_orm::QueryResult;

/// A notification that was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The table that it is in.
    pub table: &'static str,
    /// Its place there, as text.
    pub id: String,
    /// The channel that it is for.
    pub channel: Option<ChannelId>,
    /// The artist's name, in any spelling.
    pub artist: Option<String>,
    /// The page of the post.
    pub link: Option<String>,
}

/// What a server had set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerConfig {
    /// `rowid`, as text.
    pub id: String,
    /// The server.
    pub guild: Option<GuildId>,
    /// The language of its messages.
    pub language: Option<String>,
    /// The role that its commands asked for.
    pub required_role: Option<u64>,
}

/// See the module's text.
#[derive(Clone, Debug, Default)]
pub struct Rest {
    /// Notifications of all tables that could be read.
    pub unsent: Vec<Unsent>,
    /// What servers had set.
    pub configs: Vec<ServerConfig>,
    /// Tables that could not be read, with the database's words.
    pub missing: Vec<(&'static str, String)>,
}

/// The tables of notifications.
const TABLES: [&str; 3] = ["deviation_notifications", "journal_notifications", "status_notifications"];
const CONFIGS: &str = "SELECT CAST(rowid AS text) AS rowid, CAST(serverid AS text) AS serverid, CAST(server_language AS text) AS language, \
    CAST(required_role AS text) AS role FROM deviantcord.server_config ORDER BY rowid";

impl Deviantcord4 {
    /// What there is beside the listeners. A table that is missing costs itself only.
    ///
    /// # Errors
    /// When the database goes away.
    pub async fn rest(&self) -> Result<Rest, StoreError> {
        let mut rest = Rest::default();
        for table in TABLES {
            let sql = format!(
                "SELECT CAST(row_number() OVER () AS text) AS rowid, CAST(channelid AS text) AS channelid, CAST(artist AS text) AS artist, \
                 CAST(link AS text) AS link FROM deviantcord.{table}"
            );
            match self.rows(&sql).await {
                Ok(rows) => rest.unsent.extend(rows.iter().map(|row| unsent(table, row))),
                Err(error) if error.is_transient() => return Err(error),
                Err(error) => rest.missing.push((table, error.to_string())),
            }
        }
        match self.rows(CONFIGS).await {
            Ok(rows) => rest.configs.extend(rows.iter().map(config)),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => rest.missing.push(("server_config", error.to_string())),
        }
        Ok(rest)
    }
}

fn unsent(table: &'static str, row: &QueryResult) -> Unsent {
    Unsent {
        table,
        id: text(row, "rowid").unwrap_or_default(),
        channel: snowflake(row, "channelid").map(ChannelId),
        artist: text(row, "artist"),
        link: text(row, "link"),
    }
}

fn config(row: &QueryResult) -> ServerConfig {
    ServerConfig {
        id: text(row, "rowid").unwrap_or_default(),
        guild: snowflake(row, "serverid").map(GuildId),
        language: text(row, "language"),
        required_role: snowflake(row, "role"),
    }
}
