//! Galleries: first page, bursts, pinned posts, changes, removals, gaps.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::event::{Change, Event};
use domain::id::PostId;
use domain::watch::What;
use sandbox::deviantart::{Edit, Fault, NewPost};
use sandbox::fault::When;
use store::ingest::SourceKind;

#[tokio::test]
async fn the_first_page_enters_the_log_with_its_old_times_and_a_profile_in_front() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let start = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    for n in 0..30 {
        stage.world.publish("Foxglove", NewPost::image(format!("old {n}")).at(start + TimeDelta::hours(n)));
    }
    stage.watch(&artist, What::Everything, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.polled("gallery/all", 3).await;
    assert_eq!(stage.published().len(), 24, "the first page and nothing further");
    assert!(stage.published().values().all(|count| *count == 1));
    let events = stage.log.events();
    assert!(matches!(&events[0].event, Event::ArtistProfiled { artist, .. } if artist.name == "Foxglove"));
    let times: Vec<_> = events
        .iter()
        .filter_map(|envelope| match &envelope.event {
            Event::PostPublished { post, .. } => Some((envelope.observed_at, post.published_at.unwrap())),
            _ => None,
        })
        .collect();
    assert!(times.iter().all(|(observed, published)| *observed == times[0].0 && *published < start + TimeDelta::hours(31)));
    assert!(times.is_sorted_by_key(|(_, published)| *published), "oldest first");
    stage.stop().await;
}

#[tokio::test]
async fn a_burst_longer_than_a_page_is_walked_to_what_was_seen_even_behind_a_pinned_post() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let past = now() - TimeDelta::days(2);
    let pinned = NewPost { pinned: true, ..NewPost::image("pinned").at(past) };
    stage.world.publish("Foxglove", pinned);
    for n in 0..30 {
        stage.world.publish("Foxglove", NewPost::image(format!("old {n}")).at(past + TimeDelta::minutes(n)));
    }
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let rule = stage.world.faults().set_on("gallery/all", Fault::ServerError, When::Always);
    let burst: Vec<_> = (0..60)
        .map(|n| stage.world.publish("Foxglove", NewPost::image(format!("new {n}")).at(past + TimeDelta::hours(3 + n))).deviationid)
        .collect();
    stage.world.faults().remove(rule);
    stage.until("the whole burst is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    stage.polled("gallery/all", 3).await;
    assert!(stage.published().values().all(|count| *count == 1), "nothing twice");
    let new: Vec<_> = stage
        .log
        .events()
        .into_iter()
        .filter(|envelope| matches!(&envelope.event, Event::PostPublished { post, .. } if burst.contains(&post.id.0)))
        .collect();
    assert!(new.iter().all(|envelope| envelope.observed_at == new[0].observed_at), "one poll");
    stage.stop().await;
}

#[tokio::test]
async fn a_changed_post_is_revised_once_and_a_hidden_one_is_not_announced_again() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let start = now() - TimeDelta::days(1);
    let ids: Vec<_> = (0..5)
        .map(|n| stage.world.publish("Foxglove", NewPost::image(format!("post {n}")).at(start + TimeDelta::minutes(n))).deviationid)
        .collect();
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.world.edit(ids[2], Edit { title: Some("better".to_owned()), ..Edit::default() }).unwrap();
    let revisions = |stage: &Stage| -> Vec<_> {
        let title = |event| if let Event::PostRevised { post, changes } = event { Some((post.title, changes)) } else { None };
        stage.log_events().into_iter().filter_map(title).collect()
    };
    stage.until("the revision is in the log", |stage| !revisions(stage).is_empty()).await;
    stage.world.hide(ids[3]).unwrap();
    stage.polled("gallery/all", 3).await;
    stage.world.show(ids[3]).unwrap();
    stage.polled("gallery/all", 3).await;
    assert_eq!(revisions(&stage).len(), 1);
    assert_eq!(revisions(&stage)[0], ("better".to_owned(), vec![Change::Title]));
    stage.stop().await;
}

#[tokio::test]
async fn a_burst_of_an_artist_who_had_nothing_yet_is_walked_to_its_beginning() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.watch(&artist, What::Everything, None).await;
    stage.start();
    stage.polled("gallery/all", 2).await;
    stage.polled("profile/posts", 2).await;
    let rules = ["gallery/all", "profile/posts"].map(|at| stage.world.faults().set_on(at, Fault::ServerError, When::Always));
    let burst: Vec<_> = (0..60)
        .flat_map(|n| [NewPost::image(format!("new {n}")), NewPost::journal(format!("new {n}"))])
        .map(|post| stage.world.publish("Foxglove", post).deviationid)
        .collect();
    rules.into_iter().for_each(|rule| stage.world.faults().remove(rule));
    stage.until("the whole burst is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    stage.stop().await;
}

