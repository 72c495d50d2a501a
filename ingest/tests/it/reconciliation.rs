//! Posts that regular polls miss are found by a re-read, and counted.

use crate::stage::{Stage, now};
use domain::id::PostId;
use domain::watch::What;
use sandbox::deviantart::{Artist, NewPost};
use std::time::Duration;
use store::ingest::SourceKind;
use uuid::Uuid;

/// With this shortest interval a day of the schedule lasts seven seconds.
const INTERVAL: Duration = Duration::from_millis(5);

/// Publishes a post that no list shows, and more than a page of later ones, and waits until those are in the log.
async fn hide_one_below_the_first_page(stage: &Stage, artist: &Artist, list: &str, post: fn(String) -> NewPost) -> Uuid {
    let hidden = stage.world.publish(&artist.username, post("hidden for a day".to_owned()).hidden());
    // Times are whole seconds; what follows is younger.
    stage.until("the next second", |_| now().timestamp() > hidden.published_at.timestamp()).await;
    let later: Vec<Uuid> = (0..30).map(|n| stage.world.publish(&artist.username, post(format!("later {n}"))).deviationid).collect();
    stage.until("the later posts are in the log", |stage| later.iter().all(|id| stage.has(*id))).await;
    // A poll that began in the second before them takes that for the newest, and the next one reads past the first page.
    let asked = stage.world.requests_to(list).len();
    stage.until("polls that find nothing new", |stage| stage.world.requests_to(list).len() >= asked + 6).await;
    hidden.deviationid
}

async fn is_found_and_counted(kind: SourceKind, list: &str, post: fn(String) -> NewPost) {
    let mut stage = Stage::with_interval(INTERVAL).await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", post("old".to_owned()).at(now() - chrono::TimeDelta::days(3)));
    stage.watch(&artist, What::Everything, None).await;
    stage.start();
    stage.baselined(&artist, kind).await;
    let hidden = hide_one_below_the_first_page(&stage, &artist, list, post).await;
    assert_eq!(stage.status().freshness.figures().missed, 0);
    stage.world.show(hidden).unwrap();
    stage.until("the hidden post is in the log", |stage| stage.has(hidden)).await;
    stage.until("it is counted", |stage| stage.status().freshness.figures().missed == 1).await;
    assert_eq!(stage.published()[&domain::id::PostId(hidden)], 1);
    let figures = stage.status().freshness.figures();
    assert_eq!(figures.posts, 31, "the post of the first poll is no arrival");
    let spent = (stage.status().reread, stage.world.requests_to(list).len());
    assert!(spent.0 >= 1 && spent.0 as f64 <= 0.03 * spent.1 as f64 + 30.0, "three percent, and what may be saved up: {spent:?}");
    stage.until_source(&artist, kind, "keeps the count", |source| source.position.freshness.figures().missed == 1).await;
    stage.stop().await;
    let sources = stage.store.for_ops().sources().await.unwrap();
    let (name, kept) = ingest::cursor::freshness_by_artist(&sources).remove(0);
    assert_eq!((name.as_str(), kept.posts(), kept.figures().missed), ("Foxglove", 31, 1), "a restart begins with what was kept");
}

#[tokio::test]
async fn a_deviation_shown_below_the_first_page_is_found_and_counted() {
    is_found_and_counted(SourceKind::Gallery, "gallery/all", NewPost::image).await;
}

#[tokio::test]
async fn a_journal_shown_below_the_first_page_is_found_and_counted() {
    is_found_and_counted(SourceKind::Posts, "profile/posts", NewPost::journal).await;
}

/// What the log had and the projection never will have is appended again, also from below the first page, and also by a worker that is
/// started later.
#[tokio::test]
async fn when_the_log_lost_events_every_source_is_read_again() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.watch(&artist, What::Everything, None).await;
    stage.world.publish("Foxglove", NewPost::image("old"));
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let posts: Vec<PostId> = (0..60).map(|n| PostId(stage.world.publish("Foxglove", NewPost::image(format!("{n}"))).deviationid)).collect();
    let times = |stage: &Stage, count: usize| posts.iter().all(|post| stage.published().get(post) == Some(&count));
    stage.until("all are in the log", |stage| times(stage, 1)).await;
    stage.lose().await;
    stage.until("all are in the log again", |stage| times(stage, 2)).await;
    stage.until_source(&artist, SourceKind::Gallery, "is marked", |source| source.position.losses == 1).await;
    stage.stop().await;
    stage.lose().await;
    stage.start();
    stage.until("all are there once more", |stage| times(stage, 3)).await;
    stage.stop().await;
}
