//! `/settings`: the panel of what holds for the whole server.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::id::{ChannelId, GuildId};
use domain::language::Language;
use domain::watch::{MatureWay, What};
use insta::assert_snapshot;
use sandbox::deviantart::NewPost;
use sandbox::discord::{ChannelKind, Overwrite, permission};
use serde_json::json;
use store::guild_settings::GuildSettings;

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_shows_what_is_set_and_a_new_watch_begins_with_it() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("Alder");
    let log = rig.add_channel("log", ChannelKind::Text).await?;
    let role = rig.world.add_role(rig.guild, "readers", 0);
    rig.hint(Hint::Guild(GuildId(rig.guild.0))).await?;
    rig.world.set_mentionable(rig.guild, role, true);
    rig.hint(Hint::Guild(GuildId(rig.guild.0))).await?;
    let named = |text: String| text.replace(&log.to_string(), "log").replace(&role.to_string(), "readers");
    let panel = rig.slash("settings", json!({})).await?;
    assert_snapshot!(panel.text(), @"
    Settings of this server
    **Problems** are reported in the channel for community updates, else where Discord posts its own messages (default).
    **Mature posts** have no channel of their own (default).
    **Language** of cards and notices: English, as this server has it in Discord (default)
    **When a post is deleted** on DeviantArt, the picture goes and the title is struck out (default).
    **Time zone:** UTC (default). `/settings timezone` sets another one.

    **All watches** do this where they don't say otherwise; a change here changes them at once.
    **Posts:** Everything (default)
    **Mature posts:** Only in age-restricted channels (default)
    **Mention:** nobody (default)
    ");
    let act = rig.world.interact();
    let channel = act.select(&rig.moderator, &panel, "v1.settings.notices", &[&log.to_string()]).await?;
    let language = act.select(&rig.moderator, &channel, "v1.settings.language", &["de"]).await?;
    let watches = act.click(&rig.moderator, &language, &button(&language, "All watches\u{2026}")).await?;
    let what = act.select(&rig.moderator, &watches, "v1.settings.what", &["deviations"]).await?;
    let mature = act.select(&rig.moderator, &what, "v1.settings.mature", &["out"]).await?;
    let ping = act.select(&rig.moderator, &mature, "v1.settings.ping", &[&role.to_string()]).await?;
    let back = act.click(&rig.moderator, &ping, &button(&ping, "Back")).await?;
    assert!(!back.text().contains("Saved"), "{}", back.text());
    let ping = act.click(&rig.moderator, &back, &button(&back, "Remove")).await?;
    assert_snapshot!(named(ping.text()), @"
    ✅ Saved.
    Settings of this server
    **Problems** are reported in <#log>.
    **Mature posts** have no channel of their own (default).
    **Language** of cards and notices: Deutsch
    **When a post is deleted** on DeviantArt, the message is removed.
    **Time zone:** UTC (default). `/settings timezone` sets another one.

    **All watches** do this where they don't say otherwise; a change here changes them at once.
    **Posts:** Deviations (artworks, literature, videos)
    **Mature posts:** left out
    **Mention:** <@&readers>
    ");
    rig.slash("watch", json!({ "artist": "Alder" })).await?;
    let [watch] = rig.watches(rig.guild).await?.try_into().unwrap();
    assert_eq!((watch.wish.what, watch.wish.mature), (What::Deviations, false));
    assert_eq!(watch.wish.ping.map(|ping| ping.role.0), Some(role));
    // What is said with the command counts.
    let added = rig.slash("watch", json!({ "artist": "Alder", "what": 2 })).await?.text();
    assert!(added.contains("journals"), "{added}");
    let reset = act.click(&rig.moderator, &ping, &button(&ping, "Back to the defaults")).await?;
    assert!(reset.text().contains("Saved"), "{}", reset.text());
    assert_eq!(rig.store.for_bot().guild_settings(GuildId(rig.guild.0)).await?, GuildSettings::default());
    assert_eq!(rig.watches(rig.guild).await?.len(), 2, "watches that exist stay as they are");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sets_a_place_or_a_role_that_they_may_not_use() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let secret = rig.add_channel("secret", ChannelKind::Text).await?;
    rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    rig.hint(Hint::Channel(ChannelId(secret))).await?;
    let role = rig.world.add_role(rig.guild, "readers", 0);
    rig.world.set_mentionable(rig.guild, role, false);
    let panel = rig.slash("settings", json!({})).await?;
    let act = rig.world.interact();
    let refused = act.select(&rig.moderator, &panel, "v1.settings.notices", &[&secret.to_string()]).await?;
    assert!(!refused.text().contains("Saved"), "{}", refused.text());
    let watches = act.click(&rig.moderator, &refused, &button(&refused, "All watches\u{2026}")).await?;
    let refused = act.select(&rig.moderator, &watches, "v1.settings.ping", &[&role.to_string()]).await?;
    assert!(!refused.text().contains("Saved"), "{}", refused.text());
    let stranger = act.select(&rig.world.member(), &refused, "v1.settings.what", &["journals"]).await?;
    assert!(stranger.text().contains("somebody else"), "{}", stranger.text());
    let refused = act.click(&rig.moderator, &refused, &button(&refused, "Back")).await?;
    let other = act.click(&rig.world.member(), &refused, &button(&refused, "Back to the defaults")).await;
    assert!(other.is_err(), "the button of what is the default is off");
    assert_eq!(rig.store.for_bot().guild_settings(GuildId(rig.guild.0)).await?, GuildSettings::default());
    assert_eq!(rig.store.for_bot().guilds_after(None, 10).await?, [], "nothing is stored of a server that has set nothing");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_has_the_language_of_the_server_and_the_words_around_it_the_askers() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.art.add_artist("Alder");
    rig.art.publish("Alder", NewPost::image("Fern"));
    rig.world.set_guild_locale(rig.guild, "de");
    let preview = rig.slash("preview", json!({ "artist": "Alder" })).await?;
    assert_eq!(preview.embeds[0]["footer"]["text"], "Bild \u{b7} DeviantArt");
    assert!(preview.content.contains("Only you can see this"), "{}", preview.content);
    rig.slash("watch", json!({ "artist": "Alder" })).await?;
    let guild = GuildId(rig.guild.0);
    testkit::until("the server's language is known", async || {
        rig.store.for_bot().guild_language(guild).await.is_ok_and(|language| language == Some(Language::German))
    })
    .await;
    let french = GuildSettings { language: Some(Language::French), ..GuildSettings::default() };
    rig.store.for_bot().save_guild_settings(guild, french, rig.deps.clock.now()).await?;
    let preview = rig.slash("preview", json!({ "artist": "Alder" })).await?;
    assert_eq!(preview.embeds[0]["footer"]["text"], "Image \u{b7} DeviantArt");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn mature_posts_go_to_a_channel_of_their_own_which_is_age_restricted() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("Alder");
    let adult = rig.add_channel("adult", ChannelKind::Text).await?;
    let act = rig.world.interact();
    let panel = rig.slash("settings", json!({})).await?;
    let refused = act.select(&rig.moderator, &panel, "v1.settings.elsewhere", &[&adult.to_string()]).await?;
    assert!(refused.text().contains("isn't age-restricted") && !refused.text().contains("Saved"), "{}", refused.text());
    // There is none yet: that is said where somebody wants it.
    let watch = rig.slash("watch", json!({ "artist": "Alder", "mature": true })).await?;
    let elsewhere = button(&watch, "Mature channel");
    let none = act.click(&rig.moderator, &watch, &elsewhere).await?;
    assert!(none.text().contains("no channel for mature posts yet"), "{}", none.text());
    rig.world.set_nsfw(adult, true);
    rig.hint(Hint::Channel(ChannelId(adult))).await?;
    let saved = act.select(&rig.moderator, &refused, "v1.settings.elsewhere", &[&adult.to_string()]).await?;
    assert!(saved.text().contains(&format!("**Mature posts** go to <#{adult}>")), "{}", saved.text());
    let watch = rig.slash("watch", json!({ "artist": "Alder", "mature": true })).await?;
    let added = act.click(&rig.moderator, &watch, &button(&watch, "Mature channel")).await?;
    assert!(added.text().contains("Mature posts go to the server's channel for them."), "{}", added.text());
    let [stored] = rig.watches(rig.guild).await?.try_into().unwrap();
    assert_eq!((stored.wish.mature, stored.wish.mature_way), (true, MatureWay::Channel));
    let panel = rig.slash("edit", json!({ "watch": "Alder" })).await?;
    assert!(panel.text().contains("Mature posts: in the server's channel for them"), "{}", panel.text());
    let veiled = act.select(&rig.moderator, &panel, &format!("v1.panel.{}.mature", stored.id), &["veiled"]).await?;
    assert!(veiled.text().contains("without picture and text where not age-restricted"), "{}", veiled.text());
    // Who may not write there does not send anything there through a watch.
    let none = Overwrite::of_member(rig.moderator.id, 0, permission::VIEW_CHANNEL);
    rig.world.overwrite(adult, none);
    rig.hint(Hint::Channel(ChannelId(adult))).await?;
    let refused = act.select(&rig.moderator, &veiled, &format!("v1.panel.{}.mature", stored.id), &["channel"]).await?;
    assert!(refused.text().contains("You can't see"), "{}", refused.text());
    let [stored] = rig.watches(rig.guild).await?.try_into().unwrap();
    assert_eq!(stored.wish.mature_way, MatureWay::Veiled);
    Ok(())
}
