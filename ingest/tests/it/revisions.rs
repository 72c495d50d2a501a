//! Every event says which revision of its row it was compared with.

use crate::stage::Stage;
use domain::event::{Envelope, Event};
use domain::watch::What;
use sandbox::deviantart::{Artist, Edit, NewPost};
use store::ingest::SourceKind;

/// The titles that the log tells of posts, each with its event's revision.
fn titles(stage: &Stage) -> Vec<(String, u64)> {
    let title = |envelope: Envelope| match envelope.event {
        Event::PostPublished { post, .. } | Event::PostRevised { post, .. } => Some((post.title, envelope.rev.unwrap())),
        _ => None,
    };
    stage.log.events().into_iter().filter_map(title).collect()
}

async fn watched() -> (Stage, Artist) {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    (stage, artist)
}

fn rename(stage: &Stage, title: &str) {
    let post = stage.log_events().into_iter().find_map(|event| match event {
        Event::PostPublished { post, .. } => Some(post.id.0),
        _ => None,
    });
    stage.world.edit(post.unwrap(), Edit { title: Some(title.to_owned()), ..Edit::default() }).unwrap();
}

#[tokio::test]
async fn each_change_has_the_next_revision_and_an_id_of_its_own() {
    let (stage, _) = watched().await;
    for (n, title) in ["second", "first", "second"].into_iter().enumerate() {
        rename(&stage, title);
        stage.until("the new title is told", |stage| titles(stage).len() == n + 2).await;
    }
    let told = [("first", 1), ("second", 2), ("first", 3), ("second", 4)].map(|(title, rev)| (title.to_owned(), rev));
    assert_eq!(titles(&stage), told);
    let mut ids: Vec<_> = stage.log.events().into_iter().map(|envelope| envelope.id).collect();
    ids.sort();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count, "words that return are a fact of their own");
}

#[tokio::test]
async fn an_append_of_unknown_outcome_is_outranked_by_the_next_look() {
    let (stage, _) = watched().await;
    stage.log.refuse(true);
    // Polls that are under way would append the former title after the log is back.
    for title in ["perhaps in the log", "the truth"] {
        rename(&stage, title);
        stage.polled("gallery/all", 2).await;
        let refusals = stage.log.refusals();
        stage.until("the log refused the title", |stage| stage.log.refusals() > refusals).await;
    }
    stage.log.refuse(false);
    stage.until("the truth is told", |stage| titles(stage).last().is_some_and(|(title, _)| title == "the truth")).await;
    let (_, rev) = titles(&stage).pop().unwrap();
    assert!(rev > 2, "a late arrival of the first attempt, revision 2, must not win: {rev}");
    assert_eq!(titles(&stage).len(), 2, "the first title, and the truth");
}
