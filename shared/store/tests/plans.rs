//! What the questions of the hot paths cost where much is stored: on PostgreSQL by the rows that each step of each statement really passed, on SQLite by
//! the plans of the same statements. No clock is read.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, EventId, GuildId, NotificationId, PostId};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Store;
use store::care::Chore;
use store::shrink::Old;
use store::status::COUNTED;
use testbed::Postgres;
use testbed::plans::{assert_few, for_sqlite, reads_much};
use testkit::hot::{self, Asked};
use testkit::{plant, sample};
use uuid::Uuid;

/// Channels with something to send, and how much is for each.
const CHANNELS: u32 = 1_500;
const EACH: u32 = 20;
/// Artists, each with fifty posts, and a watch in each of two channels.
const ARTISTS: u32 = 1_000;
/// No step of a question that is asked again and again passes more rows than this.
const FEW: f64 = 2_600.0;

fn now() -> Timestamp {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000)
}

/// What `md5` makes of a name, as PostgreSQL makes the ids.
fn id(server: &Postgres, name: &str) -> Uuid {
    server.administer(&format!("SELECT md5('{name}')::uuid")).trim().parse().unwrap()
}

/// 1,000 artists with 50,000 posts and 2,000 watches; 30,000 notifications that are due, 30,000 that are tried later, 60,000 that are over.
fn fill(server: &Postgres, database: &str) {
    let t = now().timestamp_micros();
    let post = |n: &str| format!("md5('post' || {n})::uuid");
    server.administer_in(
        database,
        &format!(
            "INSERT INTO artist (id, name, name_key, kind, named_at, named_event, profiled_at, profiled_event, vanish_epoch, returned) \
             SELECT md5('artist' || n)::uuid, 'Artist' || n, 'artist' || n, 'person', 0, md5('e')::uuid, 0, md5('e')::uuid, 0, true \
             FROM generate_series(1, {ARTISTS}) n;
             INSERT INTO post (id, artist_id, kind, title, published_at, mature, tags, content_at, content_event, first_seen_at, removed) \
             SELECT {}, md5('artist' || n % {ARTISTS} + 1)::uuid, 'image', 'Post', {t} - n, false, '[]', 0, md5('e')::uuid, {t} - n, false \
             FROM generate_series(1, {ARTISTS} * 50) n;
             INSERT INTO watch (id, guild_id, channel_id, artist_id, artist_name, what, folder_key, mature, catch_up, announce_from, created_at) \
             SELECT md5('watch' || n)::uuid, n % 50, n % {CHANNELS} + 1, md5('artist' || n % {ARTISTS} + 1)::uuid, 'Artist', 'everything', '', true, \
             'all', 0, n FROM generate_series(1, {ARTISTS} * 2) n;
             INSERT INTO source (artist_id, kind, artist_name, weight, baselined, failures) \
             SELECT id, 'gallery', name, 1, true, 0 FROM artist;",
            post("n")
        ),
    );
    let rows = |state: &str, reason: &str, attempts: u32, due: &str, many: u32| {
        format!(
            "INSERT INTO notification (id, watch_id, guild_id, channel_id, artist_id, post_id, state, reason, observed_at, due_at, attempts, \
             updated_at) SELECT md5('{state}{attempts}' || n)::uuid, md5('watch' || n % {ARTISTS} + 1)::uuid, n % 50, n % {CHANNELS} + 1, \
             md5('artist' || n % {ARTISTS} + 1)::uuid, {}, '{state}', {reason}, {t} - 9000000 - n, {due}, {attempts}, {t} - 1 FROM generate_series(1, {many}) n;",
            post("n")
        )
    };
    let waiting = CHANNELS * EACH;
    let all = [
        rows("pending", "NULL", 0, &format!("{t} - 9000000 - n"), waiting),
        rows("pending", "'Discord does not answer'", 3, &format!("{t} + 1000000 + n"), waiting),
        rows("sent", "NULL", 1, &format!("{t} - 9000000 - n"), waiting),
        rows("suppressed", "'same_channel'", 0, &format!("{t} - 9000000 - n"), waiting),
    ];
    server.administer_in(database, &all.concat());
    server.administer_in(database, "ANALYZE");
}

