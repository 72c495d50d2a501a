//! One bad item of a page costs itself only.

use crate::stage::Stage;
use domain::event::Event;
use domain::id::ArtistId;
use domain::watch::What;
use sandbox::deviantart::{Artist, Fault, Kind, NewPost};
use sandbox::fault::When;
use sandbox::odd::Edit;
use store::ingest::SourceKind;
use uuid::Uuid;

async fn watched() -> (Stage, Artist) {
    watched_on(Stage::new().await).await
}

async fn watched_on(mut stage: Stage) -> (Stage, Artist) {
    let artist = stage.world.add_artist("Foxglove");
    stage.world.publish("Foxglove", NewPost::image("first"));
    stage.watch(&artist, What::Deviations, None).await;
    stage.start();
    stage.baselined(&artist, SourceKind::Gallery).await;
    (stage, artist)
}

/// The title that the log has of a post.
fn title(stage: &Stage, id: Uuid) -> Option<String> {
    stage.log_events().into_iter().find_map(|event| match event {
        Event::PostPublished { post, .. } if post.id.0 == id => Some(post.title),
        _ => None,
    })
}

#[tokio::test]
async fn half_a_surrogate_pair_in_one_title_costs_that_character() {
    let (stage, _) = watched().await;
    stage.world.faults().set(Fault::Edit(Edit::replaced("MARK", "\\ud83d")), When::Always);
    let bad = stage.world.publish("Foxglove", NewPost::image("half MARK of it")).deviationid;
    let good = stage.world.publish("Foxglove", NewPost::image("good")).deviationid;
    stage.until("both are in the log", |stage| stage.has(bad) && stage.has(good)).await;
    assert_eq!(title(&stage, bad).as_deref(), Some("half \u{fffd} of it"));
}

#[tokio::test]
async fn an_item_that_no_reader_takes_costs_itself() {
    let (stage, artist) = watched().await;
    stage.world.faults().set(Fault::Edit(Edit::replaced("\"MARK\"", "1e999")), When::Always);
    let bad = stage.world.publish("Foxglove", NewPost::image("MARK")).deviationid;
    let good = stage.world.publish("Foxglove", NewPost::image("good")).deviationid;
    stage.until("the good one is in the log", |stage| stage.has(good)).await;
    assert!(!stage.has(bad));
    stage.until_source(&artist, SourceKind::Gallery, "has no trouble", |source| source.trouble.is_none()).await;
}

#[tokio::test]
async fn five_megabytes_of_text_in_one_item_hide_no_other() {
    // A busy machine needs longer to write such a page than clients of other tests wait.
    let (stage, _) = watched_on(Stage::patient().await).await;
    let long = NewPost { excerpt: Some("word ".repeat(1 << 20)), ..NewPost::new(Kind::Literature, "epic") };
    let bad = stage.world.publish("Foxglove", long).deviationid;
    let good: Vec<Uuid> = (0..5).map(|n| stage.world.publish("Foxglove", NewPost::image(format!("good {n}"))).deviationid).collect();
    stage.until("the others are in the log", |stage| good.iter().all(|id| stage.has(*id))).await;
    assert!(!stage.has(bad));
}

/// The folder of a group holds its members' posts: one of them used to silence all.
#[tokio::test]
async fn one_member_of_a_group_does_not_silence_the_others() {
    let mut stage = Stage::new().await;
    let group = stage.world.add_group("Crew");
    let folder = stage.world.add_folder("Crew", "Featured");
    for member in ["Foxglove", "Bramble"] {
        stage.world.add_artist(member);
    }
    stage.world.faults().set(Fault::Edit(Edit::replaced("MARK", "\\udc00")), When::Always);
    stage.world.publish_into_group("Foxglove", "Crew", "Featured", NewPost::image("MARK"));
    let good = stage.world.publish_into_group("Bramble", "Crew", "Featured", NewPost::image("good")).deviationid;
    stage.watch(&group, What::Deviations, Some((folder, "Featured"))).await;
    stage.start();
    stage.until("the other's post is in the log", |stage| stage.has(good)).await;
    let authors: Vec<ArtistId> = stage
        .log_events()
        .into_iter()
        .filter_map(|event| match event {
            Event::PostPublished { post, .. } => Some(post.artist),
            _ => None,
        })
        .collect();
    assert_eq!(authors.len(), 2, "the marked one lost a character and no more");
}
