//! A migrated store, events to fold, and tables as text.
#![expect(clippy::unwrap_used, clippy::too_many_arguments, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part")]

use chrono::{DateTime, TimeDelta};
use coordination::MemoryCache;
use domain::clock::{SystemClock, Timestamp};
use domain::event::Event;
use domain::id::{ArtistId, ChannelId, FolderId, GuildId, PostId, WatchId};
use domain::post::{ArtistRef, Post, PostKind};
use domain::watch::{NewWatch, Watch};
use eventlog::EventLog;
pub use eventlog::memory::MemoryLog;
use projector::Deps;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use store::bot::AddWatch;
use testbed::Database;
use testbed::cockroach::TEST;
use uuid::Uuid;

pub fn at(second: i64) -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + second)
}

pub fn artist(n: u128) -> ArtistId {
    ArtistId(Uuid::from_u128(0x1000 + n))
}

pub fn post_id(n: u128) -> PostId {
    PostId(Uuid::from_u128(0x10_0000 + n))
}

pub fn folder(n: u128) -> FolderId {
    FolderId(Uuid::from_u128(0x20_0000 + n))
}

pub fn named(n: u128) -> ArtistRef {
    ArtistRef { id: artist(n), name: format!("Artist{n}"), icon: None }
}

/// Post `n` of artist `n % 3`.
pub fn post(n: u128, title: &str) -> Post {
    Post {
        id: post_id(n),
        artist: artist(n % 3),
        kind: PostKind::Image,
        title: title.to_owned(),
        url: Some(format!("https://www.deviantart.com/artist/art/{n}")),
        published_at: Some(at(0)),
        mature: n % 5 == 4,
        preview: None,
        thumbnail: None,
        excerpt: None,
        tags: vec!["a".to_owned()],
        tags_known: true,
        locked: None,
        several: n % 4 == 1,
        seconds: (n % 3 == 2).then_some(75),
    }
}

pub fn published(n: u128, title: &str) -> Event {
    Event::PostPublished { artist: named(n % 3), post: post(n, title) }
}

pub async fn store(db: &Database) -> Store {
    let store = Store::connect(&db.url()).await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

/// A migrated store that nobody else has.
pub async fn in_memory() -> Store {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    store
}

/// Runs a statement of the test's own, which the lint of the program's statements passes over.
pub async fn sql(store: &Store, text: &str) {
    store.connection().execute_unprepared(&format!("{TEST} {text}")).await.unwrap();
}

/// From now on no post with this title can be stored.
pub async fn poison(store: &Store, title: &str) {
    let refuse = match store.connection().get_database_backend() {
        DbBackend::Sqlite => {
            format!("CREATE TRIGGER poison BEFORE INSERT ON post WHEN NEW.title = '{title}' BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        _ => format!("ALTER TABLE post ADD CONSTRAINT poison CHECK (title <> '{title}')"),
    };
    sql(store, &refuse).await;
}

/// Takes [`poison`] back.
pub async fn heal(store: &Store) {
    let accept = match store.connection().get_database_backend() {
        DbBackend::Sqlite => "DROP TRIGGER poison",
        _ => "ALTER TABLE post DROP CONSTRAINT poison",
    };
    sql(store, accept).await;
}

/// A watch with a fixed id: of an artist, or of a folder.
pub async fn add_watch(store: &Store, n: u8, channel: u8, artist: ArtistId, folder: Option<FolderId>, mature: bool) {
    let made = Timestamp::UNIX_EPOCH + TimeDelta::microseconds(i64::from(n));
    let wish = NewWatch::new(GuildId(1), ChannelId(u64::from(channel)), artist, "a", made);
    let wish = wish.folder(folder.map(|id| (id, String::new()))).mature(mature).announce_from(Timestamp::UNIX_EPOCH);
    let watch = Watch { id: WatchId(Uuid::from_u128(u128::from(n))), wish };
    // A watch that comes back keeps its id.
    let added = store.for_bot().restore_watch(&watch, None, u32::MAX, made).await.unwrap();
    assert_eq!(added, AddWatch::Added(watch));
}

/// Every row of these tables, sorted, as text.
pub async fn dump(store: &Store, tables: &[&str]) -> Vec<String> {
    let backend = store.connection().get_database_backend();
    let ask = |text: String| store.connection().query_all_raw(Statement::from_sql_and_values(backend, format!("{TEST} {text}"), []));
    let mut lines = Vec::new();
    for table in tables {
        let (names, text) = match backend {
            DbBackend::Sqlite => (format!("SELECT name FROM pragma_table_info('{table}')"), "quote"),
            _ => (
                format!(
                    "SELECT CAST(column_name AS text) AS name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position"
                ),
                "quote_nullable",
            ),
        };
        let columns = ask(names).await.unwrap();
        let columns: Vec<String> = columns.iter().map(|row| format!("{text}({})", row.try_get::<String>("", "name").unwrap())).collect();
        let rows = ask(format!("SELECT {} AS line FROM {table} ORDER BY 1", columns.join(" || ',' || "))).await.unwrap();
        lines.extend(rows.iter().map(|row| format!("{table}: {}", row.try_get::<String>("", "line").unwrap())));
    }
    lines
}

pub const FOLDED: [&str; 5] = ["artist", "folder", "post", "post_folder", "notification"];

pub fn deps(store: &Store, log: &Arc<MemoryLog>) -> Deps {
    let log: Arc<dyn EventLog> = Arc::clone(log) as Arc<dyn EventLog>;
    Deps { store: store.for_projection(), log, cache: Arc::new(MemoryCache::new()), clock: Arc::new(SystemClock), archive: None }
}

/// Waits until the projection stands here, as long as it gets on.
pub async fn reached(store: &Store, offset: u64) {
    let (mut stands, mut since) = (0, Instant::now());
    while stands < offset {
        assert!(since.elapsed() < Duration::from_secs(60), "the projection stands still at {stands}, before {offset}");
        let next = store.for_ops().projection_place().await.unwrap().map_or(0, |(_, next)| next);
        if next > stands {
            (stands, since) = (next, Instant::now());
        } else {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
