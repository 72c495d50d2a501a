//! What watches inherit from their server: `/settings` changes them at once, and the panel shows and gives back what is the server's.

use crate::rig::{Rig, button};
use bot::delivery::Hint;
use domain::defaults::Defaults;
use domain::id::{ArtistId, ChannelId, GuildId, RoleId};
use domain::inherit::{Aspect, Inherited};
use domain::watch::{MatureWay, NewWatch, Style, What};
use insta::assert_snapshot;
use sandbox::discord::{ChannelKind, Dose, Fault, Reply, Where, permission};
use serde_json::{Value, json};
use store::guild_settings::GuildSettings;
use uuid::Uuid;

fn component(reply: &Reply, knob: &str) -> String {
    reply.custom_ids().into_iter().find(|id| id.ends_with(&format!(".{knob}"))).unwrap()
}

/// What is selected in a menu.
fn selected(reply: &Reply, knob: &str) -> Vec<Value> {
    let id = component(reply, knob);
    let rows = reply.components.as_array().unwrap().iter().flat_map(|row| row["components"].as_array().unwrap());
    let menu = rows.clone().find(|menu| menu["custom_id"] == id).unwrap();
    let options = menu["options"].as_array().unwrap().iter().filter(|option| option["default"] == true);
    options.map(|option| option["value"].clone()).collect()
}

