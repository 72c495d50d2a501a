//! The panel of a watch: `/edit`, the menu of `/watches`, the button below `/watch`, and **Change this watch** on a card.

use crate::rig::{Rig, button, row};
use bot::delivery::Hint;
use domain::id::ChannelId;
use domain::watch::{Watch, What};
use sandbox::discord::{ChannelKind, InteractError, Overwrite, Reply, permission};
use serde_json::{Value, json};

fn component(reply: &Reply, knob: &str) -> String {
    reply.custom_ids().into_iter().find(|id| id.ends_with(&format!(".{knob}"))).unwrap()
}

/// What is selected in a menu.
fn selected(reply: &Reply, knob: &str) -> Vec<Value> {
    let id = component(reply, knob);
    let rows = reply.components.as_array().unwrap().iter().flat_map(|row| row["components"].as_array().unwrap());
    let menu = rows.clone().find(|menu| menu["custom_id"] == id).unwrap();
    let options = menu["options"].as_array().cloned().unwrap_or_default();
    let options = options.into_iter().filter(|option| option["default"] == true).map(|option| option["value"].clone());
    options.chain(menu["default_values"].as_array().into_iter().flatten().map(|value| value["id"].clone())).collect()
}

async fn only(rig: &Rig) -> anyhow::Result<Watch> {
    Ok(rig.watches(rig.guild).await?.remove(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_knob_of_the_panel_works_and_shows_what_is_set() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let adult = rig.add_channel("adult", ChannelKind::Text).await?;
    rig.world.set_nsfw(adult, true);
    rig.hint(Hint::Channel(ChannelId(adult))).await?;
    let role = rig.world.add_role(rig.guild, "fans", 0);
    rig.world.set_mentionable(rig.guild, role, true);
    rig.plant("SomeBody", rig.channel).await?;
    let panel = rig.slash("edit", json!({ "watch": "somebody" })).await?;
    let text = panel.text();
    assert!(text.contains("Artist: **SomeBody**") && text.contains("Posts: everything") && text.contains("Mentions: nobody"), "{text}");
    assert_eq!((selected(&panel, "what"), selected(&panel, "mature")), (vec![json!("everything")], vec![json!("out")]));
    assert_eq!(selected(&panel, "channel"), [json!(rig.channel.to_string())]);
    let (who, act) = (&rig.moderator, rig.world.interact());
    let panel = act.select(who, &panel, &component(&panel, "what"), &["journals"]).await?;
    assert!(panel.text().contains("Changed") && panel.text().contains("Posts: journals"), "{}", panel.text());
    assert_eq!(only(&rig).await?.wish.what, What::Journals);
    // Mature posts cannot go to this channel; the panel stays and says why.
    let panel = act.select(who, &panel, &component(&panel, "mature"), &["in"]).await?;
    assert!(panel.text().contains("isn't age-restricted") && panel.text().contains("Artist: **SomeBody**"), "{}", panel.text());
    assert!(!only(&rig).await?.wish.mature);
    let panel = act.select(who, &panel, &component(&panel, "channel"), &[&adult.to_string()]).await?;
    assert!(panel.text().contains("Moved"), "{}", panel.text());
    let panel = act.select(who, &panel, &component(&panel, "mature"), &["in"]).await?;
    let panel = act.select(who, &panel, &component(&panel, "ping"), &[&role.to_string()]).await?;
    let wish = only(&rig).await?.wish;
    assert_eq!((wish.channel.0, wish.mature, wish.ping.map(|ping| ping.role.0)), (adult, true, Some(role)));
    assert_eq!((selected(&panel, "mature"), selected(&panel, "ping")), (vec![json!("in")], vec![json!(role.to_string())]));
    let back = act.select(who, &panel, &component(&panel, "channel"), &[&rig.channel.to_string()]).await?;
    assert!(back.text().contains("isn't age-restricted"), "mature posts cannot follow: {}", back.text());
    let panel = act.click(who, &back, &button(&back, "Mention nobody")).await?;
    assert_eq!(only(&rig).await?.wish.ping, None);
    let panel = act.click(who, &panel, &button(&panel, "Pause")).await?;
    assert!(panel.text().contains("paused until you resume it") && only(&rig).await?.wish.paused.is_some(), "{}", panel.text());
    let panel = act.click(who, &panel, &button(&panel, "Resume")).await?;
    assert!(only(&rig).await?.wish.paused.is_none());
    let removed = act.click(who, &panel, &button(&panel, "Remove")).await?;
    assert!(removed.text().contains("Removed") && rig.watches(rig.guild).await?.is_empty(), "{}", removed.text());
    act.click(who, &removed, &button(&removed, "Undo")).await?;
    assert_eq!(rig.watches(rig.guild).await?.len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_makes_two_the_same_is_refused() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.slash("watch", json!({ "artist": "somebody", "what": 2 })).await?;
    rig.slash("watch", json!({ "artist": "somebody", "what": 3 })).await?;
    let list = rig.slash("edit", json!({ "watch": "somebody" })).await?;
    assert!(list.text().contains("2 watches"), "several are listed to choose from: {}", list.text());
    let journals = rig.watches(rig.guild).await?.into_iter().find(|watch| watch.wish.what == What::Journals).unwrap();
    let panel = rig.world.interact().select(&rig.moderator, &list, "v1.open", &[&journals.id.to_string()]).await?;
    let panel = rig.world.interact().select(&rig.moderator, &panel, &component(&panel, "what"), &["statuses"]).await?;
    assert!(panel.text().contains("already gets this") && panel.text().contains("Posts: journals"), "{}", panel.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_write_there_changes_nothing() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let news = rig.add_channel("news", ChannelKind::Text).await?;
    rig.plant("SomeBody", news).await?;
    let panel = rig.slash("edit", json!({ "watch": "somebody" })).await?;
    let other = rig.world.interact().click(&rig.world.member(), &panel, &component(&panel, "pause")).await?;
    assert!(other.text().contains("somebody else"), "{}", other.text());
    rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS));
    rig.hint(Hint::Channel(ChannelId(news))).await?;
    for (knob, values) in [("what", vec!["journals"]), ("mature", vec!["out"]), ("ping", vec![])] {
        let text = rig.world.interact().select(&rig.moderator, &panel, &component(&panel, knob), &values).await?.text();
        assert!(text.contains("You can't write in"), "{knob}: {text}");
    }
    rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(news))).await?;
    let gone = rig.world.interact().click(&rig.moderator, &panel, &component(&panel, "pause")).await?.text();
    assert!(gone.contains("no such watch") && !gone.contains("SomeBody"), "{gone}");
    let wish = only(&rig).await?.wish;
    assert_eq!((wish.what, wish.paused), (What::Everything, None));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_leads_to_its_watch_and_another_message_to_none() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("SomeBody", rig.channel).await?;
    let (card, other) = (rig.world.say(rig.channel, "a card"), rig.world.say(rig.channel, "hello"));
    row(&rig, &only(&rig).await?, "sent", Some(card)).await?;
    let who = &rig.moderator;
    let panel = rig.world.interact().on_message(who, card, "Change this watch").await?;
    assert!(panel.ephemeral && panel.text().contains("Artist: **SomeBody**"), "{}", panel.text());
    let none = rig.world.interact().on_message(who, other, "Change this watch").await?;
    assert!(none.text().contains("announced no post in that message"), "{}", none.text());
    rig.slash("unwatch", json!({ "watch": "somebody" })).await?;
    let gone = rig.world.interact().on_message(who, card, "Change this watch").await?;
    assert!(gone.text().contains("was removed"), "{}", gone.text());
    let absent = rig.world.interact().on_message(who, 1_u64, "Change this watch").await;
    assert!(matches!(absent, Err(InteractError::UnknownMessage)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_another_server_have_no_effect() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let other = rig.world.add_guild("Other");
    let elsewhere = rig.world.add_channel(other, "art", ChannelKind::Text);
    rig.plant("Mine", rig.channel).await?;
    let wish = only(&rig).await?.wish;
    let theirs = domain::watch::NewWatch { guild: domain::id::GuildId(other.0), channel: ChannelId(elsewhere), ..wish };
    rig.store.for_bot().add_watch(&theirs, 10).await?;
    let theirs = rig.watches(other).await?.remove(0);
    let text = rig.slash("edit", json!({ "watch": theirs.id.to_string() })).await?.text();
    assert!(text.contains("no such watch"), "{text}");
    for command in ["pause", "resume"] {
        let text = rig.slash(command, json!({ "watch": format!("watch:{}", theirs.id) })).await?.text();
        assert!(text.contains("no such watch"), "{text}");
    }
    assert_eq!(rig.watches(other).await?, [theirs]);
    Ok(())
}
