//! Watched folders that are deleted, or only missing from a list.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::event::Event;
use domain::id::FolderId;
use domain::watch::What;
use sandbox::deviantart::{Artist, Fault, NewPost};
use sandbox::fault::When;
use sandbox::odd::Edit;
use serde_json::json;
use store::ingest::SourceKind;
use uuid::Uuid;

/// An artist with a watched folder that was read.
async fn watched() -> (Stage, Artist, Uuid) {
    let mut stage = Stage::new().await;
    let artist = stage.world.add_artist("Foxglove");
    let folder = stage.world.add_folder("Foxglove", "Comics");
    stage.world.publish("Foxglove", NewPost::image("old").at(now() - TimeDelta::days(9)).folder("Comics"));
    stage.watch(&artist, What::Deviations, Some((folder, "Comics"))).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Folder(FolderId(folder))).await;
    stage.baselined(&artist, SourceKind::Gallery).await;
    stage.until("the artist's folders are in the log", |stage| listed(stage, folder) == Some(true)).await;
    (stage, artist, folder)
}

/// Whether the artist has this folder, as the log tells it last.
fn listed(stage: &Stage, folder: Uuid) -> Option<bool> {
    let mut lists = stage.log_events().into_iter().filter_map(|event| match event {
        Event::ArtistProfiled { folders, .. } => Some(folders),
        _ => None,
    });
    lists.next_back().map(|folders| folders.iter().any(|other| other.id == FolderId(folder)))
}

/// News makes the worker read the folder list.
async fn read_list(stage: &Stage) {
    let lists = stage.world.requests_to("gallery/folders").len();
    let new = stage.world.publish("Foxglove", NewPost::image("new")).deviationid;
    stage.until("the folder list is read", |stage| stage.has(new) && stage.world.requests_to("gallery/folders").len() > lists).await;
    stage.polled("gallery/all", 3).await;
}

#[tokio::test]
async fn a_deleted_folder_is_told_rests_and_is_there_again_when_it_comes_back() {
    let (mut stage, artist, folder) = watched().await;
    stage.world.delete_folder(folder).unwrap();
    read_list(&stage).await;
    stage.until("the log tells that the folder is gone", |stage| listed(stage, folder) == Some(false)).await;
    let again = stage.world.add_folder("Foxglove", "Comics");
    read_list(&stage).await;
    stage.until("the log tells of its namesake", |stage| listed(stage, again) == Some(true)).await;

    // Another watch, of a folder that was deleted long ago.
    let dead = Uuid::from_u128(0xdead);
    stage.watch(&artist, What::Deviations, Some((dead, "Sketches"))).await;
    let kind = SourceKind::Folder(FolderId(dead));
    let rests = |source: &store::ingest::Source| source.trouble.as_deref() == Some("the artist no longer has this folder");
    assert_eq!(stage.until_source(&artist, kind, "rests", rests).await.failures, 0, "no fault of ours");

    stage.world.restore_folder(folder).unwrap();
    read_list(&stage).await;
    stage.until("the log tells that it is back", |stage| listed(stage, folder) == Some(true)).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_folder_that_only_the_list_lacks_is_not_gone() {
    let (mut stage, _, folder) = watched().await;
    let lacking = Edit::json("a list without Comics", |list| {
        if let Some(results) = list["results"].as_array_mut() {
            results.retain(|folder| folder["name"] != "Comics");
        }
    });
    let rule = stage.world.faults().set_on("gallery/folders", Fault::Edit(lacking), When::Always);
    read_list(&stage).await;
    stage.until("the list lacked it", |stage| stage.world.faults().hits(rule) > 0).await;
    stage.polled("gallery/all", 3).await;
    assert_eq!(listed(&stage, folder), Some(true), "its own gallery shows it");
    stage.stop().await;
}

#[tokio::test]
async fn a_list_that_is_too_long_to_be_read_whole_is_no_witness() {
    let (mut stage, _, folder) = watched().await;
    for n in 0..520 {
        stage.world.add_folder("Foxglove", &format!("folder {n}"));
    }
    // To the end of the list, where it is not read any more, and refused.
    stage.world.delete_folder(folder).unwrap();
    stage.world.restore_folder(folder).unwrap();
    let body = json!({"status": "error", "error": "invalid_request", "error_description": "Folder not found."});
    stage.world.faults().set_on(&folder.to_string().to_uppercase(), Fault::Json { status: 400, body }, When::Always);
    read_list(&stage).await;
    assert_eq!(listed(&stage, folder), Some(true));
    stage.stop().await;
}
