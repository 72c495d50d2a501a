//! What the questions of the hot paths cost where much is stored: on PostgreSQL by the rows that each step of each statement really passed, on SQLite by
//! the plans of the same statements. No clock is read.
#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::id::{ArtistId, ChannelId, EventId, MessageId, NotificationId, PostId};
use domain::notification::{Doubt, Settlement};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Store;
use store::care::Chore;
use store::due::Portion;
use store::settle::Outcome;
use store::status::COUNTED;
use testbed::Postgres;
use testbed::cockroach::TEST;
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

/// What the bot's sender asks, again and again.
async fn send(store: &Store, server: &Postgres) {
    let bot = store.for_bot();
    bot.mind_pauses(Some(now()), now()).await.unwrap();
    let (mut after, mut reads, mut seen) = (None, 0, BTreeSet::new());
    loop {
        let portion = Portion { after, ..Portion::of(&[ChannelId(7)], 512, 1_024) };
        let found = bot.due_notifications(now(), portion).await.unwrap();
        assert!(found.due.len() <= 1_024, "what is in memory at once is bounded");
        seen.extend(found.due.iter().map(|due| due.id));
        (after, reads) = (found.next, reads + 1);
        if after.is_none() {
            break;
        }
    }
    let all = usize::try_from((CHANNELS - 1) * EACH).unwrap();
    assert_eq!(seen.len(), all, "in {reads} reads, each channel gets its share");
    bot.next_due_at().await.unwrap();
    let one = NotificationId(id(server, "pending01"));
    let due = bot.notification(one).await.unwrap().unwrap();
    bot.sent_since(due.watch.as_ref().unwrap().id, now()).await.unwrap();
    bot.is_newest(&due).await.unwrap();
    bot.mark_sending(&[one], due.channel, Doubt::since(now()), now()).await.unwrap();
    let settlement = Settlement::Sent { message: MessageId(1), at: now() };
    bot.settle_marked(&[Outcome { id: one, channel: Some(due.channel), settlement, shown: None }], None, now()).await.unwrap();
    bot.retry_now(now(), Some(1)).await.unwrap();
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
    let old = now() - TimeDelta::microseconds(9_000_000 + 20_000);
    assert_eq!(bot.forget_notifications(old).await.unwrap(), 250, "one batch of what is old");
    bot.forget_audit(old).await.unwrap();
}

/// What ingest asks with each poll and each check, and what the projector asks with each event.
async fn observe(store: &Store, server: &Postgres) {
    let ingest = store.for_ingest();
    let (artist, post) = (ArtistId(id(server, "artist1")), PostId(id(server, "post1")));
    ingest.watches_version().await.unwrap();
    ingest.losses().await.unwrap();
    ingest.known_posts(&[post]).await.unwrap();
    ingest.recent_posts(artist, 24).await.unwrap();
    ingest.known_artist(artist).await.unwrap();
    let sources = ingest.sources_of(&[artist]).await.unwrap();
    ingest.save_sources(&sources).await.unwrap();
    ingest.published_since(&[artist], now() - TimeDelta::days(1)).await.unwrap();
    let author = domain::post::ArtistRef { id: artist, name: "Artist1".to_owned(), icon: None };
    plant::post(store, &author, &domain::post::Post { artist, ..sample::post(1) }, now(), Vec::new()).await.unwrap();
}

/// What pages, health checks and `doctor` ask.
async fn tell(store: &Store) {
    let ops = store.for_ops();
    ops.vitals().await.unwrap();
    ops.processes().await.unwrap();
    ops.waiting().await.unwrap();
    ops.broken_channels(None, 20).await.unwrap();
    ops.last_backup().await.unwrap();
}

/// The plans that the server has written since then, each with its statement.
fn plans(log: &str) -> Vec<String> {
    let mut plans: Vec<String> = Vec::new();
    let mut open = false;
    for line in log.lines() {
        if line.starts_with('\t') && open {
            plans.last_mut().unwrap().push_str(&format!("{line}\n"));
        } else {
            open = line.starts_with("deviantcord|") && line.ends_with("plan:");
            if open {
                plans.push(String::new());
            }
        }
    }
    plans
}

/// The most rows that one step of this plan passed or threw away.
fn most(plan: &str) -> f64 {
    let after = |line: &str, word: &str| -> Option<f64> {
        let rest = line.split_once(word)?.1;
        rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?.parse().ok()
    };
    let passed = |line: &str| {
        let actual = line.split_once("(actual ").map(|(_, actual)| actual);
        let rows = actual.and_then(|actual| Some(after(actual, "rows=")? * after(actual, "loops=")?));
        let removed = ["Rows Removed by Filter: ", "Rows Removed by Join Filter: ", "Rows Removed by Index Recheck: "];
        removed.iter().filter_map(|word| after(line, word)).chain(rows).fold(0.0, f64::max)
    };
    plan.lines().map(passed).fold(0.0, f64::max)
}

