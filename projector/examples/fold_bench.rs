//! Prints how fast the projector folds and rebuilds, beside the raw limit of multi-row inserts of the same post rows in SQLite, with the same
//! rows per transaction, all in one run. `cargo run --release -p projector --example fold_bench [EVENTS]`

use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ConnectionTrait, Database, TransactionTrait};
use shared::clock::{Clock, SystemClock};
use shared::event::{Envelope, Event};
use shared::id::{ArtistId, LogId, PostId};
use shared::log::disk::DiskLog;
use shared::log::{Entry, EventLog};
use shared::post::{ArtistRef, Picture, Post, PostKind};
use shared::store::Store;
use shared::store::projection::place::Claim;
use shared::store::projection::{Batch, Fold, Folded};
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Events in one transaction.
const BATCH: usize = 1000;
/// Post rows per statement in the raw run: 23 values each, SQLite takes 32,766.
const COLUMNS: usize = 23;

fn event(n: u128, now: shared::clock::Timestamp) -> Envelope {
    let artist = ArtistRef { id: ArtistId(Uuid::from_u128(n % 200)), name: format!("Artist{}", n % 200), icon: None };
    let picture = |size| Some(Picture { url: format!("https://images-wixmp.example/f/{n:032x}/{size}.jpg"), width: size, height: size });
    let post = Post {
        id: PostId(Uuid::new_v5(&Uuid::NAMESPACE_OID, &n.to_le_bytes())),
        artist: artist.id,
        kind: PostKind::Image,
        title: format!("A picture with number {n}"),
        url: Some(format!("https://www.deviantart.com/artist{}/art/picture-{n}", n % 200)),
        published_at: Some(now),
        mature: false,
        preview: picture(1024),
        thumbnail: picture(150),
        excerpt: None,
        tags: Vec::new(),
        locked: None,
    };
    Envelope::new(Event::PostPublished { artist, post }, now)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let count: usize = std::env::args().nth(1).map_or(Ok(50_000), |text| text.parse())?;
    let dir = tempfile::tempdir()?;
    let clock = SystemClock;
    let log = DiskLog::open(&dir.path().join("log")).await?;
    let events: Vec<Envelope> = (0..count as u128).map(|n| event(n, clock.now())).collect();
    for chunk in events.chunks(BATCH) {
        log.append(chunk).await?;
    }
    let store = Store::connect(&format!("sqlite:{}", dir.path().join("store.db").display())).await?;
    migration::up(store.connection()).await?;

    let fold = fold(&store, &log, &clock, &events).await?;
    let started = Instant::now();
    let report = projector::rebuild(&store, &log, &clock, |_| {}).await?;
    anyhow::ensure!(report.folded == count as u64, "the rebuild folded {} of {count} events", report.folded);
    let rebuild = started.elapsed();
    let raw = raw(dir.path(), &events).await?;

    let rate = |took: Duration| count as f64 / took.as_secs_f64();
    println!("raw multi-row insert {:>9.0} posts/s", rate(raw));
    println!("fold                 {:>9.0} events/s  ({:.2} of raw)", rate(fold), rate(fold) / rate(raw));
    println!("rebuild with switch  {:>9.0} events/s  ({:.2} of raw)", rate(rebuild), rate(rebuild) / rate(raw));
    store.close().await;
    Ok(())
}

/// From the log's bytes to committed rows, as the projector does it.
async fn fold(store: &Store, log: &DiskLog, clock: &SystemClock, events: &[Envelope]) -> anyhow::Result<Duration> {
    let id: LogId = log.identity().await?;
    let first = log.bounds().await?.first;
    let claim = store.claim_projection(id, first, Uuid::new_v4(), Duration::from_secs(15), clock.now()).await?;
    let Claim::Ours { epoch, mut next_offset, .. } = claim else { anyhow::bail!("not claimed") };
    let end = next_offset + events.len() as u64;
    let fold: Fold = Arc::new(projector::fold::fold);
    let mut reader = log.read(next_offset).await?;
    let started = Instant::now();
    while next_offset < end {
        let entries: Vec<Entry> = reader.next(BATCH).await?;
        let entries = Arc::new(entries.into_iter().map(projector::incoming).collect());
        match store.fold(&Batch { log: id, epoch, from: next_offset, entries, now: clock.now() }, &fold).await? {
            Folded::Done { next_offset: next, .. } => next_offset = next,
            other => anyhow::bail!("not folded: {other:?}"),
        }
    }
    Ok(started.elapsed())
}

/// The same post rows into the same table, with nothing around them.
async fn raw(dir: &std::path::Path, events: &[Envelope]) -> anyhow::Result<Duration> {
    let store = Store::connect(&format!("sqlite:{}", dir.join("raw.db").display())).await?;
    migration::up(store.connection()).await?;
    store.close().await;
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}?mode=rw", dir.join("raw.db").display()));
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await?;
    connection.execute_unprepared("PRAGMA journal_mode = WAL").await?;
    connection.execute_unprepared("PRAGMA synchronous = FULL").await?;
    let columns = [
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
    let started = Instant::now();
    for chunk in events.chunks(BATCH) {
        let transaction = connection.begin().await?;
        for rows in chunk.chunks(32_000 / COLUMNS) {
            let mut insert = Query::insert();
            insert.into_table("post").columns(columns.map(Alias::new));
            for envelope in rows {
                let Event::PostPublished { post, .. } = &envelope.event else { continue };
                let at = envelope.observed_at.timestamp_micros();
                let (preview, thumbnail) = (post.preview.as_ref(), post.thumbnail.as_ref());
                insert.values([
                    post.id.0.into(),
                    post.artist.0.into(),
                    post.kind.as_str().into(),
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
                ])?;
            }
            transaction.execute(&insert).await?;
        }
        transaction.commit().await?;
    }
    Ok(started.elapsed())
}
