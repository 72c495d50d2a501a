//! The raw limit: the same post and artist rows into the same tables by multi-row inserts whose text is made beforehand, with the same
//! rows in a transaction and nothing around them.

use domain::event::{Envelope, Event};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, IsolationLevel, Statement, TransactionTrait, Value};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::Store;
use uuid::Uuid;

const ARTIST: [&str; 12] = [
    "id",
    "name",
    "name_key",
    "icon",
    "kind",
    "named_at",
    "named_event",
    "profiled_at",
    "profiled_event",
    "vanished",
    "vanish_epoch",
    "returned",
];
const POST: [&str; 22] = [
    "id",
    "artist_id",
    "kind",
    "title",
    "url",
    "published_at",
    "mature",
    "preview_url",
    "preview_width",
    "preview_height",
    "thumbnail_url",
    "thumbnail_width",
    "thumbnail_height",
    "excerpt",
    "tags",
    "locked",
    "content_at",
    "content_event",
    "first_seen_at",
    "seen_at",
    "removed_at",
    "removed",
];

/// Its own database with the program's schema, and a connection that knows nothing of the program.
pub struct Raw(DatabaseConnection);

impl Raw {
    /// # Errors
    /// The database cannot be had.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let store = Store::connect(url).await?;
        migration::up(store.connection()).await?;
        store.close().await;
        let mut options = sea_orm::ConnectOptions::new(url.to_owned());
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await?;
        if connection.get_database_backend() == DbBackend::Sqlite {
            connection.execute_unprepared("PRAGMA journal_mode = WAL").await?;
            connection.execute_unprepared("PRAGMA synchronous = FULL").await?;
            connection.execute_unprepared("PRAGMA wal_autocheckpoint = 8000").await?;
        }
        Ok(Self(connection))
    }

    /// Inserts the posts of these events and rewrites their artists, in one transaction, and tells how long that took.
    ///
    /// # Errors
    /// The database refuses.
    pub async fn insert(&self, events: &[Envelope]) -> anyhow::Result<Duration> {
        let backend = self.0.get_database_backend();
        let artists: BTreeMap<Uuid, &Envelope> = events.iter().filter_map(|event| Some((artist_of(event)?, event))).collect();
        let again = ARTIST[1..].iter().map(|name| format!(r#""{name}" = "excluded"."{name}""#)).collect::<Vec<_>>().join(", ");
        let artist_text = format!(r#"{} ON CONFLICT ("id") DO UPDATE SET {again}"#, text(backend, "artist", &ARTIST, artists.len()));
        let post_text = text(backend, "post", &POST, events.len());
        let started = Instant::now();
        let isolation = (backend == DbBackend::Postgres).then_some(IsolationLevel::Serializable);
        let transaction = self.0.begin_with_config(isolation, None).await?;
        let values: Vec<Value> = artists.values().flat_map(|event| artist(event)).collect();
        transaction.execute_raw(Statement::from_sql_and_values(backend, artist_text, values)).await?;
        let values: Vec<Value> = events.iter().flat_map(row).collect();
        transaction.execute_raw(Statement::from_sql_and_values(backend, post_text, values)).await?;
        transaction.commit().await?;
        Ok(started.elapsed())
    }
}

fn text(backend: DbBackend, table: &str, columns: &[&str], rows: usize) -> String {
    let mut text = format!(r#"INSERT INTO "{table}" ("{}") VALUES "#, columns.join("\", \""));
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            text.push_str(if column == 0 { "" } else { ", " });
            match backend {
                DbBackend::Postgres => text.push_str(&format!("${}", row * columns.len() + column + 1)),
                _ => text.push('?'),
            }
        }
        text.push(')');
    }
    text
}

fn artist_of(envelope: &Envelope) -> Option<Uuid> {
    let Event::PostPublished { artist, .. } = &envelope.event else { return None };
    Some(artist.id.0)
}

fn artist(envelope: &Envelope) -> Vec<Value> {
    let Event::PostPublished { artist, .. } = &envelope.event else { return Vec::new() };
    let at = envelope.observed_at.timestamp_micros();
    vec![
        artist.id.0.into(),
        artist.name.clone().into(),
        artist.name.to_lowercase().into(),
        None::<String>.into(),
        "person".into(),
        at.into(),
        envelope.id.0.into(),
        0_i64.into(),
        Uuid::nil().into(),
        None::<String>.into(),
        0_i64.into(),
        true.into(),
    ]
}

fn row(envelope: &Envelope) -> Vec<Value> {
    let Event::PostPublished { post, .. } = &envelope.event else { return Vec::new() };
    let at = envelope.observed_at.timestamp_micros();
    let (preview, thumbnail) = (post.preview.as_ref(), post.thumbnail.as_ref());
    vec![
        post.id.0.into(),
        post.artist.0.into(),
        post.kind.as_ref().into(),
        post.title.clone().into(),
        post.url.clone().into(),
        Some(at).into(),
        post.mature.into(),
        preview.map(|picture| picture.url.clone()).into(),
        preview.map(|picture| i64::from(picture.width)).into(),
        preview.map(|picture| i64::from(picture.height)).into(),
        thumbnail.map(|picture| picture.url.clone()).into(),
        thumbnail.map(|picture| i64::from(picture.width)).into(),
        thumbnail.map(|picture| i64::from(picture.height)).into(),
        post.excerpt.clone().into(),
        "[]".into(),
        post.locked.clone().into(),
        at.into(),
        envelope.id.0.into(),
        Some(at).into(),
        Some(at).into(),
        None::<i64>.into(),
        false.into(),
    ]
}
