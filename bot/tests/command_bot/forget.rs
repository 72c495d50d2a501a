//! `/forget`: everything of the server goes, after its name is typed.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::id::{ChannelId, GuildId};
use insta::assert_snapshot;
use sandbox::discord::{ChannelKind, Overwrite, Reply, ReplyKind, permission};
use serde_json::json;

/// The moderator uses `/forget`.
async fn form(rig: &Rig) -> anyhow::Result<Reply> {
    Ok(rig.world.interact().slash((rig.guild, rig.channel, &rig.moderator), "forget", json!({})).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_is_asked_for_until_it_is_right_and_then_everything_is_gone() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    for artist in ["Alder", "Birch"] {
        rig.plant(artist, rig.channel).await?;
    }
    let other = rig.world.add_guild("Other");
    rig.hint(Hint::Guild(GuildId(other.0))).await?;
    rig.deps.store.guild_joined(GuildId(other.0), rig.deps.clock.now()).await?;
    let opened = form(&rig).await?;
    assert_eq!(opened.kind, ReplyKind::Modal);
    let field = &opened.modal.as_ref().unwrap()["components"][0]["components"][0];
    assert_eq!((&field["label"], &field["max_length"]), (&json!("This server's name"), &json!(100)));
    let interact = rig.world.interact();
    let refused = interact.modal(&rig.moderator, &opened, &[("name", "Other")]).await?;
    assert!(refused.ephemeral);
    assert_snapshot!(refused.text(), @"That isn't this server's name, so nothing was erased. Its name is **Guild**.");
    assert_eq!(rig.watches(rig.guild).await?.len(), 2);
    // The button opens the form again; what it changes is the refusal.
    let again = interact.click(&rig.moderator, &refused, &button(&refused, "Type it again")).await?;
    assert_eq!(again.kind, ReplyKind::Modal);
    interact.modal(&rig.moderator, &again, &[("name", " guild ")]).await?;
    let done = interact.again(&refused);
    assert_snapshot!(done.text(), @"\u{2705} I've erased everything of this server, with its 2 watches. What I posted stays in your channels; use `/watch` to begin again.");
    assert!(done.components.as_array().is_none_or(Vec::is_empty), "{}", done.components);
    assert_eq!(rig.watches(rig.guild).await?, []);
    let known: Vec<u64> = rig.store.for_bot().guilds_after(None, 10).await?.into_iter().map(|guild| guild.id.0).collect();
    assert_eq!(known, [other.0], "the others stay");
    rig.hint(Hint::Erased(GuildId(rig.guild.0))).await?;
    // The bot is still in the server, and a new session does not make it known again.
    rig.disconnect().await?;
    rig.connect(crate::rig::patience()).await?;
    let empty = form(&rig).await?;
    let empty = rig.world.interact().modal(&rig.moderator, &empty, &[("name", "Guild")]).await?;
    assert_snapshot!(empty.text(), @"There was nothing to erase: I know nothing of this server.");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_removed_before_cannot_be_brought_back_after_everything_was_erased() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("Alder", rig.channel).await?;
    rig.plant("Birch", rig.channel).await?;
    let removed = rig.slash("unwatch", json!({ "watch": "Alder" })).await?;
    let opened = form(&rig).await?;
    rig.world.interact().modal(&rig.moderator, &opened, &[("name", "Guild")]).await?;
    let back = rig.world.interact().click(&rig.moderator, &removed, &button(&removed, "Undo")).await?;
    assert_snapshot!(back.text(), @"This can't be undone anymore. Use `/watch` to add it again.");
    assert_eq!(rig.watches(rig.guild).await?, []);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_manages_the_server_and_sees_all_watched_channels_erases_it() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.plant("Alder", rig.channel).await?;
    let secret = rig.add_channel("secret", ChannelKind::Text).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    rig.plant("Birch", secret).await?;
    let interact = rig.world.interact();
    let refused = interact.slash((rig.guild, rig.channel, &rig.world.member()), "forget", json!({})).await?;
    assert_snapshot!(refused.text(), @"You need **Manage Server** for this.");
    let opened = form(&rig).await?;
    // Somebody without the right sends the form that was shown to somebody else.
    let forged = interact.modal(&rig.world.member(), &opened, &[("name", "Guild")]).await?;
    assert_snapshot!(forged.text(), @"You need **Manage Server** for this.");
    let blind = interact.modal(&rig.moderator, &opened, &[("name", "Guild")]).await?;
    assert_snapshot!(blind.text(), @"Nothing was erased: 1 watch posts in channels that you can't see. Somebody who sees all of them, such as an administrator, can do this.");
    assert_eq!(rig.watches(rig.guild).await?.len(), 2);
    Ok(())
}
