//! Reads the listeners of a DeviantCord 3/4 PostgreSQL, for `deviantcord import deviantcord4`. Reads only; there are no foreign
//! keys there, so duplicates, null channels and names that nobody has any more occur and are handed on as they are.

use super::StoreError;
use crate::clock::Timestamp;
use crate::id::{ChannelId, FolderId, GuildId, PostId, RoleId};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};

/// What a listener announces there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Deviations of the whole gallery ("all-folder").
    Gallery,
    /// Deviations of one folder; the name is upper-cased there.
    Folder {
        id: FolderId,
        name: String,
    },
    Journals,
    Statuses,
}

/// One row of a listener table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    pub guild: GuildId,
    /// Zero or null there: None.
    pub channel: Option<ChannelId>,
    /// Upper-cased there.
    pub artist: String,
    pub kind: Kind,
    pub mature: bool,
    /// The first role of the row, when it pings.
    pub ping: Option<RoleId>,
    /// Looked for new posts at the top of the folder, or at both ends; detection by ids makes both unnecessary.
    pub inverse_or_hybrid: bool,
    pub disabled: bool,
    /// Posts that it has announced already, newest first. Empty for statuses: their ids were of another kind.
    pub announced: Vec<PostId>,
    pub last_update: Option<Timestamp>,
}

/// The old database.
#[derive(Debug)]
pub struct Deviantcord4(DatabaseConnection);

impl Deviantcord4 {
    /// Connects; one connection, read-only transactions.
    ///
    /// # Errors
    /// When it cannot be reached. The URL, which may hold a password, is not repeated.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            return Err(StoreError::Url("the old database must be postgres://user:password@host/database".to_owned()));
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await.map_err(|_| {
            StoreError::Unavailable("the old database cannot be reached; check host, user, password and database name".to_owned())
        })?;
        Ok(Self(connection))
    }

    /// Every listener, deviations first.
    ///
    /// # Errors
    /// When a table is missing or a row is unreadable.
    pub async fn listeners(&self) -> Result<Vec<Listener>, StoreError> {
        let mut listeners = Vec::new();
        for row in self.rows(DEVIATIONS).await? {
            listeners.push(deviation_listener(&row)?);
        }
        for row in self.rows(JOURNALS).await? {
            listeners.push(post_listener(&row, Kind::Journals)?);
        }
        for row in self.rows(STATUSES).await? {
            listeners.push(post_listener(&row, Kind::Statuses)?);
        }
        Ok(listeners)
    }

    async fn rows(&self, sql: &str) -> Result<Vec<QueryResult>, StoreError> {
        Ok(self.0.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [])).await?)
    }
}

/// Arrays become text here, because the store's driver is built without array support.
const DEVIATIONS: &str = "SELECT serverid, channelid, artist, folderid, foldertype, foldername, \
    COALESCE(ping_role, false) AS ping_role, CAST(roles[1] AS bigint) AS role, COALESCE(inverse, false) OR COALESCE(hybrid, false) AS ends, \
    COALESCE(mature, false) AS mature, COALESCE(disabled, false) AS disabled, array_to_string(last_ids, ',') AS last_ids, \
    to_char(last_update, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS last_update FROM deviantcord.deviation_listeners ORDER BY rowid";
const JOURNALS: &str = "SELECT serverid, channelid, artist, COALESCE(mature, false) AS mature, \
    array_to_string(last_ids, ',') AS last_ids FROM deviantcord.journal_listeners ORDER BY rowid";
const STATUSES: &str =
    "SELECT serverid, channelid, artist, false AS mature, '' AS last_ids FROM deviantcord.status_listeners ORDER BY rowid";

fn deviation_listener(row: &QueryResult) -> Result<Listener, StoreError> {
    let id: Option<String> = row.try_get("", "folderid")?;
    let kind_word: Option<String> = row.try_get("", "foldertype")?;
    let name: Option<String> = row.try_get("", "foldername")?;
    let folder = id.as_deref().and_then(|id| id.trim().parse().ok());
    let kind = match folder {
        Some(id) if kind_word.as_deref() != Some("all-folder") => Kind::Folder { id, name: name.unwrap_or_default() },
        _ => Kind::Gallery,
    };
    let pings: bool = row.try_get("", "ping_role")?;
    let role: Option<i64> = row.try_get("", "role")?;
    let last_update: Option<String> = row.try_get("", "last_update")?;
    Ok(Listener {
        ping: role.filter(|&role| pings && role != 0).map(RoleId::from_db),
        inverse_or_hybrid: row.try_get("", "ends")?,
        disabled: row.try_get("", "disabled")?,
        last_update: last_update.and_then(|text| text.parse().ok()),
        ..post_listener(row, kind)?
    })
}

fn post_listener(row: &QueryResult, kind: Kind) -> Result<Listener, StoreError> {
    let guild: i64 = row.try_get("", "serverid")?;
    let channel: Option<i64> = row.try_get("", "channelid")?;
    let last_ids: Option<String> = row.try_get("", "last_ids")?;
    Ok(Listener {
        guild: GuildId::from_db(guild),
        channel: channel.filter(|&channel| channel != 0).map(ChannelId::from_db),
        artist: row.try_get("", "artist")?,
        kind,
        mature: row.try_get("", "mature")?,
        ping: None,
        inverse_or_hybrid: false,
        disabled: false,
        announced: last_ids.unwrap_or_default().split(',').filter_map(|id| id.trim().parse().ok()).collect(),
        last_update: None,
    })
}
