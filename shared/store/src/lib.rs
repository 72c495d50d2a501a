//! The store: connections, transactions that are repeated, entities, and the queries of each role.
//!
//! Every SQL statement of the program is here or in `migration`. It never talks to a vendor or to the log, and it accepts only SQL that SQLite,
//! PostgreSQL and CockroachDB take alike. To add a query, put it with the role that owns the table (docs: which role writes what) and run it
//! through one transaction helper. To store a further type, implement `Stored` in `column.rs`.
//!
//! Each table has one writing role (docs/architecture.md, "Invariants").
//!
//! Only SQL that SQLite, PostgreSQL and CockroachDB all accept: ids made by us, 64-bit integers, states as words, absolute upserts,
//! no arrays, no advisory locks. Times are whole microseconds. Every write runs in [`Store::write`].

#![deny(missing_docs)]

pub mod alerts;
mod artists;
pub mod aside;
pub mod backup;
pub mod bot;
mod bot_delivery;
mod bot_rows;
pub mod care;
pub mod carry;
pub mod change;
mod column;
mod connect;
pub mod deviantcord4;
pub mod deviantcord4_rest;
mod digest;
pub mod due;
pub(crate) mod entity;
pub mod erase;
mod erase_fresh;
mod erased;
pub mod error;
pub mod folders;
mod follow;
mod gateway;
mod group_folders;
pub mod guild_settings;
mod guilds;
mod handle;
mod handover;
pub mod health;
mod history;
pub mod holds;
pub mod hourly;
mod incoming;
pub mod ingest;
pub mod inherit;
pub mod insight;
mod languages;
pub mod leadership;
mod learned;
mod loss;
mod meaning;
mod moving;
mod newest;
mod notices;
mod outbox;
mod patience;
pub mod pauses;
mod places;
#[cfg(test)]
mod plan;
mod pool;
pub mod process;
pub mod projection;
mod publication;
mod read;
pub mod refused;
mod residue;
mod restore;
pub mod retention;
mod rhythms;
mod room;
mod schedule;
mod seat;
pub mod sender;
mod server_time;
pub mod settings;
pub mod settle;
pub mod shrink;
mod source_kind;
pub mod space;
pub mod status;
pub mod trace;
mod transaction;
mod tried;
pub mod waiting;
mod watch_version;

pub use error::StoreError;
pub use handle::{BackupStore, BotStore, IngestStore, OperatorStore, OpsStore, ProjectionStore};
pub use pool::Store;

#[cfg(test)]
mod tests {
    use super::Store;
    use domain::clock::{Clock, SystemClock};
    use domain::id::GuildId;
    use sea_orm::{ConnectionTrait, Statement};

    async fn at(path: &std::path::Path) -> Store {
        Store::connect(&format!("sqlite:{}", path.display())).await.unwrap()
    }

    /// Whether the file alone, without its write-ahead log, has the guild.
    async fn file_alone_knows(file: &std::path::Path, guild: GuildId) -> bool {
        let backup = file.with_extension("backup");
        std::fs::copy(file, &backup).unwrap();
        let store = at(&backup).await;
        let backend = store.connection().get_database_backend();
        let ask = |sql: String| store.connection().query_one_raw(Statement::from_sql_and_values(backend, sql, []));
        let sound = ask("PRAGMA integrity_check".to_owned()).await.unwrap().unwrap();
        assert_eq!(sound.try_get_by_index::<String>(0).unwrap(), "ok");
        let found = ask(format!("SELECT COUNT(*) FROM guild WHERE id = {}", guild.0)).await;
        let knows = found.is_ok_and(|row| row.unwrap().try_get_by_index::<i64>(0).unwrap() == 1);
        store.close().await;
        knows
    }

    #[tokio::test]
    async fn the_database_file_is_whole_after_a_stop_and_when_it_was_tidied() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("deviantcord.sqlite");
        let store = at(&file).await;
        migration::up(store.connection()).await.unwrap();
        store.for_bot().guild_joined(GuildId(1), SystemClock.now()).await.unwrap();
        store.tidy().await.unwrap();
        assert!(file_alone_knows(&file, GuildId(1)).await, "what is quiet is in the file");
        store.for_bot().guild_joined(GuildId(2), SystemClock.now()).await.unwrap();
        store.close().await;
        assert!(!place.path().join("deviantcord.sqlite-wal").exists());
        assert!(file_alone_knows(&file, GuildId(2)).await);
    }
}
