//! `/channels`: where posts have to wait, and what can be done about it.

use crate::rig::{Rig, button, row, state};
use bot::delivery::Hint;
use domain::id::{ChannelId, GuildId};
use domain::notification::Hold;
use sandbox::discord::{ChannelKind, Overwrite, permission};
use serde_json::json;
use store::holds::BrokenChannel;

/// A channel that takes nothing, or only no mature posts.
async fn broken(rig: &Rig, channel: u64, hold: Hold, reason: &str) -> anyhow::Result<()> {
    let now = rig.deps.clock.now();
    let (guild, channel) = (GuildId(rig.guild.0), ChannelId(channel));
    let row = BrokenChannel { guild, channel, hold, reason: reason.to_owned(), since: now, told_at: None, probe_at: now };
    rig.store.for_bot().guild_joined(guild, now).await?;
    Ok(rig.store.for_bot().save_broken_channel(&row).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_trouble_hears_so() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let text = rig.slash("channels", json!({})).await?.text();
    assert!(text.contains("Every channel takes my posts"), "{text}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_broken_channel_is_tried_moved_from_and_dropped() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let to = rig.add_channel("to", ChannelKind::Text).await?;
    rig.plant("One", rig.channel).await?;
    let watch = rig.watches(rig.guild).await?.remove(0);
    let held = row(&rig, &watch, "held", None).await?;
    broken(&rig, rig.channel, Hold::Channel, "Missing Access (code 50001)").await?;
    let list = rig.slash("watches", json!({ "only": 0 })).await?.text();
    assert!(list.contains("I can't post there: `/channels`"), "{list}");
    let shown = rig.slash("channels", json!({})).await?;
    assert!(shown.text().contains("Missing Access") && shown.text().contains("1 message waits"), "{}", shown.text());
    let (who, act) = (rig.moderator.clone(), rig.world.interact());
    let tried = act.click(&who, &shown, &button(&shown, "Try now")).await?;
    assert!(tried.text().contains("I'm trying"), "{}", tried.text());
    rig.hint(Hint::Channel(ChannelId(rig.channel))).await?;
    let menu = format!("v1.channels.moveto.{}", rig.channel);
    let asked = act.select(&who, &tried, &menu, &[&to.to_string()]).await?;
    assert!(asked.text().contains("Move 1 watch") && asked.text().contains("1 message that waits goes along"), "{}", asked.text());
    // Somebody drops it instead.
    let shown = rig.slash("channels", json!({})).await?;
    let asked = act.click(&who, &shown, &button(&shown, "Drop what waits")).await?;
    assert!(asked.text().contains("Drop the message that waits") && state(&rig, held).await?.0 == "held", "{}", asked.text());
    let dropped = act.click(&who, &asked, &button(&asked, "Drop")).await?;
    assert!(dropped.text().contains("Dropped 1 message"), "{}", dropped.text());
    assert_eq!(state(&rig, held).await?, ("suppressed".to_owned(), Some("dropped".to_owned())));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_listed_and_those_that_the_asker_cannot_see_are_counted() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let (adult, secret) = (rig.add_channel("adult", ChannelKind::Text).await?, rig.add_channel("secret", ChannelKind::Text).await?);
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    broken(&rig, rig.channel, Hold::Channel, "Missing Permissions (code 50013)").await?;
    broken(&rig, adult, Hold::Mature, "the channel is not age-restricted").await?;
    broken(&rig, secret, Hold::Channel, "Unknown *reason*").await?;
    let list = rig.slash("channels", json!({})).await?;
    let text = list.text();
    assert!(text.contains("Missing Permissions") && text.contains("mature posts wait") && !text.contains("Unknown"), "{text}");
    assert!(text.contains("1 more channel that you can't see"), "{text}");
    let one = rig.world.interact().select(&rig.moderator, &list, "v1.channels.pick", &[&adult.to_string()]).await?;
    assert!(one.text().contains("mature posts wait") && !one.text().contains("Missing Permissions"), "{}", one.text());
    Ok(())
}
