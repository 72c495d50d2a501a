//! Every panel, list and question beyond the first page, as somebody in English and somebody in German sees it: what a click leads to.

use crate::rig::{Rig, row};
use crate::spoken::{shown, steady};
use domain::id::{ChannelId, GuildId, MessageId, NotificationId};
use domain::notification::{Hold, Settlement};
use sandbox::discord::{ChannelKind, Reply};
use serde_json::json;
use std::fmt::Write;
use store::holds::BrokenChannel;
use testkit::{plant, sample};

struct Tour {
    rig: Rig,
    page: String,
    other: u64,
}

impl Tour {
    async fn start(locale: &str) -> anyhow::Result<Self> {
        let mut rig = Rig::start().await?;
        let other = rig.add_channel("other", ChannelKind::Text).await?;
        rig.moderator = rig.moderator.clone().with_locale(locale);
        rig.world.set_guild_locale(rig.guild, locale);
        for number in 0..12 {
            rig.plant(&format!("Artist{number:02}"), rig.channel).await?;
        }
        Ok(Self { rig, page: String::new(), other })
    }

    fn note(&mut self, what: &str, reply: Reply) -> anyhow::Result<Reply> {
        writeln!(self.page, "{what}\n    {}", steady(&shown(&self.rig, &reply, self.other)))?;
        Ok(reply)
    }

    async fn slash(&mut self, what: &str, command: &str, options: serde_json::Value) -> anyhow::Result<Reply> {
        let reply = self.rig.slash(command, options).await?;
        self.note(what, reply)
    }

    /// What the button leads to whose id has this in it, or ends with it where it begins with a dot.
    async fn click(&mut self, what: &str, on: &Reply, part: &str) -> anyhow::Result<Reply> {
        let id = id_with(on, part)?;
        let reply = self.rig.world.interact().click(&self.rig.moderator, on, &id).await?;
        self.note(what, reply)
    }

    async fn select(&mut self, what: &str, on: &Reply, (part, value): (&str, &str)) -> anyhow::Result<Reply> {
        let id = id_with(on, part)?;
        let reply = self.rig.world.interact().select(&self.rig.moderator, on, &id, &[value]).await?;
        self.note(what, reply)
    }
}

fn id_with(reply: &Reply, part: &str) -> anyhow::Result<String> {
    let ids = reply.custom_ids();
    let ends = part.starts_with('.') && !part.ends_with('.');
    ids.iter()
        .find(|id| if ends { id.ends_with(part) } else { id.contains(part) })
        .cloned()
        .ok_or_else(|| anyhow::anyhow!("no {part} in {ids:?}"))
}

/// The panel of a watch with all of its pages and forms.
async fn of_a_watch(tour: &mut Tour) -> anyhow::Result<()> {
    let list = tour.slash("/watches", "watches", json!({})).await?;
    let list = tour.click("/watches, the second page", &list, "v1.watches.1").await?;
    let first = list.components[0]["components"][0]["options"][0]["value"].as_str().unwrap_or_default().to_owned();
    let panel = tour.select("/watches, one chosen", &list, ("v1.open", &first)).await?;
    tour.click("The panel's filter", &panel, "v1.form.filter.").await?;
    let changed = tour.select("The panel, changed", &panel, (".what", "journals")).await?;
    let mature = tour.select("The panel, refused", &changed, (".mature", "in")).await?;
    let styles = tour.click("The panel's styles", &mature, ".styles").await?;
    tour.click("The panel's template", &styles, "v1.form.template.").await?;
    let times = tour.click("The panel's times", &styles, ".times").await?;
    tour.select("The panel's times, weekly", &times, (".often", "weekly")).await?;
    tour.click("The panel's quiet hours", &times, "v1.form.quiet.").await?;
    Ok(())
}

/// Removals, pauses and moves: the question, and what was done.
async fn of_many(tour: &mut Tour) -> anyhow::Result<()> {
    let removed = tour.slash("/unwatch, one", "unwatch", json!({ "watch": "Artist11" })).await?;
    tour.click("/unwatch, undone", &removed, "v1.undo.").await?;
    let here = format!("<#{}>", tour.rig.channel);
    let paused = tour.slash("/pause, all", "pause", json!({})).await?;
    tour.click("/resume, all", &paused, "v1.resume.").await?;
    let question = tour.slash("/move", "move", json!({ "from": here, "to": tour.other, "artist": "Artist10" })).await?;
    tour.click("/move, done", &question, "v1.move.").await?;
    let question = tour.slash("/unwatch, a channel", "unwatch", json!({ "watch": here })).await?;
    let removed = tour.click("/unwatch, a channel, done", &question, "v1.remove.").await?;
    tour.click("/unwatch, a channel, undone", &removed, "v1.undo.").await?;
    let status = tour.slash("/status", "status", json!({})).await?;
    tour.click("/status, the second page", &status, "v1.status.1").await?;
    let settings = tour.slash("/settings", "settings", json!({})).await?;
    let begin = tour.click("/settings, what new watches begin with", &settings, "v1.settings.watches").await?;
    tour.click("/settings, back", &begin, "v1.settings.server").await?;
    Ok(())
}

