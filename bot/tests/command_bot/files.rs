//! `/export` and `/import`: watches as a file, there and back, with what may be seen and done.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::clock::{Clock as _, SystemClock};
use domain::defaults::Defaults;
use domain::id::ChannelId;
use domain::watch::What;
use insta::assert_snapshot;
use sandbox::discord::{ChannelKind, Overwrite, Reply, permission};
use serde_json::{Value, json};
use store::guild_settings::GuildSettings;

/// The file of an answer.
fn file(rig: &Rig, reply: &Reply) -> Value {
    let attachment = &reply.raw["attachments"][0];
    assert_eq!(attachment["filename"], "watches.json", "{}", reply.raw);
    serde_json::from_slice(&rig.world.file(&attachment["id"]).unwrap()).unwrap()
}

async fn import(rig: &Rig, content: &[u8]) -> anyhow::Result<Reply> {
    let id = rig.world.add_file("watches.json", content);
    rig.slash("import", json!({ "file": id.to_string() })).await
}

/// A text that names channels, with words in place of their ids.
fn named(text: &str, channels: &[(u64, &str)]) -> String {
    channels.iter().fold(text.to_owned(), |text, (id, name)| text.replace(&id.to_string(), name))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_imported_again() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let other = rig.add_channel("other", ChannelKind::Text).await?;
    let secret = rig.add_channel("secret", ChannelKind::Text).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    for name in ["Alder", "Birch"] {
        rig.art.add_artist(name);
    }
    rig.slash("watch", json!({ "artist": "Alder" })).await?;
    rig.slash("watch", json!({ "artist": "Birch", "what": 2, "channel": other.to_string() })).await?;
    rig.plant("Hidden", secret).await?;
    let exported = rig.slash("export", json!({})).await?;
    assert_snapshot!(exported.text(), @"Here are 2 watches of this server; `/import` adds them again. 1 more posts in a channel that you can't see, and is left out.");
    let document = file(&rig, &exported);
    let artists: Vec<&str> = document["watches"].as_array().unwrap().iter().map(|watch| watch["artist"].as_str().unwrap()).collect();
    assert_eq!(artists, ["Alder", "Birch"]);

    assert_eq!(document["watches"][1]["inherits"], json!(["mature", "ping", "style", "rhythm", "quiet", "catch_up"]));
    // As versions wrote it that knew no defaults: this watch says everything itself.
    let mut document = document;
    document["watches"][1].as_object_mut().unwrap().remove("inherits");
    let content = serde_json::to_vec(&document)?;
    let same = import(&rig, &content).await?;
    assert_snapshot!(same.text(), @"
    This file would add nothing.
    ⚠️ 2 are there already.
    ");
    for artist in ["Alder", "Birch"] {
        rig.slash("unwatch", json!({ "watch": artist })).await?;
    }
    // What the server's watches mention by now, the first mentions, and not the second.
    let role = rig.world.add_role(rig.guild, "readers", 0);
    rig.world.set_mentionable(rig.guild, role, true);
    rig.hint(Hint::Guild(domain::id::GuildId(rig.guild.0))).await?;
    let watches = Defaults { ping: Some(domain::id::RoleId(role)), ..Defaults::default() };
    let settings = GuildSettings { watches, ..GuildSettings::default() };
    rig.store.for_bot().save_guild_settings(domain::id::GuildId(rig.guild.0), settings, SystemClock.now()).await?;
    let shown = import(&rig, &content).await?;
    assert_snapshot!(named(&shown.text(), &[(rig.channel, "art"), (other, "other")]), @"
    This file would add 2 watches:
    <#art>: **Alder**
    <#other>: **Birch**
    ");
    assert_eq!(rig.watches(rig.guild).await?.len(), 1, "nothing is added before the button");
    let add = button(&shown, "Add 2 watches");
    let done = rig.world.interact().click(&rig.moderator, &shown, &add).await?;
    assert_snapshot!(done.text(), @"✅ 2 watches added.");
    let watches = rig.watches(rig.guild).await?;
    let birch = watches.iter().find(|watch| watch.wish.artist_name == "Birch").unwrap();
    assert_eq!((birch.wish.what, birch.wish.channel, birch.wish.ping), (What::Journals, ChannelId(other), None));
    let alder = watches.iter().find(|watch| watch.wish.artist_name == "Alder").unwrap();
    assert_eq!(alder.wish.ping.map(|ping| ping.role.0), Some(role));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_name_a_line_is_enough_and_what_cannot_be_added_says_why() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("Alder");
    let shown = import(&rig, b"Alder\nhttps://www.deviantart.com/tag/cats\nNobody\nAlder\n").await?;
    assert_snapshot!(shown.text(), @r"
    This file would add 2 watches:
    here: **Alder**, **Nobody**
    ⚠️ 1 is there already.
    ❌ **https\:\/\/www.deviantart.com\/tag\/cats**: That link shows a tag, not an artist on DeviantArt.
    ");
    let done = rig.world.interact().click(&rig.moderator, &shown, &button(&shown, "Add 2 watches")).await?.text();
    assert!(done.starts_with("\u{2705} 1 watch added.\n\u{274c} **Nobody**: I couldn't find"), "{done}");
    assert_eq!(rig.watches(rig.guild).await?.len(), 1);
    let again = rig.world.interact().click(&rig.moderator, &shown, &button(&shown, "Add 2 watches")).await;
    assert!(again.is_err(), "the button is gone");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_gives_no_right_that_its_reader_does_not_have() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("Alder");
    let secret = rig.add_channel("secret", ChannelKind::Text).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    let others = rig.world.add_guild("Others");
    let foreign = rig.world.add_channel(others, "foreign", ChannelKind::Text);
    let watch = |channel: u64| json!({ "artist": "Alder", "channel": channel.to_string() });
    let odd = json!({ "artist": "Alder", "what": "paintings" });
    let late = json!({ "artist": "Alder", "catch_up": "newset" });
    let document = json!({ "format": 1, "watches": [watch(secret), watch(foreign), odd, late] });
    let shown = import(&rig, document.to_string().as_bytes()).await?;
    assert_snapshot!(named(&shown.text(), &[(secret, "secret"), (foreign, "foreign")]), @"
    This file would add nothing.
    ❌ **Alder**: You can't see <#secret> (**View Channel**), so you can't have posts sent there.
    ❌ **Alder**: That channel isn't in this server, or I can't see it.
    ❌ **Alder**: I don't know which posts are meant.
    ❌ **Alder**: I don't know what `catch_up: newset` means.
    ");
    assert!(shown.components.as_array().is_none_or(Vec::is_empty), "{}", shown.components);
    // A role that only some may mention, and that the asker may not.
    let role = rig.world.add_role(rig.guild, "readers", 0);
    rig.world.set_mentionable(rig.guild, role, false);
    rig.hint(Hint::Guild(domain::id::GuildId(rig.guild.0))).await?;
    let pings = json!({ "format": 1, "watches": [{ "artist": "Alder", "ping": role.to_string() }] });
    let shown = import(&rig, pings.to_string().as_bytes()).await?;
    let done = rig.world.interact().click(&rig.moderator, &shown, &button(&shown, "Add 1 watch")).await?.text();
    assert!(done.starts_with("Nothing was added.\n\u{274c} **Alder**: ") && done.contains(&format!("<@&{role}>")), "{done}");
    assert_eq!(rig.watches(rig.guild).await?, []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_none_is_refused_in_words() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    assert_snapshot!(import(&rig, b"").await?.text(), @"That file names nobody. Use a file from `/export`, or a text file with one artist a line.");
    assert_snapshot!(import(&rig, &[0xff; 20]).await?.text(), @"That file holds no text. Use a file from `/export`, or a text file with one artist a line.");
    assert_snapshot!(import(&rig, b"{\n  \"watches\": 5\n}").await?.text(), @"I can't read that file from line 2 on. Use a file from `/export`, or a text file with one artist a line.");
    assert_snapshot!(import(&rig, &vec![b'a'; (1 << 20) + 1]).await?.text(), @"That file is larger than 1 MB. Use a file from `/export`, or a text file with one artist a line.");
    let many = "a\n".repeat(501);
    assert_snapshot!(import(&rig, many.as_bytes()).await?.text(), @"That file names 501 watches, and I take 500 at once. Please split it.");
    assert_snapshot!(rig.slash("export", json!({})).await?.text(), @"There is nothing to export yet.");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_group_is_exported_and_imported_as_such() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_group("Foxes-United");
    rig.art.add_folder("Foxes-United", "Comics");
    rig.slash("watch", json!({ "artist": "Foxes-United", "folder": "*" })).await?;
    let document = file(&rig, &rig.slash("export", json!({})).await?);
    assert_eq!((&document["watches"][0]["folder"], &document["watches"][0]["folder_id"]), (&json!("*"), &Value::Null));
    let content = serde_json::to_vec(&document)?;
    assert!(import(&rig, &content).await?.text().contains("1 is there already"));
    rig.slash("unwatch", json!({ "watch": "Foxes-United" })).await?;
    let shown = import(&rig, &content).await?;
    rig.world.interact().click(&rig.moderator, &shown, &button(&shown, "Add 1 watch")).await?;
    let watches = rig.watches(rig.guild).await?;
    assert!(watches.len() == 1 && watches[0].wish.group, "{watches:?}");
    Ok(())
}
