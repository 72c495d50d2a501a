//! The watch feed: what it hastens, the list that it keeps, and what its loss means.

use crate::stage::{Stage, now};
use deviantart::account::AccountFile;
use domain::id::GuildId;
use domain::watch::What;
use sandbox::deviantart::{Artist, Fault, NewPost};
use sandbox::fault::When;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use store::ingest::SourceKind;

/// A worker that polls once an hour, and an artist who published once.
async fn slow_stage() -> (Stage, Artist) {
    let mut stage = Stage::with_interval(Duration::from_secs(3600)).await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("old"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    (stage, artist)
}

#[tokio::test]
async fn what_the_feed_reveals_is_polled_long_before_the_schedule_would() {
    let (mut stage, _) = slow_stage().await;
    stage.world.watch("Watcher", "A friend of the account's owner");
    let stop = stage.read_feed("Watcher").await;
    stage.until("the account watches the artist", |stage| stage.world.watched_by("Watcher").contains(&"Foxglove".to_owned())).await;
    let new = stage.world.publish("Foxglove", NewPost::image("new")).deviationid;
    stage.until("the new post is in the log", |stage| stage.has(new)).await;
    assert_eq!(stage.feed_status.status(now()).feed, ingest::status::Feed::Works);

    let watch = stage.store.for_bot().watches(GuildId(1), None, 0, 1).await.unwrap().watches.remove(0);
    stage.store.for_bot().remove_watch(GuildId(1), watch.id, now()).await.unwrap();
    stage.until("the account does not watch the artist any more", |stage| stage.world.watched_by("Watcher").len() == 1).await;
    assert_eq!(stage.world.watched_by("Watcher"), ["A friend of the account's owner"], "an artist that it watched before stays");
    stop.cancel();
    stage.stop().await;
}

#[tokio::test]
async fn a_withdrawn_feed_alarms_while_the_schedule_goes_on_and_comes_back_by_itself() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("old"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let feed = |stage: &Stage| stage.feed_status.status(now()).feed;
    let stop = stage.read_feed("Watcher").await;
    stage.until("the feed works", |stage| feed(stage) == ingest::status::Feed::Works).await;
    let rule = stage.world.faults().set_on("deviantsyouwatch", Fault::Withdrawn, When::Always);
    stage.until("the alarm", |stage| matches!(feed(stage), ingest::status::Feed::Lost(why) if why.contains("404"))).await;
    let new = stage.world.publish("Foxglove", NewPost::image("new")).deviationid;
    stage.until("the schedule finds the new post", |stage| stage.has(new)).await;
    stage.world.faults().remove(rule);
    stage.until("the feed works again", |stage| feed(stage) == ingest::status::Feed::Works).await;
    stop.cancel();
    stage.stop().await;
}

#[tokio::test]
async fn a_dead_token_is_tried_once_and_a_new_authorization_is_taken_up() {
    let (mut stage, _) = slow_stage().await;
    let feed = |stage: &Stage| stage.feed_status.status(now()).feed;
    let stop = stage.read_feed("Watcher").await;
    stage.until("the account watches the artist", |stage| !stage.world.watched_by("Watcher").is_empty()).await;
    stage.world.end_refresh_tokens();
    stage.world.expire_tokens();
    stage.until("the alarm", |stage| matches!(feed(stage), ingest::status::Feed::Lost(why) if why.contains("setup"))).await;
    let tried = stage.world.requests_to("oauth2/token").len();
    tokio::time::sleep(stage.feed_every * 5).await;
    assert!(stage.world.requests_to("oauth2/token").len() <= tried + 1, "a dead token is not sent again (one is the application's own)");
    let file = Arc::new(AccountFile::new(stage.place.path().join("account.json")));
    stage.authorize(&file, "Watcher").await;
    stage.until("the feed works again", |stage| feed(stage) == ingest::status::Feed::Works).await;
    stop.cancel();
    stage.stop().await;
}

#[tokio::test]
async fn every_refresh_token_is_used_once_and_the_next_is_on_the_disk() {
    let (mut stage, _) = slow_stage().await;
    let stop = stage.read_feed("Watcher").await;
    let file = AccountFile::new(stage.place.path().join("account.json"));
    let token = || file.load().unwrap().unwrap().refresh_token().expose_secret().to_owned();
    let mut last = token();
    for _ in 0..3 {
        stage.world.expire_tokens();
        stage.until("the next refresh token", |_| token() != last).await;
        last = token();
    }
    let polls = stage.world.requests_to("deviantsyouwatch").len();
    stage
        .until("the feed is still read", |stage| {
            let requests = stage.world.requests_to("deviantsyouwatch");
            requests.len() > polls && requests.last().is_some_and(|seen| seen.status == 200)
        })
        .await;
    stop.cancel();
    stage.stop().await;
}

#[tokio::test]
async fn the_spam_guard_of_the_list_is_respected() {
    let (mut stage, _) = slow_stage().await;
    for name in ["Briar", "Clover", "Dahlia"] {
        let artist = stage.world.add_artist(name);
        stage.watch(&artist, What::Deviations, None).await;
    }
    stage.world.quirks(|quirks| quirks.watch_calls_left = Some(2));
    let stop = stage.read_feed("Watcher").await;
    stage.until("two are watched and the third is refused", |stage| stage.world.requests_to("friends/watch/").len() == 3).await;
    stage.polled("deviantsyouwatch", 5).await;
    assert_eq!(stage.world.requests_to("friends/watch/").len(), 3, "the list rests, the feed is read on");
    assert_eq!(stage.world.watched_by("Watcher").len(), 2);
    stop.cancel();
    stage.stop().await;
}
