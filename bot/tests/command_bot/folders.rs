//! Gallery folders: offered for artists who are new here, and always named with their parent.

use crate::rig::Rig;
use sandbox::deviantart::Fault;
use sandbox::fault::When;
use serde_json::{Value, json};
use std::time::Duration;

async fn offered(rig: &Rig, artist: &str, typed: &str) -> anyhow::Result<Vec<String>> {
    let choices = rig.complete("watch", json!({ "artist": artist, "folder": typed }), "folder").await?;
    Ok(choices.iter().filter_map(|choice| choice["name"].as_str().map(str::to_owned)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_of_an_artist_who_is_new_here_are_fetched_once() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.add_folder("SomeBody", "Sketches");
    let best = rig.art.add_folder("SomeBody", "Best");
    rig.art.add_subfolder("SomeBody", best, "Sketches");
    for typed in ["", "s", "sk", "ske"] {
        let names = offered(&rig, "https://www.deviantart.com/somebody", typed).await?;
        assert!(names.contains(&"Best / Sketches".to_owned()) && names.contains(&"Sketches".to_owned()), "{typed}: {names:?}");
        assert_eq!(names.contains(&"Best".to_owned()), !typed.starts_with("sk"), "{typed}: {names:?}");
    }
    assert_eq!(rig.art.requests_to("gallery/folders").len(), 1);
    assert!(offered(&rig, "nobodyhere", "").await?.is_empty());
    assert!(offered(&rig, "nobodyhere", "a").await?.is_empty());
    assert_eq!(rig.art.requests_to("gallery/folders").len(), 2, "nobody is remembered too");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_list_of_folders_is_there_for_a_later_keystroke() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.add_folder("SomeBody", "Best");
    rig.art.faults().set_on("gallery/folders", Fault::Latency(Duration::from_secs(3)), When::Next(1));
    assert!(offered(&rig, "SomeBody", "").await?.is_empty(), "Discord takes no choices later");
    let mut names = Vec::new();
    while names.is_empty() {
        names = offered(&rig, "SomeBody", "b").await?;
    }
    assert_eq!(names, ["Best"]);
    assert_eq!(rig.art.requests_to("gallery/folders").len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_takes_no_more_look_ups_than_a_person_has() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for number in 0..30 {
        rig.art.add_artist(&format!("Artist{number}"));
        offered(&rig, &format!("Artist{number}"), "").await?;
    }
    assert_eq!(rig.art.requests_to("gallery/folders").len(), 20);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_always_named_with_its_parent() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.add_folder("SomeBody", "Sketches");
    let best = rig.art.add_folder("SomeBody", "Best");
    let inner = rig.art.add_subfolder("SomeBody", best, "Sketches");
    let watch = |folder: Value| rig.slash("watch", json!({ "artist": "SomeBody", "folder": folder }));
    let doubtful = watch("sketches".into()).await?.text();
    assert!(doubtful.contains(r"**Best \/ Sketches**") && doubtful.contains("**Sketches**"), "{doubtful}");
    let near = watch("sketchez".into()).await?.text();
    assert!(near.contains("Did you mean") && near.contains(r"**Best \/ Sketches**"), "{near}");
    let added = watch(inner.to_string().into()).await?.text();
    assert!(added.contains("will now appear") && added.contains(r"**Best \/ Sketches**"), "{added}");
    let again = watch(inner.to_string().into()).await?.text();
    assert!(again.contains("already gets this") && again.contains(r"**Best \/ Sketches**"), "{again}");
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains(r"**Best \/ Sketches**"), "{list}");
    let removed = rig.slash("unwatch", json!({ "watch": "SomeBody" })).await?.text();
    assert!(removed.contains(r"**Best \/ Sketches**"), "{removed}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_folders_are_offered_first_where_there_is_no_doubt_that_it_is_a_group() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_group("Foxes-United");
    rig.art.add_folder("Foxes-United", "Comics");
    assert_eq!(offered(&rig, "Foxes-United", "").await?.first().map(String::as_str), Some("everything"), "it may be a person");
    let group = domain::post::ArtistRef { id: testkit::sample::artist_id(77), name: "Foxes-United".to_owned(), icon: None };
    testkit::plant::group(&rig.store, &group).await?;
    let names = offered(&rig, "Foxes-United", "").await?;
    assert!(names[0] == "The whole group" && names.contains(&"Comics".to_owned()), "{names:?}");
    assert_eq!(offered(&rig, "Foxes-United", "comi").await?, ["Comics"]);
    Ok(())
}
