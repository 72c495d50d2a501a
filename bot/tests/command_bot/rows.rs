//! Every row of the table of answers, as somebody in English and somebody in German sees it: the text, and what stands below it. What the files of
//! words have for these answers is compared with what was shown.

use crate::again::Broken;
use crate::rig::{Rig, row};
use crate::spoken::{shown, steady};
use bot::delivery::Hint;
use domain::clock::{Clock, SystemClock};
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::post::ArtistRef;
use sandbox::deviantart::Fault;
use sandbox::discord::{ChannelKind, Dose, Overwrite, Reply, Where, permission};
use sandbox::fault::When;
use sandbox::odd::Edit;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use store::refused::Refused;
use uuid::Uuid;

/// The table's rows.
const ROWS: [&str; 20] = [
    "added",
    "several",
    "unknown name",
    "link without an artist",
    "group",
    "folder unknown or doubtful",
    "journals with a folder",
    "already there",
    "adds nothing",
    "channel cannot take it",
    "bot lacks permissions",
    "you lack them",
    "mature, not age-restricted",
    "everyone as ping; role not allowed",
    "filter or template wrong",
    "full",
    "too fast; DeviantArt away; store away; a bug",
    "old button, someone else's list",
    "refused by DeviantArt",
    NOT_SERVED,
];
const NOT_SERVED: &str = "not served here";

/// The headings of the files whose messages are these answers.
const HEADINGS: [&str; 4] =
    ["What is wrong with a channel or a role", "/watch", "/watch with several artists", "When something is in the way"];

/// Messages that the tour does not come to, by the beginning of their keys, and why.
const ELSEWHERE: [(&str, &str); 14] = [
    ("page-", "what a link shows, inside watch-page"),
    ("permission-", "names inside place-missing"),
    ("trouble-in-", "times inside other answers"),
    ("trouble-slow-down", "no command has a pause between two uses"),
    ("trouble-guild-only", "Discord offers the commands in servers only"),
    ("trouble-not-allowed", "a message that tells of nobody who asked; the replays have it"),
    ("trouble-options", "what poise itself cannot read; odd interactions have it"),
    ("trouble-deviantart-slow", "takes as long as a look-up may"),
    ("trouble-busy", "takes a queue of look-ups"),
    ("trouble-login", "takes a client that was refused"),
    ("trouble-no-name", "names are checked before they are asked for"),
    ("watch-adds-nothing-", "one of them is shown; the kinds differ in a word"),
    ("watch-spelling", "where a name has no address"),
    ("watch-not-known-here", "a bot without access to DeviantArt"),
];

/// One language's way through the table.
struct Tour {
    rig: Rig,
    page: String,
    seen: BTreeSet<&'static str>,
}

impl Tour {
    async fn start(locale: &str) -> anyhow::Result<Self> {
        Ok(Self { rig: rig(locale, 100).await?, page: String::new(), seen: BTreeSet::new() })
    }

    /// Another server for what follows.
    async fn again(&mut self, locale: &str, most: u32) -> anyhow::Result<()> {
        self.rig = rig(locale, most).await?;
        Ok(())
    }

