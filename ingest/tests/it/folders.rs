//! Folders of artists and groups.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::event::Event;
use domain::id::{ArtistId, FolderId};
use domain::post::ArtistKind;
use domain::watch::What;
use sandbox::deviantart::NewPost;
use store::ingest::SourceKind;

#[tokio::test]
async fn a_new_post_is_found_in_its_folder_wherever_the_artist_put_it() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let folder = stage.world.add_folder("Foxglove", "Comics");
    let past = now() - TimeDelta::days(9);
    for n in 0..60 {
        stage.world.publish("Foxglove", NewPost::image(format!("page {n}")).at(past + TimeDelta::minutes(n)).folder("Comics"));
    }
    stage.watch(&artist, What::Deviations, Some((folder, "Comics"))).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Folder(FolderId(folder))).await;
    stage.until("the folder's posts are in the log", |stage| stage.foldered(folder).len() == 60).await;
    let front = stage.world.publish("Foxglove", NewPost::image("front").folder("Comics")).deviationid;
    stage.until("the post at the front is in the folder", |stage| stage.foldered(folder).contains(&front)).await;
    let middle = stage.world.publish("Foxglove", NewPost::image("middle")).deviationid;
    stage.world.copy_to_folder(middle, folder, 30).unwrap();
    stage.until("the post in the middle is in the folder", |stage| stage.foldered(folder).contains(&middle)).await;
    let end = stage.world.publish("Foxglove", NewPost::image("end")).deviationid;
    stage.world.copy_to_folder(end, folder, 1000).unwrap();
    stage.until("the post at the end is in the folder", |stage| stage.foldered(folder).contains(&end)).await;
    assert_eq!(stage.foldered(folder).len(), 63, "each once");
    let published: Vec<_> = stage.log_events().iter().map(Event::natural_key).collect();
    let place = |key: String| published.iter().position(|other| *other == key).unwrap();
    assert!(place(format!("post_published:{end}")) < place(format!("post_foldered:{end}:{folder}")), "the post comes first");
    stage.stop().await;
}

#[tokio::test]
async fn an_older_work_moved_in_is_found_and_a_reordered_folder_is_no_news() {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let folder = stage.world.add_folder("Foxglove", "Best");
    let past = now() - TimeDelta::days(400);
    let old = stage.world.publish("Foxglove", NewPost::image("an old work").at(past)).deviationid;
    for n in 1..40 {
        stage.world.publish("Foxglove", NewPost::image(format!("work {n}")).at(past + TimeDelta::days(n)).folder("Best"));
    }
    stage.watch(&artist, What::Deviations, Some((folder, "Best"))).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Folder(FolderId(folder))).await;
    let mut order = stage.world.folder_items(folder).unwrap();
    order.reverse();
    stage.world.reorder_folder(folder, &order).unwrap();
    stage.polled("gallery/folders", 2).await;
    assert_eq!(stage.foldered(folder).len(), 39, "another order is no news");
    stage.world.copy_to_folder(old, folder, 17).unwrap();
    stage.until("the old work is in the folder", |stage| stage.foldered(folder).contains(&old)).await;
    let post = stage.log_events().into_iter().find_map(|event| match event {
        Event::PostPublished { post, .. } if post.id.0 == old => Some(post),
        _ => None,
    });
    assert!(post.unwrap().published_at.unwrap() < now() - TimeDelta::days(300), "its old time decides that nobody is told");
    stage.stop().await;
}

#[tokio::test]
async fn a_group_is_polled_by_its_folders_and_its_members_are_the_authors() {
    let mut stage = Stage::new().await;
    let group = stage.world.add_group("Foxes-United");
    let member = stage.world.add_artist("Foxglove");
    let folder = stage.world.add_folder("Foxes-United", "Featured");
    stage.world.publish_into_group("Foxglove", "Foxes-United", "Featured", NewPost::image("old").at(now() - TimeDelta::days(1)));
    stage.watch(&group, What::Deviations, Some((folder, "Featured"))).await;
    stage.start();
    stage.baselined(&group, SourceKind::Folder(FolderId(folder))).await;
    let new = stage.world.publish_into_group("Foxglove", "Foxes-United", "Featured", NewPost::image("new")).deviationid;
    stage.until("the member's post is in the group's folder", |stage| stage.foldered(folder).contains(&new)).await;
    let events = stage.log_events();
    assert!(
        events.iter().any(
            |event| matches!(event, Event::PostPublished { artist, post } if post.id.0 == new && artist.id == ArtistId(member.userid))
        )
    );
    assert!(events.iter().any(
        |event| matches!(event, Event::ArtistProfiled { artist, kind: ArtistKind::Group, .. } if artist.id == ArtistId(group.userid))
    ));
    assert!(!events.iter().any(|event| matches!(event, Event::ArtistVanished { .. })), "a group is not a vanished person");
    stage.until("the gallery is no source of a group", |stage| stage.status().sources == 2).await;
    stage.stop().await;
}
