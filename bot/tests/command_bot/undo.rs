//! `/unwatch`: several at once are asked about first, and what was removed can be brought back.

use crate::rig::Rig;
use bot::delivery::Hint;
use domain::id::{ChannelId, NotificationId, PostId};
use domain::watch::Watch;
use sandbox::discord::{ChannelKind, Reply, permission};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use uuid::Uuid;

fn button(reply: &Reply, label: &str) -> String {
    let buttons = reply.components[0]["components"].as_array().unwrap();
    let found = buttons.iter().find(|button| button["label"] == label).unwrap();
    found["custom_id"].as_str().unwrap().to_owned()
}

/// A post that waits to be sent for this watch.
async fn waiting(rig: &Rig, watch: &Watch) -> anyhow::Result<NotificationId> {
    let (post, connection) = (PostId(Uuid::new_v4()), rig.store.connection());
    let id = NotificationId::card(watch.id, post);
    let sql = "INSERT INTO notification (id, watch_id, guild_id, channel_id, artist_id, post_id, state, observed_at, due_at, attempts, updated_at) \
               VALUES (?, ?, ?, ?, ?, ?, 'pending', 1, 1, 0, 1)";
    let (guild, channel) = (watch.wish.guild.to_db().into(), watch.wish.channel.to_db().into());
    let values = [id.0.into(), watch.id.0.into(), guild, channel, watch.wish.artist.0.into(), post.0.into()];
    connection.execute_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values)).await?;
    Ok(id)
}

async fn state(rig: &Rig, id: NotificationId) -> anyhow::Result<(String, Option<String>)> {
    let connection = rig.store.connection();
    let ask = Statement::from_sql_and_values(
        connection.get_database_backend(),
        "SELECT state, reason FROM notification WHERE id = ?",
        [id.0.into()],
    );
    let row = connection.query_one_raw(ask).await?.unwrap();
    Ok((row.try_get("", "state")?, row.try_get("", "reason")?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_watch_comes_back_with_what_it_held() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("SomeBody", rig.channel).await?;
    let before = rig.watches(rig.guild).await?;
    let post = waiting(&rig, &before[0]).await?;
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
    rig.world.overwrite(secret, rig.guild.0, false, 0, permission::VIEW_CHANNEL);
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
    rig.world.overwrite(other, rig.moderator.id, true, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS);
    rig.hint(Hint::Channel(ChannelId(other))).await?;
    let back = rig.world.interact().click(&rig.moderator, &removed, &button(&removed, "Undo")).await?;
    assert!(back.text().contains("Restored 1 of 2 watches"), "{}", back.text());
    assert_eq!(rig.watches(rig.guild).await?.len(), 2);
    // What is left keeps its button: it comes back once they may write there again.
    rig.world.overwrite(other, rig.moderator.id, true, 0, 0);
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
