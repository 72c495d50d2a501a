//! When posts come: the server's time zone, and the page of a watch's panel.

use crate::rig::{Rig, button};
use domain::clock::{Clock as _, SystemClock};
use domain::id::GuildId;
use domain::rhythm::{Digest, Rhythm};
use domain::watch::CatchUp;
use insta::assert_snapshot;
use sandbox::discord::{Reply, ReplyKind};
use serde_json::{Value, json};
use store::guild_settings::GuildSettings;

fn component(reply: &Reply, knob: &str) -> String {
    reply.custom_ids().into_iter().find(|id| id.ends_with(&format!(".{knob}"))).unwrap()
}

fn has(reply: &Reply, knob: &str) -> bool {
    reply.custom_ids().iter().any(|id| id.ends_with(&format!(".{knob}")))
}

fn filled(form: &Reply) -> Value {
    assert_eq!(form.kind, ReplyKind::Modal);
    form.modal.as_ref().unwrap()["components"][0]["components"][0]["value"].clone()
}

async fn rhythm(rig: &Rig) -> anyhow::Result<Rhythm> {
    Ok(rig.watches(rig.guild).await?[0].wish.rhythm)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_servers_time_zone_is_set_by_name_or_city() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    let zone = async || Ok::<_, anyhow::Error>(rig.store.for_bot().guild_settings(GuildId(rig.guild.0)).await?.zone);
    let set = rig.slash("settings", json!({ "timezone": "berlin" })).await?.text();
    assert!(set.contains("Saved") && set.contains("**Time zone:** Europe/Berlin, where it is "), "{set}");
    assert_eq!(zone().await?.map(|zone| zone.into_str()), Some("Europe/Berlin"));
    assert_snapshot!(rig.slash("settings", json!({ "timezone": "Atlantis" })).await?.text(), @"I know no time zone called **Atlantis**. Choose one from the list, or type a city in it, for example `Berlin` or `New York`.");
    assert_eq!(zone().await?.map(|zone| zone.into_str()), Some("Europe/Berlin"));
    let pause = rig.slash("pause", json!({ "for": "soon" })).await?.text();
    assert!(pause.contains("(dates are in Europe/Berlin)"), "{pause}");
    rig.slash("settings", json!({ "timezone": "UTC" })).await?;
    assert_eq!(rig.store.for_bot().guild_settings(GuildId(rig.guild.0)).await?, GuildSettings::default());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_times_sets_what_it_shows() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("SomeBody", rig.channel).await?;
    let (who, act) = (&rig.moderator, rig.world.interact());
    let page = rig.panel("somebody", &["Style and times", "Times"]).await?;
    assert!(!has(&page, "hour") && !has(&page, "day") && !has(&page, "silently"), "{:?}", page.custom_ids());
    let page = act.select(who, &page, &component(&page, "often"), &["weekly"]).await?;
    let page = act.select(who, &page, &component(&page, "day"), &["Sun"]).await?;
    let page = act.select(who, &page, &component(&page, "hour"), &["18"]).await?;
    assert_eq!(rhythm(&rig).await?.digest.map(|digest| digest.to_string()).as_deref(), Some("weekly sun 18"));
    let page = act.select(who, &page, &component(&page, "late"), &["newest=3"]).await?;
    assert_eq!(rig.watches(rig.guild).await?[0].wish.catch_up.to_string(), "newest=3");
    let form = act.click(who, &page, &button(&page, "Quiet hours")).await?;
    assert_eq!(filled(&form), json!(""));
    let page = act.modal(who, &form, &[("text", "at night")]).await?;
    assert!(page.text().contains("I can't read **at night** as quiet hours"), "{}", page.text());
    let form = act.click(who, &page, &button(&page, "Quiet hours")).await?;
    let page = act.modal(who, &form, &[("text", "10pm to 8")]).await?;
    let page = act.click(who, &page, &button(&page, "Quiet: afterwards")).await?;
    let text = page.text();
    let (lines, now) = text.rsplit_once('\n').unwrap();
    assert!(now.starts_with("Now: "), "{now}");
    assert_snapshot!(lines.replace(&rig.channel.to_string(), "CHANNEL"), @"
    ✅ Changed. It holds for what comes from now on.
    This watch
    Artist: **SomeBody**
    Posts: everything
    Channel: <#CHANNEL>
    Mature posts: left out
    Mentions: nobody
    Rhythm: a digest every week, Sunday at 18:00 (UTC)
    Quiet hours: 22:00-08:00 (UTC), posts come together afterwards
    After a pause: only the newest 3 posts
    ");
    let list = rig.slash("watches", json!({})).await?.text();
    assert!(list.contains("weekly digest \u{b7} \u{1f319} 22:00-08:00"), "{list}");
    let form = act.click(who, &page, &button(&page, "Quiet hours")).await?;
    assert_eq!(filled(&form), json!("22:00-08:00"));
    let page = act.modal(who, &form, &[("text", "")]).await?;
    let page = act.select(who, &page, &component(&page, "often"), &["at_once"]).await?;
    let page = act.select(who, &page, &component(&page, "late"), &["all"]).await?;
    assert_eq!(rhythm(&rig).await?, Rhythm::default());
    let back = act.click(who, &page, &button(&page, "Back")).await?;
    assert!(back.text().contains("Now: posting"), "{}", back.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_change_a_watch_changes_no_times() -> anyhow::Result<()> {
    use domain::id::ChannelId;
    use sandbox::discord::{ChannelKind, Overwrite, permission};
    let mut rig = Rig::start().await?;
    let news = rig.add_channel("news", ChannelKind::Text).await?;
    rig.plant("SomeBody", news).await?;
    let (who, act) = (&rig.moderator, rig.world.interact());
    let page = rig.panel("somebody", &["Style and times", "Times"]).await?;
    let form = act.click(who, &page, &button(&page, "Quiet hours")).await?;
    rig.world.overwrite(news, Overwrite::of_member(who.id, 0, permission::SEND_MESSAGES | permission::MANAGE_CHANNELS));
    rig.hint(bot::delivery::Hint::Channel(ChannelId(news))).await?;
    let who = &rig.moderator;
    for (knob, value) in [("often", "hourly"), ("late", "skip")] {
        let text = rig.world.interact().select(who, &page, &component(&page, knob), &[value]).await?.text();
        assert!(text.contains("You can't write in"), "{knob}: {text}");
    }
    let typed = rig.world.interact().modal(who, &form, &[("text", "22-8")]).await?.text();
    assert!(typed.contains("You can't write in"), "{typed}");
    let other = rig.world.interact().select(&rig.world.member(), &page, &component(&page, "often"), &["hourly"]).await?;
    assert!(other.text().contains("somebody else"), "{}", other.text());
    let wish = rig.watches(rig.guild).await?.remove(0).wish;
    assert_eq!((wish.rhythm, wish.catch_up), (Rhythm::default(), CatchUp::All));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn why_says_that_a_post_waits_for_its_hour() -> anyhow::Result<()> {
    let rig = Rig::start().await?;
    rig.plant("SomeBody", rig.channel).await?;
    let (watch, store) = (rig.watches(rig.guild).await?.remove(0), rig.store.for_bot());
    let post = domain::post::Post {
        published_at: Some(SystemClock.now()),
        ..domain::post::Post::unknown(domain::id::PostId(uuid::Uuid::from_u128(77)), watch.wish.artist)
    };
    let artist = domain::post::ArtistRef { id: watch.wish.artist, name: "SomeBody".to_owned(), icon: None };
    let planted = vec![testkit::plant::card(&watch, &post, SystemClock.now())];
    let id = planted[0].id;
    testkit::plant::post(&rig.store, &artist, &post, SystemClock.now(), planted).await?;
    let hourly = store::change::Change::Digest(Some(Digest::Hourly));
    store.change_watch(watch.wish.guild, watch.id, hourly, SystemClock.now()).await?;
    let until = SystemClock.now() + chrono::TimeDelta::hours(1);
    let due = store.notification(id).await?.ok_or_else(|| anyhow::anyhow!("no row"))?;
    assert!(store.wait_until(&due, until, SystemClock.now()).await?);
    let told = rig.slash("why", json!({ "post": post.id.to_string() })).await?.text();
    assert!(told.contains(&format!("it waits for the watch's digest, <t:{}:f>", until.timestamp())), "{told}");
    Ok(())
}