/// Channels in trouble, and what became of posts.
async fn of_trouble(tour: &mut Tour) -> anyhow::Result<()> {
    let (bot, now) = (tour.rig.store.for_bot(), tour.rig.deps.clock.now());
    let (guild, channel) = (GuildId(tour.rig.guild.0), ChannelId(tour.rig.channel));
    bot.guild_joined(guild, now).await?;
    let reason = "Missing Access (code 50001)".to_owned();
    let broken =
        |channel| BrokenChannel { guild, channel, hold: Hold::Channel, reason: reason.clone(), since: now, told_at: None, probe_at: now };
    let watch = tour.rig.watches(tour.rig.guild).await?.remove(0);
    row(&tour.rig, &watch, "held", None).await?;
    bot.save_broken_channel(&broken(channel)).await?;
    tour.slash("/channels, one", "channels", json!({})).await?;
    tour.rig.plant("Elsewhere", tour.other).await?;
    bot.save_broken_channel(&broken(ChannelId(tour.other))).await?;
    tour.slash("/watches, with problems", "watches", json!({ "only": 0 })).await?;
    let list = tour.slash("/channels, several", "channels", json!({})).await?;
    let one = tour.select("/channels, one chosen", &list, (".pick", &channel.to_string())).await?;
    let tried = tour.click("/channels, tried", &one, ".try.").await?;
    let question = tour.click("/channels, to be dropped", &tried, ".drop.").await?;
    tour.click("/channels, dropped", &question, ".dropped.").await?;

    let message = tour.rig.world.say(tour.rig.channel, "two cards");
    plant::artist(&tour.rig.store, &sample::artist(0)).await?;
    for number in 1..=2 {
        let post = domain::post::Post { artist: watch.wish.artist, ..sample::post(number) };
        plant::post(&tour.rig.store, &sample::artist(0), &post, now, vec![plant::card(&watch, &post, now)]).await?;
        let sent = Settlement::Sent { message: MessageId(message), at: now };
        bot.settle(&[(NotificationId::card(watch.id, post.id), sent)], now).await?;
    }
    let several = tour.rig.world.interact().on_message(&tour.rig.moderator, message, "Why is this here?").await?;
    let several = tour.note("Why is this here?, of several", several)?;
    tour.select("Why is this here?, one chosen", &several, ("v1.why.", &sample::post(1).id.to_string())).await?;
    let panel = tour.rig.world.interact().on_message(&tour.rig.moderator, message, "Change this watch").await?;
    tour.note("Change this watch", panel)?;
    Ok(())
}

/// Files, trials, previews.
async fn of_files(tour: &mut Tour) -> anyhow::Result<()> {
    for artist in ["Alder", "Birch"] {
        tour.rig.art.add_artist(artist);
    }
    for number in 0..24 {
        tour.rig.art.publish("Alder", sandbox::deviantart::NewPost::image(format!("Fox {number}")));
    }
    tour.rig.art.publish("Birch", sandbox::deviantart::NewPost::image("Fern"));
    let file = tour.rig.world.add_file("watches.txt", b"Alder\nnobodyatall\n");
    let plan = tour.slash("/import", "import", json!({ "file": file.to_string() })).await?;
    tour.click("/import, done", &plan, "v1.import.").await?;
    let added = tour.slash("/watch", "watch", json!({ "artist": "Birch" })).await?;
    tour.click("/watch, its preview", &added, "v1.preview.").await?;
    let trial = tour.slash("/filter", "filter", json!({ "artist": "Alder", "text": "fox" })).await?;
    tour.click("/filter, the second page", &trial, ".1").await?;
    tour.click("/filter, the form", &trial, "v1.form.trial.").await?;
    let wrong = tour.slash("/filter, wrong", "filter", json!({ "artist": "Alder", "text": "cat -" })).await?;
    tour.click("/filter, wrong, the form", &wrong, "v1.form.trial.").await?;
    let form = tour.rig.world.interact().slash((tour.rig.guild, tour.rig.channel, &tour.rig.moderator), "forget", json!({})).await?;
    let wrong = tour.rig.world.interact().modal(&tour.rig.moderator, &form, &[("name", "Wrong")]).await?;
    let wrong = tour.note("/forget, another name", wrong)?;
    let form = tour.click("/forget, the form again", &wrong, "v1.form.forget").await?;
    let done = tour.rig.world.interact().modal(&tour.rig.moderator, &form, &[("name", "Guild")]).await?;
    tour.note("/forget, done", done)?;
    Ok(())
}

/// Everything that is shown in this language.
async fn tour(locale: &str) -> anyhow::Result<String> {
    let mut tour = Tour::start(locale).await?;
    of_a_watch(&mut tour).await?;
    of_many(&mut tour).await?;
    of_trouble(&mut tour).await?;
    of_files(&mut tour).await?;
    Ok(tour.page)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_panel_in_english() -> anyhow::Result<()> {
    insta::assert_snapshot!(tour("en-US").await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_panel_in_german() -> anyhow::Result<()> {
    insta::assert_snapshot!(tour("de").await?);
    Ok(())
}
