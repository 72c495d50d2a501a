//! `/watch` with several artists at once.

use crate::rig::{Rig, button};
use domain::id::ArtistId;
use domain::post::ArtistRef;
use insta::assert_snapshot;
use sandbox::deviantart::Fault;
use sandbox::fault::When;
use serde_json::json;

/// Names of the artists that are watched.
async fn watched(rig: &Rig) -> anyhow::Result<Vec<String>> {
    Ok(rig.watches(rig.guild).await?.into_iter().map(|watch| watch.wish.artist_name).collect())
}

/// The answer without ids that differ from run to run.
fn shown(rig: &Rig, text: &str) -> String {
    text.replace(&rig.channel.to_string(), "CHANNEL")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_several_artists_has_a_line() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for name in ["Alder", "Birch", "Cedar"] {
        rig.art.add_artist(name);
    }
    rig.art.add_group("FineGroup");
    rig.slash("watch", json!({ "artist": "birch" })).await?;
    let typed = "alder, @BIRCH, https://www.deviantart.com/cedar, nobodyhere, two words, FineGroup, Alder, https://example.com/x";
    let reply = rig.slash("watch", json!({ "artist": typed })).await?;
    assert_snapshot!(shown(&rig, &reply.text()), @r"
    ✅ New posts by 2 artists will now appear in <#CHANNEL>: artworks, journals and status updates. Mature posts are left out because <#CHANNEL> is not age-restricted.
    You'll get new posts from now on. `/unwatch` stops them.
    ✅ **Alder**
    ⚠️ **BIRCH** is already there.
    ✅ **Cedar**
    ❌ I couldn't find **nobodyhere** on DeviantArt. Check the spelling: does <https://www.deviantart.com/nobodyhere> open in your browser?
    ❌ **two words** isn't a name that DeviantArt uses. Type the name from the profile's address, or paste the address, for example `https://www.deviantart.com/name`.
    ❌ **FineGroup** is a group without folders yet. If you watch the whole group, what comes into its folders later will appear.
    ❌ **https\:\/\/example.com\/x** isn't a DeviantArt address. I can only watch artists on DeviantArt.
    ");
    assert_eq!(watched(&rig).await?, ["Alder", "Birch", "Cedar"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_failed_are_retried_with_one_click() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for name in ["Alder", "Birch", "Cedar"] {
        rig.art.add_artist(name);
    }
    rig.slash("watch", json!({ "artist": "alder", "what": 2 })).await?;
    rig.art.faults().set(Fault::ServerError, When::Always);
    let reply = rig.slash("watch", json!({ "artist": "alder, birch, cedar" })).await?;
    assert_snapshot!(shown(&rig, &reply.text()), @"
    Nothing was added.
    ❌ **alder**: DeviantArt can't be asked right now. What you watch keeps coming; please try again in a few minutes.
    ❌ **birch**: DeviantArt can't be asked right now. What you watch keeps coming; please try again in a few minutes.
    ❌ **cedar**: DeviantArt can't be asked right now. What you watch keeps coming; please try again in a few minutes.
    ");
    assert_eq!(watched(&rig).await?, ["Alder"], "DeviantArt is away, and the store knows nobody yet");
    rig.art.faults().clear();
    let again = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Retry the failed")).await?;
    assert_snapshot!(shown(&rig, &again.text()), @"
    ✅ New posts by 3 artists will now appear in <#CHANNEL>: artworks, journals and status updates. Mature posts are left out because <#CHANNEL> is not age-restricted.
    You'll get new posts from now on. `/unwatch` stops them.
    ✅ **Alder**
    ✅ **Birch**
    ✅ **Cedar**
    ");
    assert!(again.custom_ids().is_empty(), "nothing is left to retry");
    assert_eq!(watched(&rig).await?, ["Alder", "Alder", "Birch", "Cedar"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_five_cost_few_look_ups_and_one_more_is_too_many() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let names: Vec<String> = (0..26).map(|n| format!("Artist{n:02}")).collect();
    for name in &names {
        rig.art.add_artist(name);
    }
    let reply = rig.slash("watch", json!({ "artist": names.join(", ") })).await?;
    assert_snapshot!(reply.text(), @"That's 26 artists, and I can add up to 25 at once. Please use `/watch` again for the rest.");
    assert!(watched(&rig).await?.is_empty());
    rig.art.clear_requests();
    let reply = rig.slash("watch", json!({ "artist": names[..25].join(",") })).await?;
    assert_eq!(watched(&rig).await?, names[..25]);
    assert!(reply.text().contains("25 artists"), "{}", reply.text());
    let asked: Vec<String> = rig.art.requests().into_iter().map(|seen| seen.path).filter(|path| path.contains("/user/")).collect();
    assert_eq!(asked.len(), 3, "ten names in one question: {asked:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_of_several_names_is_completed() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for name in ["Alder", "Birch"] {
        let artist = ArtistRef { id: ArtistId(uuid::Uuid::new_v4()), name: name.to_owned(), icon: None };
        testkit::plant::artist(&rig.store, &artist).await?;
    }
    let choices = rig.complete("watch", json!({ "artist": "alder, bi" }), "artist").await?;
    assert_eq!(choices.iter().map(|choice| choice["value"].as_str().unwrap()).collect::<Vec<_>>(), ["alder, Birch"]);
    Ok(())
}
