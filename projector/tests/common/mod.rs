//! A log in memory that can hold anything, a migrated store, and tables as text.
#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses a part")]

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta};
use coordination::MemoryCache;
use domain::clock::{SystemClock, Timestamp};
use domain::event::{Envelope, Event, codec};
use domain::id::{ArtistId, FolderId, LogId, PostId};
use domain::post::{ArtistRef, Post, PostKind};
use eventlog::{Accepted, Bounds, Entry, EventLog, LogError, LogReader};
use projector::Deps;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use store::Store;
use testbed::Database;
use testbed::cockroach::TEST;
use tokio::sync::Notify;
use uuid::Uuid;

/// What each offset holds; None: a number that the log uses for itself.
type Numbers = Vec<Option<Vec<u8>>>;
/// A record that stands for one whose bytes on the disk are damaged.
const DAMAGED: &[u8] = b"DAMAGED";

pub struct MemLog {
    id: LogId,
    follows: Vec<LogId>,
    inner: Arc<(Mutex<Numbers>, Notify)>,
    cut: AtomicBool,
    first: AtomicU64,
}

impl MemLog {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            id: LogId::random(),
            follows: Vec::new(),
            inner: Arc::default(),
            cut: AtomicBool::new(false),
            first: AtomicU64::new(0),
        })
    }

    /// An empty log that another process makes too.
    pub fn named(id: LogId) -> Arc<Self> {
        Arc::new(Self { id, follows: Vec::new(), inner: Arc::default(), cut: AtomicBool::new(false), first: AtomicU64::new(0) })
    }

    /// An empty log, made because that one is gone.
    pub fn in_place_of(former: &Self) -> Arc<Self> {
        Arc::new(Self {
            id: LogId::random(),
            follows: vec![former.id],
            inner: Arc::default(),
            cut: AtomicBool::new(false),
            first: AtomicU64::new(0),
        })
    }

    pub fn push(&self, payload: Vec<u8>) {
        self.inner.0.lock().unwrap().push(Some(payload));
        self.inner.1.notify_waiters();
    }

    /// Uses up a number without an event, as a stream's broker does.
    pub fn skip(&self) {
        self.inner.0.lock().unwrap().push(None);
    }

    /// Its end is lost, from here on.
    pub fn cut(&self, end: usize) {
        self.inner.0.lock().unwrap().truncate(end);
        self.cut.store(true, Ordering::SeqCst);
    }

    /// Puts an older copy of itself back: it ends here, and goes on with other events.
    pub fn restore(&self, end: usize, events: impl IntoIterator<Item = Envelope>) {
        self.cut(end);
        self.put(events);
    }

    /// What was before this offset is kept no longer.
    pub fn trim(&self, first: u64) {
        self.first.store(first, Ordering::SeqCst);
    }

    /// From now on this record cannot be read.
    pub fn damage(&self, offset: usize) {
        self.inner.0.lock().unwrap()[offset] = Some(DAMAGED.to_vec());
    }

    pub fn put(&self, events: impl IntoIterator<Item = Envelope>) {
        for event in events {
            self.push(codec::encode(&event).unwrap());
        }
    }

    pub fn len(&self) -> u64 {
        self.inner.0.lock().unwrap().len() as u64
    }
}

#[async_trait]
impl EventLog for MemLog {
    async fn identity(&self) -> Result<LogId, LogError> {
        Ok(self.id)
    }

    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        Ok(self.follows.clone())
    }

    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        self.put(events.to_vec());
        Ok(Accepted::Logged { count: events.len() as u64 })
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        let (first, end) = (self.first.load(Ordering::SeqCst), self.len());
        if from < first {
            return Err(LogError::Gap { from, to: first });
        }
        // Else the end is where other processes' copies of this log have got to.
        if from > end && self.cut.load(Ordering::SeqCst) {
            return Err(LogError::Gap { from, to: end });
        }
        Ok(Box::new(MemReader { log: self.id, next: from, inner: Arc::clone(&self.inner) }))
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        let next = self.inner.0.lock().unwrap().iter().rposition(Option::is_some).map_or(0, |last| last as u64 + 1);
        let first = self.first.load(Ordering::SeqCst);
        Ok(Bounds { first, next: next.max(first) })
    }
}

struct MemReader {
    log: LogId,
    next: u64,
    inner: Arc<(Mutex<Numbers>, Notify)>,
}

#[async_trait]
impl LogReader for MemReader {
    fn log(&self) -> LogId {
        self.log
    }

    async fn next(&mut self, max: usize) -> Result<Vec<Entry>, LogError> {
        loop {
            let mut news = std::pin::pin!(self.inner.1.notified());
            news.as_mut().enable();
            let found: Vec<Entry> = {
                let all = self.inner.0.lock().unwrap();
                let from = usize::try_from(self.next).unwrap();
                let rows = all.iter().enumerate().skip(from).filter_map(|(offset, payload)| Some((offset as u64, payload.clone()?)));
                rows.take(max).map(|(offset, payload)| Entry { offset, appended_at: at(0), payload }).collect()
            };
            let good = found.iter().position(|entry| entry.payload == DAMAGED).unwrap_or(found.len());
            if let (0, Some(bad)) = (good, found.first()) {
                return Err(LogError::Gap { from: bad.offset, to: bad.offset + 1 });
            }
            let found = found[..good].to_vec();
            if let Some(last) = found.last() {
                self.next = last.offset + 1;
                return Ok(found);
            }
            news.await;
        }
    }
}

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
        locked: None,
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

/// Runs a statement of the test's own, which the lint of the program's statements passes over.
pub async fn sql(store: &Store, text: &str) {
    store.connection().execute_unprepared(&format!("{TEST} {text}")).await.unwrap();
}

/// An id as both databases write it down.
fn literal(store: &Store, id: Uuid) -> String {
    match store.connection().get_database_backend() {
        DbBackend::Sqlite => format!("x'{}'", id.simple()),
        _ => format!("'{id}'"),
    }
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
    let (folder_id, key) = folder.map_or(("NULL".to_owned(), String::new()), |id| (literal(store, id.0), id.to_string()));
    let (id, artist) = (literal(store, Uuid::from_u128(u128::from(n))), literal(store, artist.0));
    sql(
        store,
        &format!(
            "INSERT INTO watch (id, guild_id, channel_id, artist_id, artist_name, what, folder_id, folder_name, folder_key, mature, ping_role, \
             catch_up, announce_from, created_at) VALUES ({id}, 1, {channel}, {artist}, 'a', 'everything', {folder_id}, NULL, '{key}', {mature}, \
             NULL, 'all', 0, {n})",
        ),
    )
    .await;
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

pub fn deps(store: &Store, log: &Arc<MemLog>) -> Deps {
    let log: Arc<dyn EventLog> = Arc::clone(log) as Arc<dyn EventLog>;
    Deps { store: store.clone(), log, cache: Arc::new(MemoryCache::new()), clock: Arc::new(SystemClock) }
}

/// Waits until the projection stands here, as long as it gets on.
pub async fn reached(store: &Store, offset: u64) {
    let (mut stands, mut since) = (0, Instant::now());
    while stands < offset {
        assert!(since.elapsed() < Duration::from_secs(60), "the projection stands still at {stands}, before {offset}");
        let next = store.projection_place().await.unwrap().map_or(0, |(_, next)| next);
        if next > stands {
            (stands, since) = (next, Instant::now());
        } else {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