#[track_caller]
fn assert_few(plans: &[String], bound: f64) {
    assert!(plans.len() >= 4, "only {} plans were seen: is the server's log read rightly?", plans.len());
    let much: Vec<&String> = plans.iter().filter(|plan| !plan.contains(TEST) && most(plan) > bound).collect();
    assert!(
        much.is_empty(),
        "more than {bound} rows in one step:\n{}",
        much.iter().map(|plan| plan.as_str()).collect::<Vec<_>>().join("\n\n")
    );
}

/// A server that writes the plan of each statement, with the rows of each step, to its log.
async fn server() -> (Arc<Postgres>, Store) {
    let server = Arc::new(Postgres::start());
    let url = server.database("year");
    let first = Store::connect(&url).await.unwrap();
    migration::up(first.connection()).await.unwrap();
    first.close().await;
    fill(&server, "year");
    server.administer_session(&[
        "LOAD 'auto_explain'",
        "ALTER DATABASE year SET session_preload_libraries = 'auto_explain'",
        "ALTER DATABASE year SET auto_explain.log_min_duration = 0",
        "ALTER DATABASE year SET auto_explain.log_analyze = on",
        "ALTER DATABASE year SET auto_explain.log_timing = off",
        // The tables are smaller than a year's: a scan shows only where no index would serve.
        "ALTER DATABASE year SET enable_seqscan = off",
    ]);
    let store = Store::connect(&url).await.unwrap();
    (server, store)
}

#[tokio::test]
async fn no_question_of_the_hot_paths_passes_many_rows() {
    let (server, store) = server().await;
    let before = server.log().len();
    send(&store, &server).await;
    observe(&store, &server).await;
    tell(&store).await;
    let hot = server.log().split_off(before);
    let (statements, bounded) = (server.statements(), server.log().len());
    let figures = store.for_ops().pipeline_figures().await.unwrap();
    assert_eq!((figures.posts, figures.notifications["pending"], figures.notifications["sent"]), (COUNTED, COUNTED, COUNTED));
    store.close().await;
    assert_few(&plans(&hot), FEW);
    assert_few(&plans(&server.log().split_off(bounded)), COUNTED as f64);
    sqlite_searches_too(&statements).await;
}

/// The plans of SQLite for the sender's questions, as PostgreSQL was sent them: none scans a large table, and none sorts the backlog for its first rows.
async fn sqlite_searches_too(statements: &[String]) {
    let store = Store::in_memory().await.unwrap();
    migration::up(store.connection()).await.unwrap();
    let large = ["notification", "post", "post_folder", "watch", "artist", "source"];
    let asked = |text: &&String| {
        !text.contains("pg_")
            && !text.contains("information_schema")
            && ["SELECT", "UPDATE", "DELETE", "WITH"].iter().any(|verb| text.starts_with(verb))
    };
    // What reads the outbox by the indexes of what is open.
    let ours: BTreeSet<&String> = statements.iter().filter(asked).filter(|text| text.contains("('pending', 'sending')")).collect();
    assert!(ours.len() >= 5, "only {} statements were seen", ours.len());
    let mut bad = Vec::new();
    for text in ours {
        // The words that the program has for this engine.
        let text = [r#""next"."state""#, r#""first"."state""#, r#""state""#].iter().fold(text.clone(), |text, column| {
            text.replace(&format!("{column} IN ('pending'"), &format!("COALESCE({column}, '') IN ('pending'"))
        });
        // It takes no parentheses around the parts of a union.
        let text = text.replace("UNION ALL (", "UNION ALL ").replace("\"part\")", "\"part\"");
        let backend = store.connection().get_database_backend();
        let explained = Statement::from_sql_and_values(backend, format!("EXPLAIN QUERY PLAN {text}"), []);
        let rows = store.connection().query_all_raw(explained).await.unwrap_or_else(|error| panic!("{error}: {text}"));
        let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        // The first rows of an index of what is open are no scan of the table.
        let scans =
            |line: &String| large.iter().any(|table| line.split(' ').take(2).eq(["SCAN", table])) && !line.contains(" notification_open");
        let sorts = |line: &String| {
            line.contains("TEMP B-TREE FOR ORDER BY")
                && text.contains("FROM \"notification\"")
                && text.contains(" LIMIT ")
                && !text.starts_with("WITH")
        };
        if plan.iter().any(|line| scans(line) || sorts(line)) {
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
