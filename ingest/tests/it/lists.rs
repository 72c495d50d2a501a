//! Lists that do not say what they should: that there is more, where, or what an entry is.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::id::FolderId;
use domain::watch::What;
use sandbox::deviantart::{Fault, NewPost};
use sandbox::fault::When;
use sandbox::odd::Edit;
use std::time::Duration;
use store::ingest::SourceKind;

/// A burst of 40 on pages that are changed so.
async fn burst(edit: fn() -> Edit) {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first").at(now() - TimeDelta::days(1)));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let away = stage.world.faults().set_on("gallery/all", Fault::ServerError, When::Always);
    stage.world.faults().set_on("gallery/all", Fault::Edit(edit()), When::Always);
    let burst: Vec<_> = (0..40).map(|n| stage.world.publish("Foxglove", NewPost::image(format!("new {n}"))).deviationid).collect();
    stage.world.faults().remove(away);
    stage.until("the whole burst is in the log", |stage| burst.iter().all(|id| stage.has(*id))).await;
    assert!(stage.published().values().all(|count| *count == 1));
    stage.stop().await;
}

#[tokio::test]
async fn a_list_that_says_more_and_not_where_is_read_to_what_is_known() {
    burst(Edit::no_next_offset).await;
}

#[tokio::test]
async fn a_list_that_says_that_it_ends_is_read_to_what_is_known() {
    burst(Edit::says_that_it_ends).await;
}

#[tokio::test]
async fn a_list_that_ends_costs_no_question_more() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    for n in 0..5 {
        stage.world.publish("Foxglove", NewPost::image(format!("old {n}")).at(now() - TimeDelta::days(9) + TimeDelta::hours(n)));
    }
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let new = stage.world.publish("Foxglove", NewPost::image("new")).deviationid;
    stage.until("the post is in the log", |stage| stage.has(new)).await;
    stage.polled("gallery/all", 5).await;
    let further = stage.world.requests_to("gallery/all").into_iter().filter(|seen| !seen.query.contains("offset=0")).count();
    assert_eq!(further, 0, "the first page says it all");
    stage.stop().await;
}

/// The first entry of every list tells its id and nothing else, and so does the post itself: a debt, which ends when it is shown, or is given up
/// after five questions and told once.
#[tokio::test]
async fn an_entry_with_three_fields_is_asked_for_by_id() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first").at(now() - TimeDelta::days(1)));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.world.faults().set_on("gallery/all", Fault::Edit(Edit::three_fields()), When::Always);
    let bare = stage.world.publish("Foxglove", NewPost::image("bare")).deviationid;
    stage.until("the post is in the log though no list describes it", |stage| stage.has(bare)).await;

    let hidden = stage.world.faults().set_on("/deviation/", Fault::ServerError, When::Next(2));
    let late = stage.world.publish("Foxglove", NewPost::image("late")).deviationid;
    stage.until("the post is in the log when it can be asked for", |stage| stage.has(late)).await;
    stage.world.faults().remove(hidden);
    assert!(stage.published().values().all(|count| *count == 1));
    stage.stop().await;
}

#[tokio::test]
async fn an_entry_that_stays_bare_is_given_up_once() {
    let mut stage = Stage::with_interval(Duration::from_millis(5)).await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first").at(now() - TimeDelta::days(1)));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.world.faults().set_on("gallery/all", Fault::Edit(Edit::three_fields()), When::Always);
    let bare = Edit::json("bare", |post| *post = serde_json::json!({"deviationid": post["deviationid"], "is_deleted": false}));
    let rule = stage.world.faults().set_on("/deviation/", Fault::Edit(bare), When::Always);
    let post = stage.world.publish("Foxglove", NewPost::image("bare")).deviationid;
    stage.until("it is given up", |stage| stage.status().lost == 1).await;
    assert_eq!(stage.world.faults().hits(rule), 5, "asked for five times");
    stage.polled("gallery/all", 20).await;
    assert_eq!((stage.world.faults().hits(rule), stage.status().lost), (5, 1), "and no more");
    assert!(!stage.has(post));
    assert_eq!(stage.status().trouble, None, "nothing is wrong with the source");
    stage.stop().await;
}

#[tokio::test]
async fn a_folder_that_says_that_it_ends_is_read_to_its_size() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let folder = stage.world.add_folder("Foxglove", "Comics");
    for n in 0..60 {
        stage.world.publish("Foxglove", NewPost::image(format!("page {n}")).at(now() - TimeDelta::days(60 - n)).folder("Comics"));
    }
    stage.world.faults().set_on("/gallery/", Fault::Edit(Edit::says_that_it_ends()), When::Always);
    stage.watch(&artist, What::Deviations, Some((folder, "Comics"))).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Folder(FolderId(folder))).await;
    stage.until("the folder's posts are in the log", |stage| stage.foldered(folder).len() == 60).await;
    stage.stop().await;
}
