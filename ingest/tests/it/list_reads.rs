//! The whole list of watches is read when it has changed, and never because of a poll.

use crate::stage::{Stage, now};
use chrono::TimeDelta;
use domain::id::{ArtistId, FolderId};
use domain::watch::What;
use sandbox::deviantart::NewPost;
use store::ingest::SourceKind;

/// Artists, each of which is found to be a person or a group by a separate poll.
const ARTISTS: usize = 20;

#[tokio::test]
async fn polls_that_learn_what_artists_are_read_no_watches() {
    let mut stage = Stage::new().await;
    for number in 0..ARTISTS {
        let artist = stage.world.add_artist(&format!("Foxglove-{number}"));
        stage.watch(&artist, What::Everything, None).await;
    }
    let group = stage.world.add_group("Foxes-United");
    let folder = stage.world.add_folder("Foxes-United", "Featured");
    stage.watch(&group, What::Deviations, Some((folder, "Featured"))).await;
    stage.start();
    // Of each artist profile, gallery and posts; of the group profile and folder.
    let enough = u64::try_from(ARTISTS * 3 + 2).unwrap();
    stage
        .until("all were polled, and the list was checked again", |stage| stage.status().polls >= enough && stage.status().list_checks >= 3)
        .await;
    stage.baselined(&group, SourceKind::Folder(FolderId(folder))).await;
    stage.until("the group has lost its gallery", |stage| stage.status().sources == ARTISTS * 3 + 2).await;
    assert_eq!(stage.status().list_reads, 1, "of {} checks", stage.status().list_checks);

    let late = stage.world.add_artist("Latecomer");
    stage.world.publish("Latecomer", NewPost::image("old").at(now() - TimeDelta::days(9)));
    stage.watch(&late, What::Deviations, None).await;
    stage.baselined(&late, SourceKind::Gallery).await;
    assert_eq!(stage.status().list_reads, 2);
    let sources = stage.store.for_ops().sources().await.unwrap();
    assert!(!sources.iter().any(|source| source.artist == ArtistId(group.userid) && source.kind == SourceKind::Gallery));
}
