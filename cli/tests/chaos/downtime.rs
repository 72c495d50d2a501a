//! MonitoRSS#10: what was published while the bot was down was passed over.

use crate::shown;
use crate::support::{Harness, until};
use domain::clock::{Clock, SystemClock};
use domain::watch::{GRACE, What};
use sandbox::deviantart::NewPost;
use sandbox::discord;
use store::ingest::SourceKind;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn monitorss_10_what_was_published_during_an_hour_of_downtime_is_announced() {
    let harness = Harness::start(discord::Options::load()).await;
    let store = harness.store().await;
    harness.watched_artist(&store, "Somebody", What::Deviations).await;
    let (deviantart, world) = (harness.deviantart.world(), harness.discord.world());
    // The watch is from yesterday.
    let yesterday = (SystemClock.now() - chrono::TimeDelta::days(1) - GRACE).timestamp_micros();
    sea_orm::ConnectionTrait::execute_unprepared(store.connection(), &format!("UPDATE watch SET announce_from = {yesterday}"))
        .await
        .unwrap();
    deviantart.publish("Somebody", NewPost::image("Before the watch").at(chrono::DateTime::UNIX_EPOCH));
    let mut service = harness.run();
    until(&harness, "the baseline", async || {
        store.for_ops().sources().await.unwrap().iter().any(|source| source.kind == SourceKind::Gallery && source.baselined)
    })
    .await;
    service.terminate();
    assert!(service.wait().await.success());
    let hour_ago = SystemClock.now() - chrono::TimeDelta::hours(1);
    let mut published: Vec<String> = (0..6)
        .map(|minute| hour_ago + chrono::TimeDelta::minutes(minute * 9))
        .map(|time| deviantart.publish("Somebody", NewPost::image(format!("At {time}")).at(time)).url)
        .collect();
    let mut service = harness.run();
    until(&harness, "what came meanwhile", async || world.post_count() >= 6).await;
    service.terminate();
    assert!(service.wait().await.success());
    let mut found = shown(&world);
    published.sort();
    found.sort();
    assert_eq!(found, published);
}
