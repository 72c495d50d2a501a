//! `/unwatch`: several at once are asked about first, and what was removed can be brought back.

use crate::rig::{Rig, button, row, state};
use bot::delivery::Hint;
use domain::id::ChannelId;
use sandbox::discord::{ChannelKind, Dose, Fault, Gate, Overwrite, Where, World, permission};
use sea_orm::ConnectionTrait;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_watch_comes_back_with_what_it_held() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("SomeBody", rig.channel).await?;
    let before = rig.watches(rig.guild).await?;
    let post = row(&rig, &before[0], "pending", None).await?;
    let removed = rig.slash("unwatch", json!({ "watch": "SomeBody" })).await?;
    assert!(removed.text().contains("Removed") && rig.watches(rig.guild).await?.is_empty(), "{}", removed.text());
    assert_eq!(state(&rig, post).await?, ("suppressed".to_owned(), Some("watch_removed".to_owned())));
    let undo = button(&removed, "Undo");
    let other = rig.world.interact().click(&rig.world.member(), &removed, &undo).await?;
    assert!(other.text().contains("somebody else") && rig.watches(rig.guild).await?.is_empty(), "{}", other.text());
    let back = rig.world.interact().click(&rig.moderator, &removed, &undo).await?.text();
    assert!(back.contains("Back again") && back.contains("SomeBody"), "{back}");
    assert_eq!(rig.watches(rig.guild).await?, before, "the same watch, under the same id");
    assert_eq!(state(&rig, post).await?.0, "pending");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_an_artist_are_asked_about_first() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let other = rig.add_channel("other", ChannelKind::Text).await?;
    let secret = rig.add_channel("secret", ChannelKind::Text).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    for channel in [rig.channel, other, secret] {
        rig.plant("SomeBody", channel).await?;
    }
    let asked = rig.slash("unwatch", json!({ "watch": "somebody" })).await?;
    assert!(asked.text().contains("Remove all 2 watches of **SomeBody**?"), "{}", asked.text());
    assert_eq!(rig.watches(rig.guild).await?.len(), 3);
    let removed = rig.world.interact().click(&rig.moderator, &asked, &button(&asked, "Remove")).await?;
    assert!(removed.text().contains("Removed 2 watches"), "{}", removed.text());
    let left: Vec<u64> = rig.watches(rig.guild).await?.iter().map(|watch| watch.wish.channel.0).collect();
    assert_eq!(left, [secret], "what the asker cannot see stays");
    // They may no longer write in one of the channels.
    rig.world.overwrite(other, Overwrite::of_member(rig.moderator.id, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS));
    rig.hint(Hint::Channel(ChannelId(other))).await?;
    let back = rig.world.interact().click(&rig.moderator, &removed, &button(&removed, "Undo")).await?;
    assert!(back.text().contains("Restored 1 of 2 watches"), "{}", back.text());
    assert_eq!(rig.watches(rig.guild).await?.len(), 2);
    // What is left keeps its button: it comes back once they may write there again.
    rig.world.overwrite(other, Overwrite::of_member(rig.moderator.id, 0, 0));
    rig.hint(Hint::Channel(ChannelId(other))).await?;
    rig.world.interact().click(&rig.moderator, &back, &button(&back, "Undo")).await?;
    assert_eq!(rig.watches(rig.guild).await?.len(), 3);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_a_channel_are_offered_and_asked_about_first() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for artist in ["One", "Two", "Three"] {
        rig.plant(artist, rig.channel).await?;
    }
    let choices = rig.complete("unwatch", json!({ "watch": "everything in" }), "watch").await?;
    assert_eq!(choices.len(), 1, "{choices:?}");
    assert_eq!(choices[0]["name"], "Everything in #art (3 watches)");
    for wish in [choices[0]["value"].as_str().unwrap().to_owned(), format!("<#{}>", rig.channel)] {
        let asked = rig.slash("unwatch", json!({ "watch": wish })).await?;
        assert!(asked.text().contains(&format!("Remove all 3 watches that post in <#{}>?", rig.channel)), "{}", asked.text());
    }
    let asked = rig.slash("unwatch", json!({ "watch": format!("<#{}>", rig.channel) })).await?;
    let removed = rig.world.interact().click(&rig.moderator, &asked, &button(&asked, "Remove")).await?;
    assert!(rig.watches(rig.guild).await?.is_empty());
    let back = rig.world.interact().click(&rig.moderator, &removed, &button(&removed, "Undo")).await?.text();
    assert!(back.contains("All 3 watches are back"), "{back}");
    assert_eq!(rig.watches(rig.guild).await?.len(), 3);
    Ok(())
}

