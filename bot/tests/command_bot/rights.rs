//! Nobody gets from the bot what Discord would not let them do: watches of channels that the asker cannot see, and channels where the asker
//! may not write.

use crate::rig::Rig;
use bot::delivery::Hint;
use domain::id::ChannelId;
use sandbox::discord::{ChannelKind, Overwrite, permission};
use serde_json::json;

/// May send through webhooks; Discord's bit.
const MANAGE_WEBHOOKS: u64 = 1 << 29;

/// A channel that only administrators see.
async fn hidden(rig: &mut Rig) -> anyhow::Result<u64> {
    let channel = rig.add_channel("hidden", ChannelKind::Text).await?;
    rig.world.overwrite(channel, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(channel))).await?;
    Ok(channel)
}

#[tokio::test(flavor = "multi_thread")]
async fn watches_of_channels_that_the_asker_cannot_see_are_only_counted() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let secret = hidden(&mut rig).await?;
    rig.plant("Open", rig.channel).await?;
    rig.plant("Secret", secret).await?;
    rig.plant("Covert", secret).await?;
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("Open") && !list.contains("Secret") && !list.contains("Covert"), "{list}");
    assert!(list.contains("2 more watches are in channels that you can't see"), "{list}");
    let choices = rig.complete("unwatch", json!({ "watch": "" }), "watch").await?;
    assert_eq!(choices.len(), 1, "{choices:?}");
    let theirs = rig.watches(rig.guild).await?.into_iter().find(|watch| watch.wish.artist_name == "Secret").unwrap();
    for wish in [theirs.id.to_string(), "Secret".to_owned()] {
        let text = rig.slash("unwatch", json!({ "watch": wish })).await?.text();
        assert!(!text.contains("Removed") && !text.contains("hidden"), "{text}");
        assert!(text.contains("2 watches are in channels that you can't see"), "{text}");
    }
    assert_eq!(rig.watches(rig.guild).await?.len(), 3);
    rig.moderator.permissions |= permission::ADMINISTRATOR;
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("Secret") && !list.contains("can't see"), "{list}");
    let text = rig.slash("unwatch", json!({ "watch": theirs.id.to_string() })).await?.text();
    assert!(text.contains("Removed"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_hidden_watches_only_says_how_many() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let secret = hidden(&mut rig).await?;
    rig.plant("Secret", secret).await?;
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("1 watch is in a channel that you can't see") && !list.contains("Secret"), "{list}");
    assert!(rig.complete("unwatch", json!({ "watch": "" }), "watch").await?.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_are_seen_with_their_channel_and_deleted_channels_by_all() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let secret = hidden(&mut rig).await?;
    let inside = rig.world.add_thread(secret, "inside");
    rig.hint(Hint::Channel(ChannelId(inside))).await?;
    let open = rig.world.add_thread(rig.channel, "open");
    rig.hint(Hint::Channel(ChannelId(open))).await?;
    let archived = rig.world.add_thread(rig.channel, "archived");
    rig.world.archive_thread(archived);
    let gone = rig.add_channel("gone", ChannelKind::Text).await?;
    rig.world.delete_channel(gone);
    rig.hint(Hint::Channel(ChannelId(gone))).await?;
    for (artist, channel) in [("Inside", inside), ("Thread", open), ("Archived", archived), ("Gone", gone)] {
        rig.plant(artist, channel).await?;
    }
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("Thread") && list.contains("Archived") && list.contains("Gone"), "{list}");
    assert!(!list.contains("Inside") && list.contains("1 more watch is in a channel that you can't see"), "{list}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_post_there_by_any_way_of_discords_may_watch_into_it() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("SomeBody");
    let news = rig.add_channel("news", ChannelKind::News).await?;
    let deny = permission::SEND_MESSAGES | permission::MANAGE_CHANNELS;
    for (allow, may) in [(0, false), (MANAGE_WEBHOOKS, true), (permission::MANAGE_CHANNELS, true), (permission::SEND_MESSAGES, true)] {
        rig.world.overwrite(news, Overwrite::of_member(rig.moderator.id, allow, deny & !allow));
        rig.hint(Hint::Channel(ChannelId(news))).await?;
        let text = rig.slash("watch", json!({ "artist": "SomeBody", "channel": news })).await?.text();
        assert_eq!(text.contains("will now appear"), may, "{allow:b}: {text}");
        assert_eq!(text.contains("You can't write"), !may, "{allow:b}: {text}");
        for watch in rig.watches(rig.guild).await? {
            rig.store.for_bot().remove_watch(watch.wish.guild, watch.id, rig.deps.clock.now()).await?;
        }
    }
    Ok(())
}
