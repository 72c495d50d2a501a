//! Forums as targets: what is asked of them, and what is said of them.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::id::{ChannelId, GuildId, MessageId, NotificationId};
use domain::notification::Settlement;
use domain::post::{ArtistRef, Post};
use domain::watch::What;
use insta::assert_snapshot;
use sandbox::deviantart::NewPost;
use sandbox::discord::{ChannelKind, permission};
use serde_json::json;
use store::change::Change;
use testkit::{plant, sample};

async fn staged(kind: ChannelKind) -> anyhow::Result<(Rig, u64)> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let forum = rig.add_channel("gallery", kind).await?;
    Ok((rig, forum))
}

/// Without ids that differ from run to run.
fn shown(text: &str, forum: u64) -> String {
    text.replace(&forum.to_string(), "FORUM")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_or_media_channel_can_be_watched_into_and_the_panel_says_how_posts_come() -> anyhow::Result<()> {
    for kind in [ChannelKind::Forum, ChannelKind::Media] {
        let (rig, forum) = staged(kind).await?;
        let added = rig.slash("watch", json!({ "artist": "SomeBody", "channel": forum })).await?;
        assert!(added.text().contains("will now appear"), "{}", added.text());
        let panel = rig.slash("edit", json!({ "watch": "SomeBody" })).await?;
        assert!(panel.text().contains("a post for each deviation"), "{}", panel.text());
        let menus = panel.components.to_string();
        assert!(menus.contains("\"channel_types\":[0,5,2,13,11,12,10,15,16]"), "{menus}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_needs_the_right_to_make_posts() -> anyhow::Result<()> {
    let (mut rig, forum) = staged(ChannelKind::Forum).await?;
    rig.world.set_bot_permissions(forum, permission::VIEW_CHANNEL | permission::READ_MESSAGE_HISTORY);
    rig.hint(Hint::Channel(ChannelId(forum))).await?;
    let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": forum })).await?.text();
    assert_snapshot!(shown(&text, forum), @"I can't post in <#FORUM> yet. I need **Create Posts**, **Embed Links** there: grant me them in the channel's settings, then try again.");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_that_wants_tags_needs_one_for_every_kind() -> anyhow::Result<()> {
    let (mut rig, forum) = staged(ChannelKind::Forum).await?;
    rig.world.set_tags(forum, &["Art", "Literature", "Video", "Status", "Staff"], &["Staff"], true);
    rig.hint(Hint::Channel(ChannelId(forum))).await?;
    let wish = json!({ "artist": "SomeBody", "channel": forum });
    let refused = rig.slash("watch", wish.clone()).await?;
    assert_snapshot!(shown(&refused.text(), forum), @"Every post in <#FORUM> needs a tag, and none of its tags fits Journal. Add a tag named **DeviantArt** that everybody may use, then try again.");
    // The same for a watch that is to come here.
    rig.slash("watch", json!({ "artist": "SomeBody" })).await?;
    let moved = rig.slash("move", json!({ "from": rig.channel.to_string(), "to": forum })).await?;
    assert!(moved.text().contains("needs a tag"), "{}", moved.text());
    rig.world.set_tags(forum, &["DeviantArt"], &[], true);
    rig.hint(Hint::Channel(ChannelId(forum))).await?;
    let added = rig.world.interact().click(&rig.moderator, &refused, &button(&refused, "Check again")).await?;
    assert!(added.text().contains("will now appear"), "{}", added.text());
    // Nor do other kinds come without one, chosen there or as the server's.
    let mine = rig.watches(rig.guild).await?.into_iter().find(|watch| watch.wish.channel.0 == forum);
    let id = mine.ok_or_else(|| anyhow::anyhow!("not there"))?.id;
    let narrow = Change::What { what: What::Deviations, from: rig.deps.clock.now() };
    rig.store.for_bot().change_watch(GuildId(rig.guild.0), id, narrow, rig.deps.clock.now()).await?;
    rig.world.set_tags(forum, &["Art", "Literature", "Video"], &[], true);
    rig.hint(Hint::Channel(ChannelId(forum))).await?;
    let panel = rig.slash("edit", json!({ "watch": id.to_string() })).await?;
    let knob = panel.custom_ids().into_iter().find(|id| id.ends_with(".what")).ok_or_else(|| anyhow::anyhow!("no menu"))?;
    for value in ["everything", "server"] {
        let told = rig.world.interact().select(&rig.moderator, &panel, &knob, &[value]).await?;
        assert!(told.text().contains("none of its tags fits Journal, Status update, Poll"), "{}", told.text());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_in_a_forum_is_a_post() -> anyhow::Result<()> {
    let (mut rig, forum) = staged(ChannelKind::Forum).await?;
    rig.world.set_tags(forum, &["DeviantArt"], &[], true);
    rig.hint(Hint::Channel(ChannelId(forum))).await?;
    rig.art.publish("SomeBody", NewPost::image("A *red* fox"));
    rig.slash("watch", json!({ "artist": "SomeBody", "channel": forum })).await?;
    let sent = rig.slash("test", json!({ "watch": "SomeBody" })).await?;
    let posts = rig.world.posts(forum);
    assert_eq!((posts[0].name.as_str(), posts[0].tags.as_slice()), ("A *red* fox", ["DeviantArt".to_owned()].as_slice()));
    assert!(sent.text().contains(&format!("/{0}/{0}", posts[0].id)), "{}", sent.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_message_of_a_post_is_explained_and_leads_to_its_watch() -> anyhow::Result<()> {
    let (rig, forum) = staged(ChannelKind::Forum).await?;
    rig.slash("watch", json!({ "artist": "SomeBody", "channel": forum })).await?;
    rig.art.publish("SomeBody", NewPost::image("Fox"));
    rig.slash("test", json!({ "watch": "SomeBody" })).await?;
    let first = rig.world.posts(forum).last().map(|post| post.id).unwrap();
    let (watch, now) = (rig.watches(rig.guild).await?.remove(0), rig.deps.clock.now());
    let post = Post { artist: watch.wish.artist, published_at: Some(now), ..sample::post(3) };
    let artist = ArtistRef { id: post.artist, name: watch.wish.artist_name.clone(), icon: None };
    plant::post(&rig.store, &artist, &post, now, vec![plant::card(&watch, &post, now)]).await?;
    let sent = Settlement::Sent { message: MessageId(first), at: now };
    rig.store.for_bot().settle(&[(NotificationId::card(watch.id, post.id), sent)], now).await?;
    let why = rig.world.interact().on_message(&rig.moderator, first, "Why is this here?").await?;
    assert!(why.text().contains(&format!("/{first}/{first}")), "{}", why.text());
    let panel = rig.world.interact().on_message(&rig.moderator, first, "Change this watch").await?;
    assert!(panel.text().contains("a post for each deviation"), "{}", panel.text());
    Ok(())
}
