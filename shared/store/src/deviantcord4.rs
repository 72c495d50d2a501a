//! Reads the listeners of a DeviantCord 3/4 PostgreSQL, for `deviantcord import deviantcord4`. Reads only; there are no foreign
//! keys there, so duplicates, null channels and names that nobody has today occur and are handed on as they are.

use crate::error::StoreError;
use domain::clock::Timestamp;
use domain::id::{ChannelId, FolderId, GuildId, PostId, RoleId};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};

/// What a listener announces there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Deviations of the whole gallery ("all-folder").
    Gallery,
    /// Deviations of one folder; the name is upper-cased there.
    Folder {
        /// The folder's id.
        id: FolderId,
        /// Its name.
        name: String,
    },
    /// Journal entries.
    Journals,
    /// Status updates.
    Statuses,
}

/// One row of a listener table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// The server.
    pub guild: GuildId,
    /// Zero or null there: None.
    pub channel: Option<ChannelId>,
    /// Upper-cased there.
    pub artist: String,
    /// What it announces.
    pub kind: Kind,
    /// Whether mature posts are wanted.
    pub mature: bool,
    /// The first role of the row, when it pings.
    pub ping: Option<RoleId>,
    /// Roles that it pings beside that one.
    pub further_roles: u32,
    /// It pings a role whose number Discord cannot have given.
    pub role_lost: bool,
    /// Looked for new posts at the top of the folder, or at both ends; detection by ids makes both unnecessary.
    pub inverse_or_hybrid: bool,
    /// It was switched off there.
    pub disabled: bool,
    /// Posts that it has announced already, at either end of the folder. Empty for statuses: their ids were of another kind.
    pub announced: Vec<PostId>,
    /// When it last announced something.
    pub last_update: Option<Timestamp>,
}

/// Why a row says nothing that could be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The server is null or no id.
    #[error("it names no server")]
    Server,
    /// The artist's name is null or empty.
    #[error("it names no artist")]
    Artist,
    /// It is for one folder, and nobody knows which: as a watch of the whole gallery it would bring more than was asked for.
    #[error("it is for one folder, and does not say which")]
    Folder,
}

/// A row of a listener table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The table that it is in.
    pub table: &'static str,
    /// `rowid`, as text.
    pub id: String,
    /// What it says, or why that cannot be used.
    pub listener: Result<Listener, Unreadable>,
}

/// What the old database holds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The rows of all tables that could be read.
    pub rows: Vec<Row>,
    /// Tables that could not be read, with the database's words.
    pub missing: Vec<(&'static str, String)>,
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
            StoreError::Unavailable("the old database cannot be reached; check host, user, password and database name".into())
        })?;
        Ok(Self(connection))
    }

    /// Every row of the listener tables, deviations first. A table that is missing and a row that cannot be read cost themselves only.
    ///
    /// # Errors
    /// When the database goes away, or has none of the tables.
    pub async fn listeners(&self) -> Result<Found, StoreError> {
        let mut found = Found::default();
        let mut tables = 0;
        let readers: [(&'static str, &str, Reader); 3] = [
            ("deviation_listeners", DEVIATIONS, deviation_listener),
            ("journal_listeners", JOURNALS, |row| post_listener(row, Kind::Journals)),
            ("status_listeners", STATUSES, |row| post_listener(row, Kind::Statuses)),
        ];
        for (table, sql, read) in readers {
            match self.rows(sql).await {
                Ok(rows) => {
                    tables += 1;
                    found.rows.extend(rows.iter().map(|row| Row {
                        table,
                        id: text(row, "rowid").unwrap_or_default(),
                        listener: read(row),
                    }));
                }
                Err(error) if error.is_transient() => return Err(error),
                Err(error) => found.missing.push((table, error.to_string())),
            }
        }
        match found.missing.pop() {
            Some((_, error)) if tables == 0 => Err(StoreError::Unavailable(format!("it has none of the listener tables: {error}").into())),
            last => {
                found.missing.extend(last);
                Ok(found)
            }
        }
    }

    pub(crate) async fn rows(&self, sql: &str) -> Result<Vec<QueryResult>, StoreError> {
        Ok(self.0.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [])).await?)
    }
}

