use super::*;
use crate::pool::Store;
use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::watch::NewWatch;
use sea_orm::{DbBackend, Statement};
use std::collections::BTreeSet;

async fn migrated() -> Store {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

async fn texts(store: &Store, sql: &str) -> BTreeSet<String> {
    let rows = store.connection().query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, [])).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test]
async fn every_column_of_every_table_moves() {
    let store = migrated().await;
    let names =
        texts(&store, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'fresh_%'").await;
    let stay = ["moving", "process", "seaql_migrations"].map(str::to_owned);
    let moves: BTreeSet<String> = tables().iter().map(|table| table.name.to_owned()).collect();
    assert_eq!(moves.iter().cloned().chain(stay).collect::<BTreeSet<_>>(), names);
    for table in tables() {
        let there = texts(&store, &format!("SELECT name FROM pragma_table_info('{}')", table.name)).await;
        assert_eq!(table.columns.iter().map(|(name, _)| (*name).to_owned()).collect::<BTreeSet<_>>(), there, "{}", table.name);
        let typed = |kind: &Kind| match kind {
            Kind::Uuid => "uuid_text",
            Kind::Big => "integer",
            Kind::Text => "text",
            Kind::Bool => "boolean",
            Kind::Bytes => "blob",
        };
        for (name, kind) in &table.columns {
            let declared = texts(&store, &format!("SELECT type FROM pragma_table_info('{}') WHERE name = '{name}'", table.name)).await;
            assert!(
                declared.iter().all(|declared| declared.to_lowercase().starts_with(typed(kind))),
                "{}.{name}: {declared:?}",
                table.name
            );
        }
    }
}

/// A store with this many guilds, each with a watch.
async fn filled(guilds: u64) -> Store {
    let store = migrated().await;
    for n in 1..=guilds {
        store.for_bot().guild_joined(GuildId(n), SystemClock.now()).await.unwrap();
        let artist = ArtistId(Uuid::from_u128(u128::from(n)));
        let wish = NewWatch::new(GuildId(n), ChannelId(n), artist, format!("Ärtist {n}"), SystemClock.now());
        store.for_bot().add_watch(&wish, 10).await.unwrap();
    }
    store
}

async fn digests(store: &Store) -> Vec<Digest> {
    let mut found = Vec::new();
    for table in tables() {
        found.push(store.for_backup().digest(&table).await.unwrap());
    }
    found
}

#[tokio::test]
async fn rows_move_page_by_page_and_resume_where_they_were_cut_short() {
    let (source, target) = (filled(1_203).await, migrated().await);
    assert!(target.for_backup().is_unused().await.unwrap() && !source.for_backup().is_unused().await.unwrap());
    let guilds = &tables()[0];
    // Cut short behind a page and a bit.
    let first = source.for_backup().page(guilds, &At::Skip(0)).await.unwrap();
    target.for_backup().insert(guilds, first[..77].to_vec()).await.unwrap();
    for table in tables() {
        let mut told = 0;
        target.for_backup().carry(&source.for_backup(), &table, &mut |rows| told = rows).await.unwrap();
        assert!(told == 0 || told == source.for_backup().rows(&table).await.unwrap());
    }
    assert_eq!(digests(&target).await, digests(&source).await);
    assert_eq!(target.for_backup().digest(guilds).await.unwrap().rows, 1_203);
    assert_eq!(target.for_bot().watches_after(None, 2_000).await.unwrap(), source.for_bot().watches_after(None, 2_000).await.unwrap());

    source.for_bot().guild_joined(GuildId(5_000), SystemClock.now()).await.unwrap();
    assert_ne!(digests(&target).await, digests(&source).await, "a difference shows");
    target.for_backup().empty(guilds).await.unwrap();
    assert_eq!(target.for_backup().rows(guilds).await.unwrap(), 0);
}

#[tokio::test]
async fn a_store_that_is_being_filled_says_from_where() {
    let store = migrated().await.for_backup();
    assert_eq!(store.moving_from().await.unwrap(), None);
    store.begin_moving("the old one", SystemClock.now()).await.unwrap();
    store.begin_moving("the old one", SystemClock.now()).await.unwrap();
    assert_eq!(store.moving_from().await.unwrap().as_deref(), Some("the old one"));
    store.end_moving().await.unwrap();
    assert_eq!(store.moving_from().await.unwrap(), None);
}
