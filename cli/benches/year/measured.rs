//! What such a year costs: its bytes, and the time of what is asked, sent, shrunk and rebuilt.

use super::made::{Made, Share, make};
use super::sizes;
use super::support::{Harness, until};
use super::table::{Figure, Grows};
use chrono::TimeDelta;
use std::time::{Duration, Instant};
use store::Store;
use store::due::Portion;
use store::retention::What;
use store::shrink::Old;

/// Tries of a question; the one in the middle counts.
const TRIES: usize = 9;

/// Makes the year in this harness and measures it.
pub async fn measure(harness: &mut Harness, share: Share) -> Vec<Figure> {
    let made = make(harness, share).await;
    let mut figures = vec![
        Figure::of("events in the log", "", Grows::WithAll, share.events() as f64),
        Figure::of("notifications", "", Grows::WithAll, share.notifications() as f64),
        Figure::of(
            "folded, with two notifications for each new post",
            "events/s",
            Grows::Not,
            share.events() as f64 / made.folding.as_secs_f64(),
        ),
    ];
    let log = sizes::directory(&harness.data_dir().join("log"));
    figures.push(Figure::of("the log", "MiB", Grows::WithAll, mib(log)));
    figures.push(Figure::of("an event in the log", "bytes", Grows::Not, log as f64 / share.events() as f64));
    let whole = sizes::tables(&made.store).await;
    figures.push(Figure::of("a whole post with its keys", "bytes", Grows::Not, whole["post"] as f64 / share.posts() as f64));
    figures.push(Figure::of(
        "a notification with its keys",
        "bytes",
        Grows::Not,
        whole["notification"] as f64 / share.notifications() as f64,
    ));
    figures.push(Figure::of("the store before posts are shrunk", "MiB", Grows::WithAll, mib(whole.values().sum())));
    figures.extend(shrink(&made, share).await);
    figures.extend(ask(&made.store, &made).await);
    figures.extend(rebuild(&made, share).await);
    made.log.close().await;
    made.store.close().await;
    figures.extend(run(harness).await);
    figures
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// Shrinks what is older than 60 days, as the sender does, without its pauses.
async fn shrink(made: &Made, share: Share) -> Vec<Figure> {
    let bot = made.store.for_bot();
    let old = Old { before: made.end - TimeDelta::days(60), cared: made.end - TimeDelta::days(16) };
    bot.begin_forgetting(What::Detail, old.before).await.unwrap();
    let started = Instant::now();
    let (mut posts, mut after, mut longest) = (0, None, Duration::ZERO);
    loop {
        let begun = Instant::now();
        let shrunk = bot.shrink_posts(old, after).await.unwrap();
        longest = longest.max(begun.elapsed());
        (posts, after) = (posts + shrunk.posts, shrunk.next);
        if after.is_none() {
            break;
        }
    }
    let rate = posts as f64 / started.elapsed().as_secs_f64();
    while made.store.give_back(true).await.unwrap() > 0 {}
    let tables = sizes::tables(&made.store).await;
    vec![
        Figure::of("posts shrunk", "posts/s", Grows::Not, rate),
        Figure::of("the longest transaction of that", "ms", Grows::Not, longest.as_secs_f64() * 1e3),
        Figure::of("a post with its keys, 60 days of them whole", "bytes", Grows::Not, tables["post"] as f64 / share.posts() as f64),
        Figure::of("the table of posts", "MiB", Grows::WithAll, mib(tables["post"])),
        Figure::of("the table of notifications", "MiB", Grows::WithAll, mib(tables["notification"])),
        Figure::of("the store", "MiB", Grows::WithAll, mib(tables.values().sum())),
    ]
}

/// In milliseconds, of several tries.
async fn middle(mut ask: impl AsyncFnMut()) -> f64 {
    let mut times = Vec::new();
    for _ in 0..TRIES {
        let started = Instant::now();
        ask().await;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    times[TRIES / 2].as_secs_f64() * 1e3
}

async fn ask(store: &Store, made: &Made) -> Vec<Figure> {
    let due = middle(async || {
        let found = store.for_bot().due_notifications(made.end, Portion::of(&[], 512, 1_024)).await.unwrap();
        assert!(!found.due.is_empty(), "something is due");
    });
    let due = due.await;
    let ops = store.for_ops();
    let pages = middle(async || {
        ops.pipeline_figures().await.unwrap();
        ops.vitals().await.unwrap();
        ops.processes().await.unwrap();
        ops.waiting().await.unwrap();
        ops.broken_channels(None, 20).await.unwrap();
        ops.last_backup().await.unwrap();
        ops.retention().await.unwrap();
    });
    vec![
        Figure::of("which 1,024 messages are due", "ms", Grows::AsSeen, due),
        Figure::of("what pages, health and metrics ask", "ms", Grows::AsSeen, pages.await),
    ]
}

async fn rebuild(made: &Made, share: Share) -> Vec<Figure> {
    let space = async || made.store.space().await.unwrap().map(|space| space.bytes);
    let before = space().await;
    let started = Instant::now();
    let report = projector::rebuild(&made.store.for_projection(), &made.log, |_| {}).await.unwrap();
    let took = started.elapsed();
    assert_eq!(report.folded, share.events());
    let beside = space().await;
    while made.store.give_back(true).await.unwrap() > 0 {}
    let verified = projector::verify(&made.store.for_projection(), &made.log, |_| {}).await.unwrap();
    assert_eq!(verified.differences, [], "a shrunk store is what the log says");
    let mut figures = vec![
        Figure::of("rebuild", "events/s", Grows::Not, report.folded as f64 / took.as_secs_f64()),
        Figure::of("rebuild", "s", Grows::WithAll, took.as_secs_f64()),
    ];
    if let (Some(before), Some(beside)) = (before, beside) {
        while made.store.give_back(true).await.unwrap() > 0 {}
        let after = space().await.unwrap();
        figures.push(Figure::of("the file while it rebuilds", "MiB", Grows::WithAll, mib(beside)));
        figures.push(Figure::of("the file afterwards, of what it was", "%", Grows::Not, after as f64 * 100.0 / before as f64));
    }
    figures
}

/// The program itself on it: `doctor`, and a start with a backlog.
async fn run(harness: &mut Harness) -> Vec<Figure> {
    // Polls are not what is measured.
    harness.set("DEVIANTCORD_DEVIANTART__REQUESTS_PER_SECOND", "1");
    harness.set("DEVIANTCORD_INGEST__MIN_INTERVAL", "3600");
    let started = Instant::now();
    let said = tokio::task::block_in_place(|| harness.said_in(&harness.data_dir(), &["doctor"]));
    let doctor = started.elapsed();
    assert!(said.contains("events kept"), "{said}");
    let discord = harness.discord.world();
    let started = Instant::now();
    let mut service = harness.run();
    until(harness, "the first message", async || discord.post_count() > 0).await;
    let first = started.elapsed();
    service.terminate();
    assert!(service.wait().await.success());
    vec![
        Figure::of("doctor, which reads the log", "s", Grows::WithAll, doctor.as_secs_f64()),
        Figure::of("from a start to the first message", "s", Grows::AsSeen, first.as_secs_f64()),
    ]
}