/// The database refuses this for one artist's watch, as it does where a disk fails in the middle of several transactions.
async fn refuse(rig: &Rig, what: &str, artist: &str) -> anyhow::Result<()> {
    let row = if what == "DELETE" { "OLD" } else { "NEW" };
    let trigger = format!(
        "CREATE TRIGGER refusal BEFORE {what} ON watch WHEN {row}.artist_name = '{artist}' BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"
    );
    Ok(rig.store.connection().execute_unprepared(&trigger).await.map(drop)?)
}

async fn accept(rig: &Rig) -> anyhow::Result<()> {
    Ok(rig.store.connection().execute_unprepared("DROP TRIGGER refusal").await.map(drop)?)
}

async fn artists(rig: &Rig) -> anyhow::Result<Vec<String>> {
    Ok(rig.watches(rig.guild).await?.into_iter().map(|watch| watch.wish.artist_name).collect())
}

/// By name, as they are removed: the second one fails.
const ARTISTS: [&str; 3] = ["Alder", "Birch", "Cedar"];

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_halfway_through_a_removal_says_how_far_it_came_and_undoes_that() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for artist in ARTISTS {
        rig.plant(artist, rig.channel).await?;
    }
    let asked = rig.slash("unwatch", json!({ "watch": format!("<#{}>", rig.channel) })).await?;
    refuse(&rig, "DELETE", "Birch").await?;
    let removed = rig.world.interact().click(&rig.moderator, &asked, &button(&asked, "Remove")).await?;
    assert!(removed.text().contains("Removed 1 of 3 watches, then something went wrong"), "{}", removed.text());
    assert_eq!(artists(&rig).await?, ["Birch", "Cedar"]);
    accept(&rig).await?;
    let back = rig.world.interact().click(&rig.moderator, &removed, &button(&removed, "Undo")).await?.text();
    assert!(back.contains("Back again: **Alder**"), "{back}");
    assert_eq!(artists(&rig).await?, ARTISTS);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_halfway_through_an_undo_keeps_the_rest_for_another_click() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for artist in ARTISTS {
        rig.plant(artist, rig.channel).await?;
    }
    let before = rig.watches(rig.guild).await?;
    let asked = rig.slash("unwatch", json!({ "watch": format!("<#{}>", rig.channel) })).await?;
    let removed = rig.world.interact().click(&rig.moderator, &asked, &button(&asked, "Remove")).await?;
    refuse(&rig, "INSERT", "Birch").await?;
    let half = rig.world.interact().click(&rig.moderator, &removed, &button(&removed, "Undo")).await?;
    assert!(half.text().contains("Restored 1 of 3 watches") && half.text().contains("again"), "{}", half.text());
    assert_eq!(artists(&rig).await?, ["Alder"]);
    // Still refused: nothing is lost by asking.
    let none = rig.world.interact().click(&rig.moderator, &half, &button(&half, "Undo")).await?;
    assert_eq!(artists(&rig).await?, ["Alder"]);
    accept(&rig).await?;
    let back = rig.world.interact().click(&rig.moderator, &none, &button(&none, "Undo")).await?.text();
    assert!(back.contains("All 2 watches are back"), "{back}");
    assert_eq!(rig.watches(rig.guild).await?, before, "the same watches, under the same ids");
    Ok(())
}

/// Callbacks that Discord has got, of clicks.
fn acknowledged(world: &World) -> usize {
    world.requests().iter().filter(|seen| seen.path.ends_with("/callback")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_click_while_the_first_is_answered_changes_nothing() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("Alder", rig.channel).await?;
    let removed = rig.slash("unwatch", json!({ "watch": "Alder" })).await?;
    let undo = button(&removed, "Undo");
    let gate = Gate::closed();
    let answers = rig.world.faults().inject(Where::Path("/messages/@original".to_owned()), Fault::Gate(gate.clone()), Dose::Always);
    rig.world.clear_requests();
    let click = || {
        let (interact, moderator, removed, undo) = (rig.world.interact(), rig.moderator.clone(), removed.clone(), undo.clone());
        tokio::spawn(async move { interact.click(&moderator, &removed, &undo).await })
    };
    let first = click();
    rig.world.wait_until("the first answer to be on its way", |world| world.faults().fired_by(answers) == 1).await?;
    let second = click();
    rig.world.wait_until("the second click to be acknowledged", |world| acknowledged(world) == 2).await?;
    // What the second click does, it does before these are answered.
    for _ in 0..3 {
        rig.complete("unwatch", json!({ "watch": "A" }), "watch").await?;
    }
    gate.open();
    let text = first.await??.text();
    assert!(text.contains("Back again: **Alder**"), "{text}");
    assert_eq!(rig.world.faults().fired_by(answers), 1, "the second click has no answer that could replace the first");
    assert_eq!(rig.world.interact().again(&removed).text(), text);
    assert_eq!(artists(&rig).await?, ["Alder"]);
    second.abort();
    Ok(())
}
