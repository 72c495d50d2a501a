//! Artists that are renamed, leave, come back.

use crate::stage::Stage;
use domain::event::{Event, Vanished};
use domain::watch::What;
use sandbox::deviantart::NewPost;
use store::ingest::SourceKind;

fn vanished(stage: &Stage) -> Vec<(Vanished, u32)> {
    let why = |event| if let Event::ArtistVanished { why, epoch, .. } = event { Some((why, epoch)) } else { None };
    stage.log_events().into_iter().filter_map(why).collect()
}

fn returned(stage: &Stage) -> Vec<u32> {
    let epoch = |event| if let Event::ArtistReturned { epoch, .. } = event { Some(epoch) } else { None };
    stage.log_events().into_iter().filter_map(epoch).collect()
}

#[tokio::test]
async fn a_renamed_artist_is_found_through_a_stored_post() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.world.rename("Foxglove", "Digitalis").unwrap();
    let renamed = |event: &Event| matches!(event, Event::ArtistProfiled { artist, .. } if artist.name == "Digitalis");
    stage.until("the new name is in the log", |stage| stage.log_events().iter().any(renamed)).await;
    let new = stage.world.publish("Digitalis", NewPost::image("second")).deviationid;
    stage.until("posts under the new name arrive", |stage| stage.has(new)).await;
    stage
        .until_source(&artist, SourceKind::Gallery, "has the new name", |source| {
            source.artist_name == "Digitalis" && source.trouble.is_none()
        })
        .await;
    assert!(vanished(&stage).is_empty());
    stage.stop().await;
}

#[tokio::test]
async fn a_deactivated_artist_vanishes_once_and_returns() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Everything, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.world.deactivate("Foxglove").unwrap();
    stage.until("the artist vanished", |stage| !vanished(stage).is_empty()).await;
    stage
        .until_source(&artist, SourceKind::Gallery, "says why", |source| {
            source.trouble.as_deref().is_some_and(|text| text.contains("deactivated"))
        })
        .await;
    stage.world.reactivate("Foxglove").unwrap();
    let new = stage.world.publish("Foxglove", NewPost::image("second")).deviationid;
    stage.until("the new post is in the log", |stage| stage.has(new)).await;
    stage.until_source(&artist, SourceKind::Gallery, "is well again", |source| source.trouble.is_none()).await;
    assert_eq!((vanished(&stage), returned(&stage)), (vec![(Vanished::Inactive, 1)], vec![1]));
    stage.stop().await;
}

#[tokio::test]
async fn an_artist_who_is_not_found_vanishes_after_a_second_look() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let post = stage.world.publish("Foxglove", NewPost::image("first")).deviationid;
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.world.delete(post).unwrap();
    stage.world.remove_artist("Foxglove").unwrap();
    stage.until("the artist vanished", |stage| vanished(stage) == [(Vanished::NotFound, 1)]).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_name_that_somebody_else_took_leads_to_the_artist_and_never_to_the_stranger() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    let rule = stage.world.faults().set(sandbox::deviantart::Fault::ServerError, sandbox::fault::When::Always);
    stage.world.rename("Foxglove", "Digitalis").unwrap();
    let stranger = stage.world.publish("Foxglove", NewPost::image("of a stranger")).deviationid;
    let own = stage.world.publish("Digitalis", NewPost::image("second")).deviationid;
    stage.world.faults().remove(rule);
    stage.until("the artist's own post arrives", |stage| stage.has(own)).await;
    stage.polled("gallery/all", 3).await;
    assert!(!stage.has(stranger));
    assert!(vanished(&stage).is_empty());
    stage.stop().await;
}