type Reader = fn(&QueryResult) -> Result<Listener, Unreadable>;

/// Everything becomes text here: the store's driver is built without arrays and decimals, and one value that is out of range must not end the
/// whole query.
const DEVIATIONS: &str = "SELECT CAST(rowid AS text) AS rowid, CAST(serverid AS text) AS serverid, CAST(channelid AS text) AS channelid, artist, \
    folderid, foldertype, foldername, CASE WHEN ping_role THEN CAST(roles[1] AS text) END AS role, \
    CASE WHEN ping_role THEN CAST(array_length(roles, 1) AS text) END AS role_count, \
    CAST(COALESCE(inverse, false) OR COALESCE(hybrid, false) AS text) AS ends, CAST(mature AS text) AS mature, \
    CAST(disabled AS text) AS disabled, array_to_string(last_ids || last_hybrids, ',') AS last_ids, \
    to_char(last_update, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') AS last_update FROM deviantcord.deviation_listeners ORDER BY rowid";
const JOURNALS: &str = "SELECT CAST(rowid AS text) AS rowid, CAST(serverid AS text) AS serverid, CAST(channelid AS text) AS channelid, artist, \
    CAST(mature AS text) AS mature, array_to_string(last_ids, ',') AS last_ids FROM deviantcord.journal_listeners ORDER BY rowid";
const STATUSES: &str = "SELECT CAST(rowid AS text) AS rowid, CAST(serverid AS text) AS serverid, CAST(channelid AS text) AS channelid, artist, \
    'false' AS mature, '' AS last_ids FROM deviantcord.status_listeners ORDER BY rowid";

/// A column as text; None when it is null, empty, or not there.
pub(crate) fn text(row: &QueryResult, column: &str) -> Option<String> {
    let value = row.try_get::<Option<String>>("", column).ok().flatten()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// A column as one of Discord's ids: positive, 64 bits.
pub(crate) fn snowflake(row: &QueryResult, column: &str) -> Option<u64> {
    text(row, column)?.parse().ok().filter(|&id| id != 0 && i64::try_from(id).is_ok())
}

fn deviation_listener(row: &QueryResult) -> Result<Listener, Unreadable> {
    let id = text(row, "folderid").and_then(|id| id.parse().ok());
    let kind = match (text(row, "foldertype").as_deref(), id) {
        (Some("all-folder"), _) => Kind::Gallery,
        (_, Some(id)) => Kind::Folder { id, name: text(row, "foldername").unwrap_or_default() },
        (_, None) => return Err(Unreadable::Folder),
    };
    let ping = text(row, "role").map(|_| snowflake(row, "role").map(RoleId).ok_or(NoRole));
    Ok(Listener {
        ping: ping.transpose().unwrap_or_default(),
        further_roles: text(row, "role_count").and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).saturating_sub(1),
        role_lost: ping == Some(Err(NoRole)),
        inverse_or_hybrid: text(row, "ends").as_deref() == Some("true"),
        disabled: text(row, "disabled").as_deref() == Some("true"),
        last_update: text(row, "last_update").and_then(|text| text.parse().ok()),
        ..post_listener(row, kind)?
    })
}

/// The role of a row is no id of Discord's.
#[derive(Clone, Copy, PartialEq, Eq)]
struct NoRole;

fn post_listener(row: &QueryResult, kind: Kind) -> Result<Listener, Unreadable> {
    Ok(Listener {
        guild: GuildId(snowflake(row, "serverid").ok_or(Unreadable::Server)?),
        channel: snowflake(row, "channelid").map(ChannelId),
        artist: text(row, "artist").ok_or(Unreadable::Artist)?,
        kind,
        mature: text(row, "mature").as_deref() == Some("true"),
        ping: None,
        further_roles: 0,
        role_lost: false,
        inverse_or_hybrid: false,
        disabled: false,
        announced: text(row, "last_ids").unwrap_or_default().split(',').filter_map(|id| id.trim().parse().ok()).collect(),
        last_update: None,
    })
}