/// A server that writes the plan of each statement, with the rows of each step, to its log.
async fn server() -> (Arc<Postgres>, Store) {
    let server = Arc::new(Postgres::start());
    let url = server.database("year");
    let first = Store::connect(&url).await.unwrap();
    migration::up(first.connection()).await.unwrap();
    first.close().await;
    fill(&server, "year");
    server.explain("year");
    let store = Store::connect(&url).await.unwrap();
    (server, store)
}

/// What the bot asks while sent messages follow their posts.
async fn care(store: &Store, server: &Postgres) {
    let bot = store.for_bot();
    let post = PostId(id(server, "post2"));
    for urgent in [true, false] {
        bot.chores(urgent, now(), 16).await.unwrap();
    }
    let mut page = bot.messages_of(post, None).await.unwrap();
    assert_eq!((page.messages.len(), page.open, page.next), (0, true, None), "what was sent by no message is not cared for");
    page = bot.messages_of(PostId(id(server, "post1")), None).await.unwrap();
    let message = page.messages.first().unwrap();
    assert_eq!(bot.members_of(message).await.unwrap().len(), 1);
    let chore = Chore { post, event: EventId(Uuid::nil()), urgent: false, tries: 0 };
    bot.put_off(&chore, now()).await.unwrap();
    bot.end_chore(&chore).await.unwrap();
}

#[tokio::test]
async fn no_question_of_the_hot_paths_passes_many_rows() {
    let (server, store) = server().await;
    let before = server.log().len();
    let busy = ChannelId(7);
    let one = NotificationId(id(&server, "pending01"));
    let seen = hot::send(&store, &[busy], Some(one), now()).await.unwrap();
    assert_eq!(seen.len(), usize::try_from((CHANNELS - 1) * EACH).unwrap(), "each channel but the busy one gets its share");
    care(&store, &server).await;
    let old = now() - TimeDelta::microseconds(9_000_000 + 20_000);
    assert_eq!(store.for_bot().forget_notifications(old).await.unwrap(), 250, "one batch of what is old");
    store.for_bot().forget_audit(old).await.unwrap();
    let shrunk = store.for_bot().shrink_posts(Old { before: now(), cared: now() }, None).await.unwrap();
    assert!(shrunk.next.is_some(), "one batch of many");
    let artist = ArtistId(id(&server, "artist1"));
    let post = PostId(id(&server, "post1"));
    let asked = Asked { artist, name: "Artist1".to_owned(), post, guild: GuildId(7), channel: ChannelId(8), now: now() };
    hot::observe(&store, &asked).await.unwrap();
    // What the projector asks with each event.
    let author = domain::post::ArtistRef { id: artist, name: "Artist1".to_owned(), icon: None };
    plant::post(&store, &author, &domain::post::Post { artist, ..sample::post(1) }, now(), Vec::new()).await.unwrap();
    hot::tell(&store).await.unwrap();
    hot::show(&store, &asked).await.unwrap();
    let hot = server.log().split_off(before);
    let (statements, bounded) = (server.statements(), server.log().len());
    let figures = store.for_ops().pipeline_figures().await.unwrap();
    assert_eq!((figures.posts, figures.notifications["pending"], figures.notifications["sent"]), (COUNTED, COUNTED, COUNTED));
    store.close().await;
    assert_few(&hot, FEW);
    assert_few(&server.log().split_off(bounded), COUNTED as f64);
    sqlite_searches_too(&statements).await;
}

/// None of the sender's questions scans a large table, and none sorts the backlog for its first rows.
async fn sqlite_searches_too(statements: &[String]) {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let backend = store.connection().get_database_backend();
    let mut bad = Vec::new();
    for text in for_sqlite(statements) {
        let explained = Statement::from_sql_and_values(backend, format!("EXPLAIN QUERY PLAN {text}"), []);
        let rows = store.connection().query_all_raw(explained).await.unwrap_or_else(|error| panic!("{error}: {text}"));
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        if reads_much(&text, &plan) {
            bad.push(format!("{text}\n    {}", plan.join("\n    ")));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[tokio::test]
async fn every_index_is_listed_with_its_question() {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let backend = store.connection().get_database_backend();
    let names = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_autoindex%'";
    let rows = store.connection().query_all_raw(Statement::from_sql_and_values(backend, names, [])).await.unwrap();
    let names: BTreeSet<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    let page = include_str!("../../../docs/queries.md");
    let listed = page.lines().filter(|line| line.starts_with("| `")).filter_map(|line| line.split(" | ").next());
    let listed: BTreeSet<String> = listed.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect();
    assert_eq!(names, listed, "docs/queries.md");
}