    /// What was answered in this case of this row; `with`: parts of the ids of what has to stand below it.
    fn note(&mut self, (row, case): (&'static str, &str), reply: &Reply, with: &[&str]) -> anyhow::Result<()> {
        assert!(ROWS.contains(&row), "{row}");
        let ids = reply.custom_ids();
        for part in with {
            assert!(ids.iter().any(|id| id.contains(part)), "{row}, {case}: no {part} in {ids:?}\n{}", reply.text());
        }
        writeln!(self.page, "{row}: {case}\n    {}", steady(&shown(&self.rig, reply, u64::MAX)))?;
        self.seen.insert(row);
        Ok(())
    }

    /// The same of a command.
    async fn ask(&mut self, case: (&'static str, &str), (command, options): (&str, Value), with: &[&str]) -> anyhow::Result<Reply> {
        *self.rig.deps.look_ups.lock() = bot::command::LookUps::default();
        let reply = self.rig.slash(command, options).await?;
        self.note(case, &reply, with)?;
        Ok(reply)
    }

    async fn watch(&mut self, row: &'static str, case: &str, options: Value, with: &[&str]) -> anyhow::Result<Reply> {
        self.ask((row, case), ("watch", options), with).await
    }

    /// The same of the component whose id ends like this.
    async fn click(&mut self, case: (&'static str, &str), on: &Reply, end: &str, with: &[&str]) -> anyhow::Result<Reply> {
        let id =
            on.custom_ids().into_iter().find(|id| id.ends_with(end)).ok_or_else(|| anyhow::anyhow!("no {end} in {:?}", on.custom_ids()))?;
        let reply = self.rig.world.interact().click(&self.rig.moderator, on, &id).await?;
        self.note(case, &reply, with)?;
        Ok(reply)
    }

    /// A channel that the bot knows, with this done to it first.
    async fn place(&mut self, name: &str, kind: ChannelKind, change: impl FnOnce(&Rig, u64)) -> anyhow::Result<u64> {
        let channel = self.rig.add_channel(name, kind).await?;
        change(&self.rig, channel);
        self.rig.hint(Hint::Channel(ChannelId(channel))).await?;
        Ok(channel)
    }
}

async fn rig(locale: &str, most: u32) -> anyhow::Result<Rig> {
    let mut rig = Rig::start_with(|deps, _| {
        deps.max_watches = most;
        deps.clock = Arc::new(Broken::default());
    })
    .await?;
    rig.moderator = rig.moderator.clone().with_locale(locale);
    rig.world.set_guild_locale(rig.guild, locale);
    for artist in ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel"] {
        rig.art.add_artist(artist);
    }
    Ok(rig)
}

/// What `/watch` adds, and what it cannot make out.
async fn artists(tour: &mut Tour) -> anyhow::Result<()> {
    let after = ["v1.preview.", "v1.panel.", "v1.remove."];
    let role = tour.rig.world.add_role(tour.rig.guild, "fans", 0);
    tour.rig.world.set_mentionable(tour.rig.guild, role, true);
    tour.watch("added", "everything", json!({ "artist": "Alder" }), &after).await?;
    tour.watch("added", "deviations, with a role", json!({ "artist": "Birch", "what": 1, "ping": role }), &after).await?;
    tour.watch("added", "journals, with a filter", json!({ "artist": "Cedar", "what": 2, "filter": "fox" }), &after).await?;
    tour.watch("added", "status updates", json!({ "artist": "Elm", "what": 3 }), &after).await?;
    tour.rig.art.add_folder("Dogwood", "Best");
    tour.watch("added", "a folder", json!({ "artist": "Dogwood", "folder": "Best" }), &after).await?;
    let group = "Foxes-United";
    tour.rig.art.add_group(group);
    for number in 0..30 {
        tour.rig.art.add_folder(group, &format!("Folder {number:02}"));
    }
    tour.watch("added", "a whole group", json!({ "artist": group, "folder": "*" }), &after).await?;
    tour.watch("group", "its folders in pages", json!({ "artist": group }), &[".folder", ".folders.1"]).await?;
    tour.watch("group", "journals", json!({ "artist": group, "what": 2 }), &[]).await?;
    tour.rig.art.add_group("Empty-Group");
    tour.watch("group", "no folders", json!({ "artist": "Empty-Group" }), &[".folder"]).await?;

    let known = ArtistRef { id: ArtistId(Uuid::from_u128(9)), name: "Loish".to_owned(), icon: None };
    testkit::plant::artist(&tour.rig.store, &known).await?;
    tour.watch("unknown name", "a guess", json!({ "artist": "lowish" }), &[".artist.Loish"]).await?;
    tour.watch("unknown name", "none", json!({ "artist": "nobodyatall" }), &[]).await?;
    tour.watch("unknown name", "no name", json!({ "artist": "two words" }), &[]).await?;
    for (case, link) in [
        ("a tag", "https://www.deviantart.com/tag/fox"),
        ("another site", "https://example.com/x"),
        ("a post's number", "https://www.deviantart.com/deviation/123"),
        ("a folder's number", "https://www.deviantart.com/alder/gallery/123"),
    ] {
        tour.watch("link without an artist", case, json!({ "artist": link }), &[]).await?;
    }
    let two = json!({ "artist": "https://www.deviantart.com/alder https://www.deviantart.com/birch" });
    tour.ask(("link without an artist", "two where one is wanted"), ("preview", two), &[]).await?;

    let parents = ["One", "Two"].map(|name| tour.rig.art.add_folder("Fir", name));
    for parent in parents {
        tour.rig.art.add_subfolder("Fir", parent, "Sketches");
    }
    let doubtful = "folder unknown or doubtful";
    tour.watch(doubtful, "a near one", json!({ "artist": "Fir", "folder": "Skeches" }), &[".folder"]).await?;
    tour.watch(doubtful, "two of that name", json!({ "artist": "Fir", "folder": "Sketches" }), &[".folder"]).await?;
    tour.watch(doubtful, "none near", json!({ "artist": "Fir", "folder": "qqqqqqqq" }), &[".folder"]).await?;
    tour.watch(doubtful, "no folders", json!({ "artist": "Hazel", "folder": "xylophone" }), &[]).await?;
    let journals = json!({ "artist": "Fir", "what": 2, "folder": "One" });
    tour.watch("journals with a folder", "named", journals, &[".nofolder"]).await?;
    tour.watch("already there", "the same", json!({ "artist": "Alder" }), &["v1.panel."]).await?;
    tour.watch("adds nothing", "a part", json!({ "artist": "Alder", "what": 2 }), &[".role", "v1.panel."]).await?;

    let list = json!({ "artist": "Hazel, Alder, nobodyatall" });
    let several = tour.watch("several", "added, there, unknown", list, &[".again"]).await?;
    tour.click(("several", "the failed again"), &several, ".again", &[]).await?;
    tour.watch("several", "with a role", json!({ "artist": "Fir, nobody2", "ping": role }), &[".again"]).await?;
    let groups = json!({ "artist": "Foxes-United, Empty-Group", "folder": "*" });
    tour.watch("several", "whole groups", groups, &[]).await?;
    tour.watch("several", "nothing added", json!({ "artist": "nobody1, nobody2" }), &[".again"]).await?;
    let many: Vec<String> = (0..26).map(|number| format!("artist{number}")).collect();
    tour.watch("several", "too many", json!({ "artist": many.join(", ") }), &[]).await?;
    Ok(())
}

/// Channels, rights, roles, mature posts.
async fn places(tour: &mut Tour) -> anyhow::Result<()> {
    let cannot = "channel cannot take it";
    let to = |channel: u64| json!({ "artist": "Alder", "channel": channel });
    let target = tour.rig.add_channel("target", ChannelKind::Text).await?;
    tour.rig.world.gateway().edit(
        "INTERACTION_CREATE",
        Edit::json("a category", |body| of_channels(body, |one| one["type"] = json!(4))),
        1,
    );
    tour.watch(cannot, "a category", to(target), &[".channel"]).await?;
    tour.rig.world.gateway().edit("INTERACTION_CREATE", Edit::json("elsewhere", elsewhere), 1);
    tour.watch(cannot, "not in this server", to(target), &[".channel"]).await?;
    let forum = tour.place("forum", ChannelKind::Forum, |rig, forum| rig.world.set_tags(forum, &["Staff"], &["Staff"], true)).await?;
    tour.watch(cannot, "no tag fits", to(forum), &[".again", ".channel"]).await?;
    let thread = tour.rig.world.add_private_thread(tour.rig.channel, "secret");
    tour.watch(cannot, "a private thread", to(thread), &[".again"]).await?;

    let lacks = "bot lacks permissions";
    let needs = permission::VIEW_CHANNEL | permission::SEND_MESSAGES | permission::READ_MESSAGE_HISTORY;
    let one = tour.place("one", ChannelKind::Text, |rig, one| rig.world.set_bot_permissions(one, needs)).await?;
    tour.watch(lacks, "one", to(one), &[".again", ".channel"]).await?;
    let most = tour.place("most", ChannelKind::Voice, |rig, most| rig.world.set_bot_permissions(most, permission::VIEW_CHANNEL)).await?;
    tour.watch(lacks, "most", to(most), &[".again", ".channel"]).await?;
    let until = SystemClock.now() + chrono::TimeDelta::hours(1);
    tour.rig.world.time_out_bot(tour.rig.guild, Some(u64::try_from(until.timestamp_millis())?));
    tour.rig.hint(Hint::Guild(domain::id::GuildId(tour.rig.guild.0))).await?;
    tour.watch(lacks, "in time-out", to(target), &[".again"]).await?;
    tour.rig.world.time_out_bot(tour.rig.guild, None);
    tour.rig.hint(Hint::Guild(domain::id::GuildId(tour.rig.guild.0))).await?;

    let (you, me) = ("you lack them", tour.rig.moderator.id);
    let write = permission::SEND_MESSAGES | permission::MANAGE_CHANNELS;
    let mute = tour.place("mute", ChannelKind::Text, |rig, mute| rig.world.overwrite(mute, Overwrite::of_member(me, 0, write))).await?;
    tour.watch(you, "to write", to(mute), &[".channel"]).await?;
    let hide = |rig: &Rig, hidden| rig.world.overwrite(hidden, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
    let hidden = tour.place("hidden", ChannelKind::Text, hide).await?;
    tour.watch(you, "to see", to(hidden), &[".channel"]).await?;
    roles(tour, target).await?;
    mature(tour).await
}

/// Every channel that Discord sends along.
fn of_channels(body: &mut Value, change: fn(&mut Value)) {
    body["data"]["resolved"]["channels"].as_object_mut().unwrap().values_mut().for_each(change);
}

/// The channel is one that nobody knows.
fn elsewhere(body: &mut Value) {
    let channels = body["data"]["resolved"]["channels"].as_object_mut().unwrap();
    let (_, mut channel) = std::mem::take(channels).into_iter().next().unwrap();
    channel["id"] = json!("77");
    channels.insert("77".to_owned(), channel);
    let options = body["data"]["options"].as_array_mut().unwrap();
    options.iter_mut().filter(|option| option["name"] == "channel").for_each(|option| option["value"] = json!("77"));
}

async fn roles(tour: &mut Tour, target: u64) -> anyhow::Result<()> {
    let ping = "everyone as ping; role not allowed";
    let guild = tour.rig.guild;
    let with = |role: u64| json!({ "artist": "Alder", "ping": role, "channel": target });
    tour.watch(ping, "everyone", with(guild.0), &[".role"]).await?;
    let plain = tour.rig.world.add_role(guild, "plain", 0);
    tour.rig.world.set_mentionable(guild, plain, false);
    tour.rig.hint(Hint::Guild(domain::id::GuildId(guild.0))).await?;
    tour.watch(ping, "not allowed", with(plain), &[".role"]).await?;
    tour.rig.world.gateway().edit("INTERACTION_CREATE", Edit::json("managed", managed), 1);
    tour.watch(ping, "an integration's", with(plain), &[".role"]).await?;
    tour.rig.moderator.permissions |= permission::MENTION_EVERYONE;
    tour.rig.world.set_bot_permissions(target, permission::MEMBER & !permission::MENTION_EVERYONE);
    tour.rig.hint(Hint::Channel(ChannelId(target))).await?;
    tour.watch(ping, "the bot may not", with(plain), &[".role"]).await?;
    Ok(())
}

/// Every role that Discord sends along belongs to an integration, and is none that the gateway told of.
fn managed(body: &mut Value) {
    let roles = body["data"]["resolved"]["roles"].as_object_mut().unwrap();
    let (_, mut role) = std::mem::take(roles).into_iter().next().unwrap();
    (role["id"], role["managed"]) = (json!("78"), json!(true));
    roles.insert("78".to_owned(), role);
    let options = body["data"]["options"].as_array_mut().unwrap();
    options.iter_mut().filter(|option| option["name"] == "ping").for_each(|option| option["value"] = json!("78"));
}

async fn mature(tour: &mut Tour) -> anyhow::Result<()> {
    let row = "mature, not age-restricted";
    let ways = [".leaveout", ".veil", ".elsewhere", ".channel"];
    let wish = |artist: &str| json!({ "artist": artist, "mature": true });
    let refused = tour.watch(row, "the three ways out", wish("Birch"), &ways).await?;
    tour.click((row, "left out"), &refused, ".leaveout", &["v1.panel."]).await?;
    let refused = tour.rig.slash("watch", wish("Cedar")).await?;
    tour.click((row, "without picture"), &refused, ".veil", &["v1.panel."]).await?;
    let refused = tour.rig.slash("watch", wish("Dogwood")).await?;
    tour.click((row, "no channel for them"), &refused, ".elsewhere", &[]).await?;
    let adult = tour.place("adult", ChannelKind::Text, |rig, adult| rig.world.set_nsfw(adult, true)).await?;
    let panel = tour.rig.slash("settings", json!({})).await?;
    let menu = panel.custom_ids().into_iter().find(|id| id == "v1.settings.elsewhere").ok_or_else(|| anyhow::anyhow!("no menu"))?;
    tour.rig.world.interact().select(&tour.rig.moderator, &panel, &menu, &[&adult.to_string()]).await?;
    let refused = tour.rig.slash("watch", wish("Dogwood")).await?;
    tour.click((row, "into the channel for them"), &refused, ".elsewhere", &["v1.panel."]).await?;
    tour.rig.world.set_nsfw(adult, false);
    tour.rig.hint(Hint::Channel(ChannelId(adult))).await?;
    let refused = tour.rig.slash("watch", wish("Elm")).await?;
    tour.click((row, "that channel is open"), &refused, ".elsewhere", &[]).await?;
    tour.rig.world.set_nsfw(adult, true);
    tour.rig.hint(Hint::Channel(ChannelId(adult))).await?;
    tour.watch("added", "mature too", json!({ "artist": "Elm", "channel": adult }), &[]).await?;
    tour.watch("added", "mature left out", json!({ "artist": "Fir", "channel": adult, "mature": false }), &[]).await?;
    Ok(())
}

/// Filters, templates, a full server, buttons.
async fn forms(tour: &mut Tour, locale: &str) -> anyhow::Result<()> {
    let row_of_forms = "filter or template wrong";
    let wrong = json!({ "artist": "Alder", "filter": "cat -" });
    let refused = tour.watch(row_of_forms, "a filter", wrong, &["v1.form.draft."]).await?;
    let id = refused.custom_ids().into_iter().find(|id| id.contains("v1.form.draft.")).unwrap_or_default();
    let form = tour.rig.world.interact().click(&tour.rig.moderator, &refused, &id).await?;
    tour.note((row_of_forms, "the form, filled"), &form, &[])?;
    assert!(form.modal.as_ref().is_some_and(|modal| modal.to_string().contains("cat -")), "{:?}", form.modal);
    tour.watch("added", "for what follows", json!({ "artist": "Alder" }), &[]).await?;
    let panel = tour.rig.slash("edit", json!({ "watch": "Alder" })).await?;
    let styles = tour.rig.world.interact().click(&tour.rig.moderator, &panel, &id_with(&panel, ".style")).await?;
    let form = tour.rig.world.interact().click(&tour.rig.moderator, &styles, &id_with(&styles, "v1.form.template.")).await?;
    let refused = tour.rig.world.interact().modal(&tour.rig.moderator, &form, &[("text", "{artist} {nothing}")]).await?;
    tour.note((row_of_forms, "a template"), &refused, &["v1.form.template.", "v1.panel."])?;
    tour.ask((row_of_forms, "tried"), ("filter", json!({ "artist": "Alder", "text": "cat -" })), &[]).await?;

    let old = "old button, someone else's list";
    let list = tour.rig.slash("watches", json!({})).await?;
    let stranger = tour.rig.world.member().with_locale(locale);
    let panel = tour.rig.slash("edit", json!({ "watch": "Alder" })).await?;
    let theirs = tour.rig.world.interact().click(&stranger, &panel, &id_with(&panel, "v1.remove.")).await?;
    tour.note((old, "someone else's"), &theirs, &[])?;
    let gone = json!({ "custom_id": format!("v1.undo.{}", Uuid::nil()), "component_type": 2 });
    let reply = tour.rig.world.interact().forge(&tour.rig.moderator, &list, gone).await?;
    tour.note((old, "kept no longer"), &reply, &[])?;
    let list = tour.rig.slash("watches", json!({})).await?;
    let unknown = json!({ "custom_id": "v0.something", "component_type": 2 });
    let reply = tour.rig.world.interact().forge(&tour.rig.moderator, &list, unknown).await?;
    tour.note((old, "of another version"), &reply, &[])?;

    tour.again(locale, 2).await?;
    for artist in ["Quiet", "Loud"] {
        tour.rig.plant(artist, tour.rig.channel).await?;
    }
    let loud = tour.rig.watches(tour.rig.guild).await?.into_iter().find(|watch| watch.wish.artist_name == "Loud").unwrap();
    row(&tour.rig, &loud, "sent", Some(1)).await?;
    let full = tour.watch("full", "the most it can have", json!({ "artist": "Alder" }), &["v1.watches.0.idle", ".again"]).await?;
    tour.click(("full", "the oldest idle ones"), &full, "v1.watches.0.idle", &["v1.open"]).await?;
    Ok(())
}

fn id_with(reply: &Reply, part: &str) -> String {
    reply.custom_ids().into_iter().find(|id| id.contains(part)).unwrap_or_else(|| panic!("no {part} in {:?}", reply.custom_ids()))
}

const TROUBLE: &str = "too fast; DeviantArt away; store away; a bug";

/// What is in the way, and goes away by itself.
async fn troubles(tour: &mut Tour, locale: &str) -> anyhow::Result<()> {
    for (case, fault) in
        [("DeviantArt away", Fault::ServerError), ("turned away", Fault::EdgeBlock), ("asked to slow down", Fault::Throttle)]
    {
        tour.again(locale, 100).await?;
        tour.rig.art.faults().set(fault.clone(), When::Always);
        tour.watch(TROUBLE, case, json!({ "artist": "Alder" }), &[".again"]).await?;
        if matches!(fault, Fault::ServerError) {
            let known = ArtistRef { id: ArtistId(Uuid::from_u128(9)), name: "Loish".to_owned(), icon: None };
            testkit::plant::artist(&tour.rig.store, &known).await?;
            tour.watch(TROUBLE, "DeviantArt away, an artist known here", json!({ "artist": "loish" }), &["v1.panel."]).await?;
            tour.watch(TROUBLE, "DeviantArt away, several", json!({ "artist": "Loish, Alder, Birch" }), &[".again"]).await?;
        }
        if matches!(fault, Fault::Throttle) {
            tour.watch(TROUBLE, "asked to slow down before", json!({ "artist": "Alder" }), &[".again"]).await?;
        }
    }
    tour.again(locale, 100).await?;
    tour.rig.art.deactivate("Alder")?;
    tour.rig.art.block("Birch")?;
    tour.watch("refused by DeviantArt", "deactivated", json!({ "artist": "Alder" }), &[]).await?;
    tour.watch("refused by DeviantArt", "hidden", json!({ "artist": "Birch" }), &[]).await?;
    let refused = Refused::Guild(GuildId(tour.rig.guild.0));
    tour.rig.store.for_operator().refuse(refused, SystemClock.now()).await?;
    tour.watch(NOT_SERVED, "this server", json!({ "artist": "Cedar" }), &[]).await?;
    tour.again(locale, 100).await?;
    for person in 0..3 {
        if person > 0 {
            tour.rig.moderator = tour.rig.world.add_user("another", tour.rig.moderator.permissions).with_locale(locale);
        }
        let mut reply = tour.rig.slash("watch", json!({ "artist": format!("nobody{person}x") })).await?;
        for number in 0..if person == 2 { 0 } else { 8 } {
            reply = tour.rig.slash("watch", json!({ "artist": format!("nobody{person}{number}") })).await?;
        }
        match person {
            0 => tour.note((TROUBLE, "too fast, one person"), &reply, &[".again"])?,
            1 => {}
            _ => tour.note((TROUBLE, "too fast, one server"), &reply, &[".again"])?,
        }
    }
    tour.again(locale, 100).await?;
    let change = |body: &mut Value| body["data"]["options"] = json!([{ "name": "artist", "type": 4, "value": 7 }]);
    tour.rig.world.gateway().edit("INTERACTION_CREATE", Edit::json("older", change), 1);
    tour.watch(TROUBLE, "an older command", json!({ "artist": "Alder" }), &[]).await?;
    tour.rig.world.gateway().edit("INTERACTION_CREATE", Edit::json("newer", |body| body["data"] = Value::Null), 1);
    tour.watch(TROUBLE, "not understood", json!({ "artist": "Alder" }), &[]).await?;
    tour.rig.world.remove_bot(tour.rig.guild);
    let (picture, guild) = (tour.rig.deps.picture().clone(), domain::id::GuildId(tour.rig.guild.0));
    tour.rig.world.wait_until("the bot to be gone", |_| picture.guild(guild).is_none()).await?;
    tour.watch("channel cannot take it", "the bot is not in the server", json!({ "artist": "Alder" }), &[]).await?;
    tour.rig.world.faults().inject(Where::Path("/guilds/".to_owned()), sandbox::discord::Fault::ServerError(500), Dose::Always);
    tour.watch("channel cannot take it", "Discord does not tell", json!({ "artist": "Alder" }), &[".again"]).await?;
    tour.again(locale, 100).await?;
    tour.rig.store.clone().close().await;
    tour.ask((TROUBLE, "store away"), ("watches", json!({})), &["v1.again.watches."]).await?;
    tour.watch(TROUBLE, "store away, /watch", json!({ "artist": "Alder" }), &[".again"]).await?;
    Ok(())
}

/// Everything that is shown in this language.
async fn tour(locale: &str) -> anyhow::Result<String> {
    let mut tour = Tour::start(locale).await?;
    artists(&mut tour).await?;
    tour.again(locale, 100).await?;
    places(&mut tour).await?;
    tour.again(locale, 100).await?;
    forms(&mut tour, locale).await?;
    troubles(&mut tour, locale).await?;
    bug(&mut tour, locale).await?;
    assert_eq!(tour.seen, BTreeSet::from(ROWS), "a row without a case");
    Ok(tour.page)
}

/// A command that fails, and the button that carries it out once more.
async fn bug(tour: &mut Tour, locale: &str) -> anyhow::Result<()> {
    let clock = Arc::new(Broken::default());
    let shared = Arc::clone(&clock);
    tour.rig = Rig::start_with(|deps, _| deps.clock = shared).await?;
    tour.rig.moderator = tour.rig.moderator.clone().with_locale(locale);
    tour.rig.plant("SomeBody", tour.rig.channel).await?;
    clock.0.store(true, Ordering::SeqCst);
    let failed = tour.rig.slash("status", json!({})).await?;
    clock.0.store(false, Ordering::SeqCst);
    tour.note((TROUBLE, "a bug"), &failed, &["v1.again.status."])?;
    let id = id_with(&failed, "v1.again.status.");
    let stranger = tour.rig.world.interact().click(&tour.rig.world.member().with_locale(locale), &failed, &id).await?;
    tour.note(("old button, someone else's list", "to try again"), &stranger, &[])?;
    let done = tour.rig.world.interact().click(&tour.rig.moderator, &failed, &id).await?;
    assert!(done.text().contains("SomeBody") && done.custom_ids().is_empty(), "{}", done.text());
    Ok(())
}

/// The messages under these headings, by their keys: the texts of each of their variants.
fn messages(locale: &str, file: &str, wanted: impl Fn(&str, &str) -> bool) -> Vec<(String, Vec<String>)> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let headings = std::fs::read_to_string(path.join("en").join(file)).unwrap();
    let text = std::fs::read_to_string(path.join(locale).join(file)).unwrap();
    let (mut heading, mut keys) = ("", BTreeSet::new());
    for line in headings.lines() {
        match (line.strip_prefix("## "), line.split_once(" =")) {
            (Some(found), _) => heading = found,
            (None, Some((key, _))) if !line.starts_with([' ', '#']) && wanted(heading, key) => drop(keys.insert(key.to_owned())),
            _ => {}
        }
    }
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (key, rest) = match line.split_once(" =") {
            Some((key, rest)) if !line.starts_with(' ') => (Some(key), rest),
            _ => (None, line),
        };
        if let Some(key) = key {
            found.push((key.to_owned(), Vec::new()));
        }
        let words = rest.trim().trim_start_matches('*');
        let words = if words.starts_with('[') { words.split_once(']').map_or(words, |(_, words)| words) } else { words }.trim();
        if let Some((_, variants)) = found.last_mut().filter(|_| !words.is_empty() && words != "}" && !words.ends_with("->")) {
            variants.push(words.to_owned());
        }
    }
    found.retain(|(key, _)| keys.contains(key));
    found
}

/// Whether a line of the page says this, whatever stands for its variables.
fn says(page: &str, words: &str) -> bool {
    let literals: Vec<&str> =
        words.split("{ $").enumerate().map(|(n, part)| if n == 0 { part } else { part.split_once('}').unwrap().1 }).collect();
    page.lines().any(|line| {
        let mut rest = Some(line);
        for literal in &literals {
            rest = rest.and_then(|rest| rest.split_once(literal)).map(|(_, rest)| rest);
        }
        rest.is_some()
    })
}

fn assert_complete(locale: &str, page: &str) {
    let answers = messages(locale, "watch.ftl", |heading, _| HEADINGS.contains(&heading));
    let old = messages(locale, "manage.ftl", |_, key| {
        key.starts_with("list-old-button") || key.starts_with("list-not-yours") || key.starts_with("list-idle")
    });
    assert!(answers.len() > 80 && old.len() == 5, "{} {}", answers.len(), old.len());
    let mut missing = Vec::new();
    for (key, variants) in answers.into_iter().chain(old) {
        let elsewhere = ELSEWHERE.iter().any(|(beginning, _)| key.starts_with(beginning));
        if !elsewhere && !variants.iter().any(|words| says(page, words)) {
            missing.push(key);
        }
    }
    assert!(missing.is_empty(), "{locale}: without a snapshot: {missing:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_in_english() -> anyhow::Result<()> {
    let page = tour("en-US").await?;
    insta::assert_snapshot!(page);
    assert_complete("en", &page);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_in_german() -> anyhow::Result<()> {
    let page = tour("de").await?;
    insta::assert_snapshot!(page);
    assert_complete("de", &page);
    Ok(())
}
