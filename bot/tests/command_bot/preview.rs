//! `/preview`, the button **Preview**, and `/test`.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::id::ChannelId;
use insta::assert_snapshot;
use sandbox::deviantart::NewPost;
use sandbox::discord::{ChannelKind, Dose, Fault, Overwrite, Where, permission};
use serde_json::json;

/// The answer without ids that differ from run to run.
fn shown(rig: &Rig, text: &str) -> String {
    let mut text = text.replace(&rig.channel.to_string(), "CHANNEL").replace(&rig.guild.0.to_string(), "GUILD");
    for message in rig.world.all_messages() {
        text = text.replace(&message.id.to_string(), "MESSAGE");
    }
    text
}

async fn restrict(rig: &mut Rig, channel: u64, restricted: bool) -> anyhow::Result<()> {
    rig.world.set_nsfw(channel, restricted);
    rig.hint(Hint::Channel(ChannelId(channel))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_the_latest_post_to_the_asker_alone() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Old"));
    rig.art.publish("SomeBody", NewPost::image("A *red* fox"));
    let reply = rig.slash("preview", json!({ "artist": "somebody" })).await?;
    assert_snapshot!(shown(&rig, &reply.content), @"This is how the latest post would look. Only you can see this.");
    assert_eq!(reply.embeds[0]["title"], r"A \*red\* fox", "{}", reply.embeds);
    assert!(reply.embeds[0]["image"]["url"].as_str().is_some_and(|url| url.contains("wixmp")), "{}", reply.embeds);
    let none = rig.slash("preview", json!({ "artist": "somebody", "what": 2 })).await?;
    assert_snapshot!(none.text(), @"I found no post by **SomeBody** that could be shown here. The next one comes when it is published.");
    rig.art.add_group("FineGroup");
    assert_snapshot!(rig.slash("preview", json!({ "artist": "FineGroup" })).await?.text(), @"**FineGroup** is a group. Use `/watch` with it or one of its folders, then choose **Preview** below the answer.");
    assert!(rig.world.all_messages().is_empty() && rig.watches(rig.guild).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mature_post_is_previewed_in_age_restricted_channels_only() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Tame"));
    rig.art.publish("SomeBody", NewPost::image("Wild").mature());
    let reply = rig.slash("preview", json!({ "artist": "somebody" })).await?;
    assert_snapshot!(shown(&rig, &reply.content), @"This is how the latest post would look. Only you can see this. A later one is mature, so it isn't shown here.");
    assert_eq!(reply.embeds[0]["title"], "Tame");
    assert!(!reply.raw.to_string().contains("Wild"), "{}", reply.raw);
    let channel = rig.channel;
    restrict(&mut rig, channel, true).await?;
    let reply = rig.slash("preview", json!({ "artist": "somebody" })).await?;
    assert_eq!(reply.embeds[0]["title"], "Wild");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_added_can_be_previewed_and_still_be_undone() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Fox"));
    let added = rig.slash("watch", json!({ "artist": "somebody" })).await?;
    let preview = button(&added, "Preview");
    let foreign = rig.world.interact().click(&rig.world.member(), &added, &preview).await?;
    assert!(foreign.text().contains("somebody else"), "{}", foreign.text());
    let seen = rig.world.interact().click(&rig.moderator, &added, &preview).await?;
    assert_eq!(seen.embeds[0]["title"], "Fox");
    button(&seen, "Change");
    rig.world.interact().click(&rig.moderator, &seen, &button(&seen, "Undo")).await?;
    assert!(rig.watches(rig.guild).await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_marked_mentions_nobody_and_counts_as_nothing() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Fox"));
    let news = rig.add_channel("news", ChannelKind::Text).await?;
    let role = rig.world.add_role(rig.guild, "fans", 0);
    rig.slash("watch", json!({ "artist": "somebody", "channel": news, "ping": role })).await?;
    let reply = rig.slash("test", json!({ "watch": "SomeBody" })).await?;
    assert_snapshot!(shown(&rig, &reply.text()).replace(&news.to_string(), "NEWS"), @"✅ The latest post by **SomeBody** is in <#NEWS>, marked as a test: https://discord.com/channels/GUILD/NEWS/MESSAGE. It mentions nobody and counts as nothing.");
    let messages = rig.world.messages(news);
    assert_eq!(messages.len(), 1);
    assert_snapshot!(messages[0].content, @"🧪 **Test**: this is how new posts will look here.");
    assert_eq!(messages[0].embeds[0]["title"], "Fox");
    assert!(messages[0].mention_roles.is_empty() && !messages[0].mention_everyone);
    assert_eq!(messages[0].allowed_mentions.as_ref().unwrap()["parse"], json!([]));
    assert_eq!(crate::rig::notifications(&rig).await?, 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_watchs_filter_refuses_is_neither_its_preview_nor_its_test() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Fox"));
    rig.art.publish("SomeBody", NewPost::image("Sketch"));
    let added = rig.slash("watch", json!({ "artist": "somebody", "filter": "-sketch" })).await?;
    let seen = rig.world.interact().click(&rig.moderator, &added, &button(&added, "Preview")).await?;
    assert_eq!(seen.embeds[0]["title"], "Fox");
    let sent = rig.slash("test", json!({ "watch": "SomeBody" })).await?.text();
    let messages = rig.world.messages(rig.channel);
    assert_eq!((messages.len(), &messages[0].embeds[0]["title"]), (1, &json!("Fox")), "{sent}");
    let named = rig.slash("preview", json!({ "artist": "somebody" })).await?;
    assert_eq!(named.embeds[0]["title"], "Sketch", "the artist's latest post, whatever a watch wants");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_of_which_a_folder_is_watched_is_still_a_group() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_group("FineGroup");
    rig.art.add_folder("FineGroup", "Featured");
    rig.slash("watch", json!({ "artist": "FineGroup", "folder": "Featured" })).await?;
    assert_eq!(rig.watches(rig.guild).await?.len(), 1);
    let text = rig.slash("preview", json!({ "artist": "FineGroup" })).await?.text();
    assert!(text.contains("**FineGroup** is a group"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_needs_the_rights_of_the_asker_and_of_the_bot_in_its_channel() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Fox"));
    let news = rig.add_channel("news", ChannelKind::Text).await?;
    rig.slash("watch", json!({ "artist": "somebody", "channel": news })).await?;
    let cases = [
        (Overwrite::of_member(rig.moderator.id, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS), "You can't write in"),
        (Overwrite::of_member(rig.moderator.id, 0, permission::VIEW_CHANNEL), "in a channel that you can't see"),
    ];
    for (overwrite, part) in cases {
        rig.world.overwrite(news, overwrite);
        rig.hint(Hint::Channel(ChannelId(news))).await?;
        let text = rig.slash("test", json!({ "watch": "SomeBody" })).await?.text();
        assert!(text.contains(part), "{text}");
    }
    rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, 0, 0));
    rig.hint(Hint::Channel(ChannelId(news))).await?;
    rig.world.set_bot_permissions(news, permission::VIEW_CHANNEL | permission::SEND_MESSAGES);
    rig.hint(Hint::Channel(ChannelId(news))).await?;
    let text = rig.slash("test", json!({ "watch": "SomeBody" })).await?.text();
    assert!(text.contains("**Embed Links**"), "{text}");
    assert!(rig.world.all_messages().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_are_few_and_one_that_discord_loses_is_not_repeated() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    rig.art.publish("SomeBody", NewPost::image("Wild").mature());
    rig.slash("watch", json!({ "artist": "somebody" })).await?;
    let none = rig.slash("test", json!({ "watch": "SomeBody" })).await?.text();
    assert_snapshot!(none, @"I found no post by **SomeBody** that could be shown here. The next one comes when it is published.");
    rig.art.publish("SomeBody", NewPost::image("Fox"));
    rig.world.faults().inject(Where::CreateMessage, Fault::DropAfterCommit, Dose::Times(1));
    let lost = rig.slash("test", json!({ "watch": "SomeBody" })).await?.text();
    assert_snapshot!(shown(&rig, &lost), @"Discord didn't confirm the test. Look into <#CHANNEL> before you try again.");
    assert_eq!(rig.world.messages(rig.channel).len(), 1);
    rig.slash("test", json!({ "watch": "SomeBody" })).await?;
    let many = rig.slash("test", json!({ "watch": "SomeBody" })).await?.text();
    assert!(many.contains("several tests in the last minute"), "{many}");
    assert_eq!(rig.world.messages(rig.channel).len(), 2);
    Ok(())
}
