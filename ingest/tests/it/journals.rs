//! Journals and statuses, and the habits of their feed.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::event::Event;
use domain::post::PostKind;
use domain::watch::What;
use sandbox::deviantart::{Fault, NewPost};
use sandbox::fault::When;
use std::time::Duration;
use store::ingest::SourceKind;

#[tokio::test]
async fn journals_and_statuses_arrive_with_their_kinds() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::journal("old").at(now() - TimeDelta::days(1)));
    stage.watch(&artist, What::Everything, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Posts).await;
    let journal = stage.world.publish("Foxglove", NewPost::journal("A journal")).deviationid;
    let status = stage.world.publish("Foxglove", NewPost::status("A status")).deviationid;
    stage.until("both are in the log", |stage| stage.has(journal) && stage.has(status)).await;
    let kind_of = |id| {
        stage.log_events().into_iter().find_map(|event| match event {
            Event::PostPublished { post, .. } if post.id.0 == id => Some(post.kind),
            _ => None,
        })
    };
    assert_eq!(kind_of(journal), Some(PostKind::Journal));
    assert_eq!(kind_of(status), Some(PostKind::Status));
    stage.stop().await;
}

#[tokio::test]
async fn posts_that_move_everything_down_during_the_walk_hide_nothing_below() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::journal("old").at(now() - TimeDelta::days(9)));
    stage.watch(&artist, What::Journals, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Posts).await;
    let refused = stage.world.faults().set_on("profile/posts", Fault::ServerError, When::Always);
    let publish = |count: u32| {
        (0..count).map(|n| stage.world.publish("Foxglove", NewPost::journal(format!("new {n}"))).deviationid).collect::<Vec<_>>()
    };
    let mut burst = publish(90);
    let slow = stage.world.faults().set_on("profile/posts", Fault::Latency(Duration::from_millis(300)), When::Always);
    stage.world.faults().remove(refused);
    stage
        .until("the second page to be asked for", |stage| {
            stage.world.requests_to("profile/posts").iter().any(|seen| seen.query.contains("cursor="))
        })
        .await;
    burst.extend(publish(24));
    stage.world.faults().remove(slow);
    stage.until("all of it is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_burst_of_journals_is_walked_and_a_feed_that_loops_ends() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let past = now() - TimeDelta::days(9);
    stage.world.publish("Foxglove", NewPost::journal("old").at(past));
    stage.world.quirks(|quirks| quirks.empty_cursor_at_end = true);
    stage.watch(&artist, What::Journals, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Posts).await;
    let rule = stage.world.faults().set_on("profile/posts", Fault::ServerError, When::Always);
    let burst: Vec<_> = (1..60)
        .map(|n| stage.world.publish("Foxglove", NewPost::journal(format!("new {n}")).at(past + TimeDelta::hours(n))).deviationid)
        .collect();
    stage.world.faults().remove(rule);
    stage.until("the burst is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    let rule = stage.world.faults().set_on("profile/posts", Fault::CursorLoop, When::Always);
    let last = stage.world.publish("Foxglove", NewPost::journal("in the loop")).deviationid;
    stage.until("the journal is in the log in spite of the loop", |stage| stage.has(last)).await;
    stage.polled("profile/posts", 5).await;
    stage.world.faults().remove(rule);
    assert!(stage.published().values().all(|count| *count == 1));
    stage.stop().await;
}
