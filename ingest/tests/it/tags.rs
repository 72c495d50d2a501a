//! Tags, for artists where a filter asks for them.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::event::Event;
use domain::filter::Filter;
use domain::id::FolderId;
use domain::post::Post;
use domain::watch::What;
use sandbox::deviantart::{Fault, NewPost};
use sandbox::fault::When;
use sandbox::odd::Edit;
use store::ingest::SourceKind;
use uuid::Uuid;

/// What events told of this post, in their order.
fn told(stage: &Stage, id: Uuid) -> Vec<Post> {
    let of = |event| match event {
        Event::PostPublished { post, .. } | Event::PostRevised { post, .. } if post.id.0 == id => Some(post),
        _ => None,
    };
    stage.log_events().into_iter().filter_map(of).collect()
}

async fn filtered(filter: &str) -> Stage {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("old").at(now() - TimeDelta::days(9)));
    stage.watch_for(&artist, None, |wish| wish.what(What::Deviations).filter(Filter::parse(filter).unwrap())).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage
}

fn questions(stage: &Stage) -> usize {
    stage.world.requests_to("deviation/metadata").len()
}

#[tokio::test]
async fn new_posts_enter_the_log_with_their_tags_where_a_filter_asks_for_them() {
    let mut stage = filtered("-#wip").await;
    let fox = stage.world.publish("Foxglove", NewPost::image("fox").tag("wip").tag("Fox")).deviationid;
    let plain = stage.world.publish("Foxglove", NewPost::image("plain")).deviationid;
    stage.until("both are in the log", |stage| stage.has(fox) && stage.has(plain)).await;
    let (fox, plain) = (told(&stage, fox), told(&stage, plain));
    assert_eq!((fox.len(), &fox[0].tags, fox[0].tags_known), (1, &vec!["wip".to_owned(), "Fox".to_owned()], true));
    assert_eq!((plain.len(), plain[0].tags.is_empty(), plain[0].tags_known), (1, true, true), "no tags is an answer too");
    assert!((1..=2).contains(&questions(&stage)), "one question for all posts of a poll");
    stage.stop().await;
}

#[tokio::test]
async fn nobody_asks_for_tags_that_no_filter_needs() {
    let mut stage = filtered("fox -sketch").await;
    let fox = stage.world.publish("Foxglove", NewPost::image("fox").tag("wip")).deviationid;
    stage.until("it is in the log", |stage| stage.has(fox)).await;
    assert_eq!((questions(&stage), told(&stage, fox)[0].tags_known), (0, false));
    stage.stop().await;
}

#[tokio::test]
async fn a_post_whose_tags_do_not_come_is_told_at_once_and_its_tags_later() {
    for fault in
        [Fault::ServerError, Fault::Edit(Edit::no_tags()), Fault::Odd(sandbox::odd::Odd::json(200, &serde_json::json!({"metadata": []})))]
    {
        let mut stage = filtered("-is:ai").await;
        let broken = stage.world.faults().set_on("deviation/metadata", fault.clone(), When::Always);
        let fox = stage.world.publish("Foxglove", NewPost::image("fox").tag("midjourney")).deviationid;
        stage.until("it is in the log", |stage| stage.has(fox)).await;
        assert!(!told(&stage, fox)[0].tags_known, "{fault:?}");
        stage.world.faults().remove(broken);
        stage.until("its tags are in the log", |stage| told(stage, fox).len() == 2).await;
        let last = told(&stage, fox).remove(1);
        assert_eq!((last.tags, last.tags_known, last.title.as_str()), (vec!["midjourney".to_owned()], true, "fox"), "{fault:?}");
        let asked = questions(&stage);
        stage.polled("gallery/all", 5).await;
        assert_eq!(questions(&stage), asked, "what is known is not asked for again");
        stage.stop().await;
    }
}

#[tokio::test]
async fn a_post_that_is_older_than_a_day_when_it_is_first_seen_is_asked_for_again_too() {
    let mut stage = filtered("-is:ai").await;
    let broken = stage.world.faults().set_on("deviation/metadata", Fault::ServerError, When::Always);
    // At the pace of this test a day takes less.
    let fox = stage.world.publish("Foxglove", NewPost::image("fox").tag("cat").at(now() - TimeDelta::minutes(8))).deviationid;
    stage.until("it is in the log", |stage| stage.has(fox)).await;
    stage.world.faults().remove(broken);
    stage.until("its tags are in the log", |stage| told(stage, fox).len() == 2).await;
    assert_eq!(told(&stage, fox)[1].tags, ["cat"]);
    stage.stop().await;
}

#[tokio::test]
async fn a_post_without_an_answer_is_asked_for_a_few_times_only() {
    let mut stage = filtered("-is:ai").await;
    stage.world.faults().set_on("deviation/metadata", Fault::Edit(Edit::no_tags()), When::Always);
    let fox = stage.world.publish("Foxglove", NewPost::image("fox")).deviationid;
    stage.until("it is in the log", |stage| stage.has(fox)).await;
    stage.polled("gallery/all", 20).await;
    let asked: Vec<_> = stage.world.requests_to("deviation/metadata").into_iter().map(|seen| seen.query).collect();
    assert!(asked.len() < 8, "{asked:#?}");
    assert_eq!(told(&stage, fox).len(), 1);
    stage.stop().await;
}

#[tokio::test]
async fn a_members_post_that_another_list_told_first_gets_its_tags_for_the_watch_of_the_groups_folder() {
    let mut stage = Stage::new().await;
    let (member, group) = (stage.world.add_artist("Foxglove"), stage.world.add_group("Foxes-United"));
    let folder = stage.world.add_folder("Foxes-United", "Featured");
    stage.world.publish_into_group("Foxglove", "Foxes-United", "Featured", NewPost::image("old").at(now() - TimeDelta::days(9)));
    stage.watch(&member, What::Deviations, None).await;
    stage.watch_for(&group, Some((folder, "Featured")), |wish| wish.filter(Filter::parse("-is:ai").unwrap())).await;
    stage.start();
    stage.baselined(&member, SourceKind::Gallery).await;
    stage.baselined(&group, SourceKind::Folder(FolderId(folder))).await;
    let fox = stage.world.publish("Foxglove", NewPost::image("fox").tag("midjourney")).deviationid;
    stage.until("its author's list told it", |stage| stage.has(fox)).await;
    assert!(!told(&stage, fox)[0].tags_known, "nobody needs them yet");
    stage.world.copy_to_folder(fox, folder, 0).unwrap();
    stage.until("its tags are in the log", |stage| told(stage, fox).len() == 2).await;
    let last = told(&stage, fox).remove(1);
    assert_eq!((last.tags, last.tags_known), (vec!["midjourney".to_owned()], true));
    let events = stage.log_events();
    let place = events.iter().position(|event| matches!(event, Event::PostFoldered { post, .. } if post.0 == fox));
    let tags = events.iter().position(|event| matches!(event, Event::PostRevised { post, .. } if post.id.0 == fox));
    assert!(place.is_some() && place < tags, "{events:#?}");
    stage.stop().await;
}