#[tokio::test]
async fn what_was_published_between_the_watch_and_the_first_look_is_read_to_its_beginning() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    for n in 0..30 {
        stage.world.publish("Foxglove", NewPost::image(format!("old {n}")).at(now() - TimeDelta::days(9) + TimeDelta::hours(n)));
    }
    stage.watch(&artist, What::Everything, None).await;
    let burst: Vec<_> = (0..60)
        .flat_map(|n| [NewPost::image(format!("new {n}")), NewPost::journal(format!("new {n}"))])
        .map(|post| stage.world.publish("Foxglove", post).deviationid)
        .collect();
    stage.start();
    stage.until("all of it is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    stage.polled("gallery/all", 5).await;
    assert!(stage.published().len() < burst.len() + 24, "what nobody wants is not read further than a page");
    stage.stop().await;
}

#[tokio::test]
async fn a_deleted_post_is_removed_after_it_was_asked_for_and_one_off_the_page_is_not() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let start = now() - TimeDelta::days(1);
    let publish = |stage: &Stage, n: i64| {
        stage.world.publish("Foxglove", NewPost::image(format!("post {n}")).at(start + TimeDelta::minutes(n))).deviationid
    };
    let ids: Vec<_> = (0..24).map(|n| publish(&stage, n)).collect();
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let newer = publish(&stage, 30);
    stage.until("the new post is in the log", |stage| stage.has(newer)).await;
    stage.world.delete(ids[10]).unwrap();
    stage.world.delete(ids[11]).unwrap();
    let removed = |stage: &Stage| -> Vec<PostId> {
        let id = |event| if let Event::PostRemoved { post, .. } = event { Some(post) } else { None };
        stage.log_events().into_iter().filter_map(id).collect()
    };
    stage.until("both are removed", |stage| removed(stage).len() >= 2).await;
    stage.polled("gallery/all", 3).await;
    let mut gone = removed(&stage);
    gone.sort();
    let mut expected = [PostId(ids[10]), PostId(ids[11])];
    expected.sort();
    assert_eq!(gone, expected);
    stage.stop().await;
}

#[tokio::test]
async fn an_empty_answer_proves_nothing() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let first = stage.world.publish("Foxglove", NewPost::image("first")).deviationid;
    let rule = stage.world.faults().set_on("gallery/all", Fault::EmptyResults, When::Always);
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.polled("gallery/all", 3).await;
    stage.world.faults().remove(rule);
    stage.until("the post is in the log", |stage| stage.has(first)).await;
    stage.baselined(&artist, SourceKind::Gallery).await;
    let rule = stage.world.faults().set_on("gallery/all", Fault::EmptyResults, When::Always);
    stage.polled("gallery/all", 3).await;
    stage.world.faults().remove(rule);
    stage.polled("gallery/all", 3).await;
    assert_eq!(stage.published().len(), 1);
    assert!(!stage.log_events().iter().any(|event| matches!(event, Event::PostRemoved { .. })));
    stage.stop().await;
}

#[tokio::test]
async fn pages_that_are_short_because_of_hidden_posts_are_not_the_end() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let past = now() - TimeDelta::days(9);
    stage.world.publish("Foxglove", NewPost::image("old").at(past));
    stage.world.quirks(|quirks| quirks.mature_never_shown = true);
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let rule = stage.world.faults().set_on("gallery/all", Fault::ServerError, When::Always);
    let mut shown = Vec::new();
    for n in 1..60 {
        let post = NewPost::image(format!("new {n}")).at(past + TimeDelta::hours(n));
        // A whole page in the middle is hidden.
        let hidden = (20..50).contains(&n) || n % 2 == 0;
        let id = stage.world.publish("Foxglove", if hidden { post.mature() } else { post }).deviationid;
        shown.extend((!hidden).then_some(id));
    }
    stage.world.faults().remove(rule);
    stage.until("all that is shown is in the log", |stage| shown.iter().all(|id| stage.has(*id))).await;
    assert_eq!(stage.published().len(), shown.len() + 1);
    stage.stop().await;
}

#[tokio::test]
async fn more_than_one_look_may_read_is_read_by_the_next_ones() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let past = now() - TimeDelta::days(99);
    stage.world.publish("Foxglove", NewPost::image("old").at(past));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let rule = stage.world.faults().set_on("gallery/all", Fault::ServerError, When::Always);
    let publish = |stage: &Stage, n: i64| {
        stage.world.publish("Foxglove", NewPost::image(format!("new {n}")).at(past + TimeDelta::hours(n))).deviationid
    };
    let mut all: Vec<_> = (1..=1100).map(|n| publish(&stage, n)).collect();
    stage.world.faults().remove(rule);
    stage.until("the first poll is in the log", |stage| stage.published().len() > 400).await;
    all.extend((1101..=1110).map(|n| publish(&stage, n)));
    stage.until("everything is in the log", |stage| stage.published().len() == 1111).await;
    assert!(all.iter().all(|id| stage.has(*id)) && stage.published().values().all(|count| *count == 1));
    stage
        .until_source(&artist, SourceKind::Gallery, "has nothing left to read", |source| {
            source.position.seen_to.is_some() && source.position.backlog.is_none()
        })
        .await;
    stage.stop().await;
}