async fn wish_of(rig: &Rig, artist: &str) -> anyhow::Result<NewWatch> {
    let watches = rig.watches(rig.guild).await?;
    let found = watches.into_iter().find(|watch| watch.wish.artist_name == artist);
    Ok(found.ok_or_else(|| anyhow::anyhow!("no watch of {artist}"))?.wish)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_defaults_reaches_the_watches_that_say_nothing_else() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for artist in ["Alder", "Birch"] {
        rig.art.add_artist(artist);
    }
    rig.slash("watch", json!({ "artist": "Alder" })).await?;
    rig.slash("watch", json!({ "artist": "Birch", "what": 0, "style": 0 })).await?;
    rig.plant("Old", rig.channel).await?;
    let mut hints = rig.cache.subscribe(coordination::topic::WATCHES).await?;
    let (who, act) = (&rig.moderator, rig.world.interact());
    let panel = rig.slash("settings", json!({})).await?;
    let page = act.click(who, &panel, &button(&panel, "All watches\u{2026}")).await?;
    let page = act.select(who, &page, "v1.settings.what", &["journals"]).await?;
    assert!(page.text().contains("\u{2705} Saved. 1 watch changes with it."), "{}", page.text());
    assert!(tokio::time::timeout(std::time::Duration::from_secs(30), hints.next()).await?.is_some(), "ingest polls by it");
    let page = act.select(who, &page, "v1.settings.style", &["compact"]).await?;
    let page = act.click(who, &page, &button(&page, "Times")).await?;
    let page = act.select(who, &page, "v1.settings.often", &["daily"]).await?;
    let page = act.select(who, &page, "v1.settings.hour", &["7"]).await?;
    let form = act.click(who, &page, &button(&page, "Quiet hours")).await?;
    let page = act.modal(who, &form, &[("text", "at night")]).await?;
    assert!(page.text().contains("I can't read **at night** as quiet hours"), "{}", page.text());
    let form = act.click(who, &page, &button(&page, "Quiet hours")).await?;
    let page = act.modal(who, &form, &[("text", "22-8")]).await?;
    let page = act.select(who, &page, "v1.settings.late", &["skip"]).await?;
    let text = page.text();
    assert_snapshot!(text.split_once("\n\n").unwrap().1, @"
    **All watches** do this where they don't say otherwise; a change here changes them at once.
    **Posts:** Journals
    **Mature posts:** Only in age-restricted channels (default)
    **Mention:** nobody (default)
    Style: compact
    Rhythm: a digest every day at 07:00 (UTC)
    Quiet hours: 22:00-08:00 (UTC), posts come without a sound
    After a pause: nothing of what came meanwhile
    ");
    let alder = wish_of(&rig, "Alder").await?;
    assert_eq!((alder.what, alder.style, alder.inherits), (What::Journals, Style::Compact, Inherited::all()));
    assert_eq!(alder.rhythm.digest.map(|digest| digest.to_string()).as_deref(), Some("daily 07"));
    let birch = wish_of(&rig, "Birch").await?;
    assert_eq!((birch.what, birch.style, birch.rhythm), (What::Everything, Style::Card, alder.rhythm));
    let old = wish_of(&rig, "Old").await?;
    assert_eq!((old.what, old.rhythm.digest), (What::Everything, None), "what was there before says everything itself");
    let back = act.click(who, &page, &button(&page, "Back")).await?;
    assert_eq!(selected(&back, "style"), [json!("compact")]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_shows_what_is_the_servers_and_gives_it_back() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("Alder");
    let role = rig.world.add_role(rig.guild, "readers", 0);
    rig.world.set_mentionable(rig.guild, role, true);
    rig.hint(Hint::Guild(GuildId(rig.guild.0))).await?;
    rig.slash("watch", json!({ "artist": "Alder" })).await?;
    let (who, act) = (&rig.moderator, rig.world.interact());
    let panel = rig.slash("settings", json!({})).await?;
    let page = act.click(who, &panel, &button(&panel, "All watches\u{2026}")).await?;
    act.select(who, &page, "v1.settings.ping", &[&role.to_string()]).await?;
    let panel = rig.slash("edit", json!({ "watch": "Alder" })).await?;
    let named = |reply: &Reply| reply.text().replace(&rig.channel.to_string(), "ART").replace(&role.to_string(), "readers");
    assert_snapshot!(named(&panel), @r"
    This watch
    Artist: **Alder**
    Posts: everything · as the server
    Channel: <#ART>
    Mature posts: left out · as the server
    Mentions: <@&readers> · as the server
    Now: posting
    ");
    assert_eq!((selected(&panel, "what"), selected(&panel, "mature")), (vec![json!("server")], vec![json!("server")]));
    let panel = act.select(who, &panel, &component(&panel, "what"), &["everything"]).await?;
    let panel = act.select(who, &panel, &component(&panel, "mature"), &["veiled"]).await?;
    let panel = act.click(who, &panel, &button(&panel, "Mention nobody")).await?;
    assert_snapshot!(named(&panel), @r"
    ✅ Changed. It holds for what comes from now on.
    This watch
    Artist: **Alder**
    Posts: everything
    Channel: <#ART>
    Mature posts: without picture and text where not age-restricted
    Mentions: nobody
    Now: posting
    ");
    let own = Aspect::ALL.into_iter().filter(|aspect| !matches!(aspect, Aspect::What | Aspect::Mature | Aspect::Ping));
    let own = own.fold(Inherited::default(), Inherited::with);
    assert_eq!(wish_of(&rig, "Alder").await?.inherits, own);
    let panel = act.select(who, &panel, &component(&panel, "what"), &["server"]).await?;
    let panel = act.select(who, &panel, &component(&panel, "mature"), &["server"]).await?;
    let styles = act.click(who, &panel, &button(&panel, "Style and times")).await?;
    assert_eq!(selected(&styles, "style"), [json!("server")]);
    let panel = act.click(who, &styles, &button(&styles, "Mention as the server")).await?;
    assert!(named(&panel).contains("Mentions: <@&readers> \u{b7} as the server"), "{}", named(&panel));
    let wish = wish_of(&rig, "Alder").await?;
    assert_eq!((wish.inherits, wish.mature, wish.ping.map(|ping| ping.role.0)), (Inherited::all(), false, Some(role)));
    // The page of times.
    let times = rig.panel("Alder", &["Style and times", "Times"]).await?;
    assert_eq!((selected(&times, "often"), selected(&times, "late")), (vec![json!("server")], vec![json!("server")]));
    let times = act.select(who, &times, &component(&times, "often"), &["hourly"]).await?;
    assert_eq!(selected(&times, "often"), [json!("hourly")]);
    let form = act.click(who, &times, &button(&times, "Quiet hours")).await?;
    let times = act.modal(who, &form, &[("text", "22-8")]).await?;
    let times = act.click(who, &times, &button(&times, "Quiet as the server")).await?;
    let times = act.select(who, &times, &component(&times, "often"), &["server"]).await?;
    assert_eq!(wish_of(&rig, "Alder").await?, wish, "{}", times.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn mature_posts_follow_the_channel_as_long_as_the_watch_says_nothing() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    rig.art.add_artist("Alder");
    let adult = rig.add_channel("adult", ChannelKind::Text).await?;
    rig.world.set_nsfw(adult, true);
    rig.hint(Hint::Channel(ChannelId(adult))).await?;
    rig.slash("watch", json!({ "artist": "Alder" })).await?;
    assert!(!wish_of(&rig, "Alder").await?.mature);
    let (who, act) = (&rig.moderator, rig.world.interact());
    let panel = rig.slash("edit", json!({ "watch": "Alder" })).await?;
    // Who chooses again sees the answer before Discord has confirmed it.
    let late = Fault::StallAfterCommit(std::time::Duration::from_millis(500));
    let late = rig.world.faults().inject(Where::Path("/messages/@original".to_owned()), late, Dose::Always);
    for (to, mature) in [(adult, true), (rig.channel, false), (adult, true)] {
        let moved = act.select(who, &panel, &component(&panel, "channel"), &[&to.to_string()]).await?;
        assert!(moved.text().contains("Moved"), "{}", moved.text());
        assert_eq!(wish_of(&rig, "Alder").await?.mature, mature);
    }
    assert!(rig.world.faults().fired_by(late) >= 2);
    rig.world.faults().remove(late);
    let settings = rig.slash("settings", json!({})).await?;
    let page = act.click(who, &settings, &button(&settings, "All watches\u{2026}")).await?;
    let page = act.select(who, &page, "v1.settings.mature", &["out"]).await?;
    assert!(!wish_of(&rig, "Alder").await?.mature);
    let refused = act.select(who, &page, "v1.settings.mature", &["channel"]).await?;
    assert!(refused.text().contains("no channel for mature posts yet"), "{}", refused.text());
    let page = act.select(who, &page, "v1.settings.mature", &["restricted"]).await?;
    assert!(wish_of(&rig, "Alder").await?.mature);
    act.select(who, &page, "v1.settings.mature", &["veiled"]).await?;
    assert_eq!(wish_of(&rig, "Alder").await?.mature_way, MatureWay::Veiled);
    Ok(())
}

/// The picture shows active threads only.
#[tokio::test(flavor = "multi_thread")]
async fn a_watch_in_an_archived_thread_goes_by_its_channel_also_when_an_administrator_changes_the_defaults() -> anyhow::Result<()> {
    let mut rig = Rig::start().await?;
    let adult = rig.add_channel("adult", ChannelKind::Text).await?;
    rig.world.set_nsfw(adult, true);
    rig.hint(Hint::Channel(ChannelId(adult))).await?;
    let thread = rig.world.add_thread(adult, "archived");
    rig.world.archive_thread(thread);
    let wish = NewWatch::new(GuildId(rig.guild.0), ChannelId(thread), ArtistId(Uuid::nil()), "Alder", rig.deps.clock.now());
    let wish = NewWatch { inherits: Inherited::all(), ..wish }.mature(true);
    rig.store.for_bot().add_watch(&wish, 9).await?;
    for who in [rig.world.add_user("owner", permission::ADMINISTRATOR), rig.moderator.clone()] {
        let act = rig.world.interact();
        let settings = act.slash((rig.guild, rig.channel, &who), "settings", json!({})).await?;
        let page = act.click(&who, &settings, &button(&settings, "All watches\u{2026}")).await?;
        for (way, mature) in [("out", false), ("restricted", true), ("veiled", true), ("restricted", true)] {
            act.select(&who, &page, "v1.settings.mature", &[way]).await?;
            assert_eq!(wish_of(&rig, "Alder").await?.mature, mature, "{way}");
        }
    }
    Ok(())
}

/// Whose right it is by which a role is mentioned that not everybody may.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_lent_the_right_of_the_one_who_chooses_it() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let role = rig.world.add_role(rig.guild, "Fans", 0);
    rig.art.add_artist("Alder");
    rig.slash("watch", json!({ "artist": "Alder" })).await?;
    let settings = GuildSettings { watches: Defaults { ping: Some(RoleId(role)), ..Defaults::default() }, ..GuildSettings::default() };
    rig.store.for_bot().save_guild_settings(GuildId(rig.guild.0), settings, rig.deps.clock.now()).await?;
    let by_right = async || anyhow::Ok(wish_of(&rig, "Alder").await?.ping.map(|ping| ping.by_right));
    assert_eq!(by_right().await?, Some(false));
    let (who, act) = (rig.world.add_user("owner", permission::ADMINISTRATOR), rig.world.interact());
    let settings = act.slash((rig.guild, rig.channel, &who), "settings", json!({})).await?;
    let page = act.click(&who, &settings, &button(&settings, "All watches\u{2026}")).await?;
    act.select(&who, &page, "v1.settings.style", &["compact"]).await?;
    assert_eq!(by_right().await?, Some(false), "another option says nothing of it");
    act.select(&who, &page, "v1.settings.ping", &[&role.to_string()]).await?;
    assert_eq!(by_right().await?, Some(true));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn watch_takes_a_rhythm() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    for (number, (artist, digest)) in
        [("Alder", None), ("Birch", Some("hourly")), ("Cedar", Some("daily 09")), ("Elder", Some("weekly mon 09"))].into_iter().enumerate()
    {
        rig.art.add_artist(artist);
        rig.slash("watch", json!({ "artist": artist, "rhythm": number })).await?;
        let wish = wish_of(&rig, artist).await?;
        assert_eq!(wish.rhythm.digest.map(|digest| digest.to_string()).as_deref(), digest);
        assert_eq!(wish.inherits, Inherited::all().without(Aspect::Rhythm));
    }
    Ok(())
}
