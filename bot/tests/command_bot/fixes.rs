//! What stands below the answers of `/watch`: buttons and menus that change one thing and try again.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::id::ChannelId;
use domain::watch::What;
use sandbox::deviantart::Fault;
use sandbox::discord::{ChannelKind, Overwrite, Reply, permission};
use sandbox::fault::When;
use sea_orm::ConnectionTrait;
use serde_json::json;

fn ending(reply: &Reply, end: &str) -> String {
    reply.custom_ids().into_iter().find(|id| id.ends_with(end)).unwrap_or_else(|| panic!("no {end} in {:?}", reply.custom_ids()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_added_can_be_changed_and_undone_at_once() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let added = rig.slash("watch", json!({ "artist": "somebody" })).await?;
    let panel = rig.world.interact().click(&rig.moderator, &added, &button(&added, "Change")).await?;
    assert!(panel.text().contains("Artist: **SomeBody**"), "{}", panel.text());
    let again = rig.slash("watch", json!({ "artist": "somebody" })).await?;
    assert!(again.text().contains("already gets this"), "{}", again.text());
    let panel = rig.world.interact().click(&rig.moderator, &again, &button(&again, "Change")).await?;
    assert!(panel.text().contains("Artist: **SomeBody**"), "{}", panel.text());
    rig.slash("unwatch", json!({ "watch": "somebody" })).await?;
    let added = rig.slash("watch", json!({ "artist": "somebody" })).await?;
    let undone = rig.world.interact().click(&rig.moderator, &added, &button(&added, "Undo")).await?;
    assert!(undone.text().contains("Removed") && rig.watches(rig.guild).await?.is_empty(), "{}", undone.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guess_is_a_button_and_keeps_the_rest_of_the_wish() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("Loish");
    let id = uuid::Uuid::from_u128(9).simple();
    let sql = format!(
        "INSERT INTO artist (id, name, name_key, kind, named_at, named_event, profiled_at, profiled_event, vanish_epoch, returned) \
         VALUES (x'{id}', 'Loish', 'loish', 'person', 0, x'{id}', 0, x'{id}', 0, false)"
    );
    rig.store.connection().execute_unprepared(&sql).await?;
    let reply = rig.slash("watch", json!({ "artist": "lowish", "what": 2 })).await?;
    assert!(reply.text().contains("Did you mean **Loish**?"), "{}", reply.text());
    let stranger = rig.world.interact().click(&rig.world.member(), &reply, &button(&reply, "Loish")).await?;
    assert!(stranger.text().contains("somebody else") && rig.watches(rig.guild).await?.is_empty(), "{}", stranger.text());
    let added = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Loish")).await?;
    assert!(added.text().contains("Loish") && added.text().contains("journals"), "{}", added.text());
    assert_eq!(rig.watches(rig.guild).await?[0].wish.what, What::Journals);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn journals_with_a_folder_are_added_without_the_folder() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let wish = json!({ "artist": "https://www.deviantart.com/somebody/gallery/812/best-works", "what": 2 });
    let reply = rig.slash("watch", wish).await?;
    assert!(reply.text().contains("Folders only hold deviations"), "{}", reply.text());
    let added = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Without the folder")).await?;
    assert!(added.text().contains("will now appear"), "{}", added.text());
    assert_eq!(rig.watches(rig.guild).await?[0].wish.folder, None);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_of_a_group_is_chosen_from_a_menu() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    for number in 0..30 {
        rig.art.add_folder("SomeBody", &format!("Folder {number:02}"));
    }
    let reply = rig.slash("watch", json!({ "artist": "somebody", "folder": "Foldr 07" })).await?;
    assert!(reply.text().contains("no folder called"), "{}", reply.text());
    let second = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Next")).await?;
    let options = second.components[0]["components"][0]["options"].as_array().unwrap().clone();
    let (label, id) = (options[0]["label"].as_str().unwrap(), options[0]["value"].as_str().unwrap());
    let added = rig.world.interact().select(&rig.moderator, &second, &ending(&second, ".folder"), &[id]).await?;
    assert!(added.text().contains(label), "{label}: {}", added.text());
    assert_eq!(rig.watches(rig.guild).await?[0].wish.folder.as_ref().unwrap().0.to_string(), id);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_group_stands_before_its_folders_and_is_one_watch() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_group("Foxes-United");
    for number in 0..30 {
        rig.art.add_folder("Foxes-United", &format!("Folder {number:02}"));
    }
    let journals = rig.slash("watch", json!({ "artist": "foxes-united", "what": 2 })).await?.text();
    assert!(journals.contains("only the deviations in its folders"), "{journals}");
    let reply = rig.slash("watch", json!({ "artist": "foxes-united" })).await?;
    assert!(reply.text().contains("is a group. Which of its folders?"), "{}", reply.text());
    let first = &reply.components[0]["components"][0]["options"][0];
    assert_eq!((&first["label"], &first["value"]), (&json!("The whole group"), &json!("*")));
    let added = rig.world.interact().select(&rig.moderator, &reply, &ending(&reply, ".folder"), &["*"]).await?;
    assert!(added.text().contains("in all folders of the group **Foxes\\-United** will now appear"), "{}", added.text());
    let watch = rig.watches(rig.guild).await?.remove(0);
    assert_eq!((watch.wish.group, watch.wish.folder.clone(), watch.wish.what), (true, None, What::Deviations));
    // However it is said again, and what it brings already.
    for folder in ["*", "the whole group", "Die ganze Gruppe"] {
        let again = rig.slash("watch", json!({ "artist": "Foxes-United", "folder": folder })).await?.text();
        assert!(again.contains("already gets this") && again.contains("whole group"), "{folder}: {again}");
    }
    let one = rig.slash("watch", json!({ "artist": "Foxes-United", "folder": "Folder 07" })).await?.text();
    assert!(one.contains("would add nothing"), "{one}");
    let filter = json!({ "artist": "Foxes-United", "folder": "*", "filter": "folder:comics" });
    let filter = rig.slash("watch", filter).await?.text();
    assert!(!filter.contains("will now appear"), "{filter}");
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("whole group"), "{list}");
    let panel = rig.slash("edit", json!({ "watch": watch.id.to_string() })).await?;
    assert!(panel.text().contains("deviations in all of the group's folders"), "{}", panel.text());
    assert!(!panel.raw.to_string().contains("\"journals\""), "its kinds cannot be chosen");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_are_checked_again_and_another_channel_can_be_chosen() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let other = rig.add_channel("other", ChannelKind::Text).await?;
    rig.world.set_bot_permissions(other, permission::VIEW_CHANNEL);
    rig.hint(Hint::Channel(ChannelId(other))).await?;
    let reply = rig.slash("watch", json!({ "artist": "somebody", "channel": other })).await?;
    assert!(reply.text().contains("I need"), "{}", reply.text());
    let still = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Check again")).await?;
    assert!(still.text().contains("I need"), "{}", still.text());
    rig.world.reset_bot_permissions(other);
    rig.hint(Hint::Channel(ChannelId(other))).await?;
    let added = rig.world.interact().click(&rig.moderator, &still, &button(&still, "Check again")).await?;
    assert!(added.text().contains("will now appear"), "{}", added.text());
    assert_eq!(rig.watches(rig.guild).await?[0].wish.channel.0, other);
    // Somebody who may not write there chooses another channel.
    rig.slash("unwatch", json!({ "watch": "somebody" })).await?;
    rig.world.overwrite(other, Overwrite::of_member(rig.moderator.id, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS));
    rig.hint(Hint::Channel(ChannelId(other))).await?;
    let reply = rig.slash("watch", json!({ "artist": "somebody", "channel": other })).await?;
    assert!(reply.text().contains("You can't write"), "{}", reply.text());
    let same = rig.world.interact().select(&rig.moderator, &reply, &ending(&reply, ".channel"), &[&other.to_string()]).await?;
    assert!(same.text().contains("You can't write") && rig.watches(rig.guild).await?.is_empty(), "{}", same.text());
    let added = rig.world.interact().select(&rig.moderator, &same, &ending(&same, ".channel"), &[&rig.channel.to_string()]).await?;
    assert!(added.text().contains("will now appear"), "{}", added.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn mature_posts_are_left_out_and_a_role_is_exchanged_by_a_click() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let reply = rig.slash("watch", json!({ "artist": "somebody", "mature": true, "ping": rig.guild.0 })).await?;
    assert!(reply.text().contains("never mention everyone"), "{}", reply.text());
    let role = rig.world.add_role(rig.guild, "fans", 0);
    rig.world.set_mentionable(rig.guild, role, true);
    let reply = rig.world.interact().select(&rig.moderator, &reply, &ending(&reply, ".role"), &[&role.to_string()]).await?;
    assert!(reply.text().contains("isn't age-restricted"), "{}", reply.text());
    let added = rig.world.interact().click(&rig.moderator, &reply, &button(&reply, "Leave out mature posts")).await?;
    assert!(added.text().contains("will now appear"), "{}", added.text());
    let wish = rig.watches(rig.guild).await?.remove(0).wish;
    assert_eq!((wish.mature, wish.ping.map(|ping| ping.role.0)), (false, Some(role)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_deviantart_did_not_answer_is_tried_again_by_a_click() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.faults().set(Fault::ServerError, When::Always);
    let reply = rig.slash("watch", json!({ "artist": "somebody", "what": 2 })).await?;
    assert!(rig.watches(rig.guild).await?.is_empty(), "{}", reply.text());
    let again = button(&reply, "Try again");
    rig.art.faults().clear();
    let added = rig.world.interact().click(&rig.moderator, &reply, &again).await?;
    assert!(added.text().contains("will now appear") && added.text().contains("journals"), "{}", added.text());
    Ok(())
}
