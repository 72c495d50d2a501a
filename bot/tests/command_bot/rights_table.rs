//! Who may do what, as a table: every act, tried by every kind of member at every kind of channel, against what Discord's rule says of them.

use crate::rig::{Rig, button};
use anyhow::Context as _;
use bot::delivery::Hint;
use domain::clock::{Clock, ManualClock, SystemClock};
use domain::id::{ChannelId, GuildId, MessageId, NotificationId};
use domain::notification::{Hold, Settlement};
use domain::post::{ArtistRef, Post};
use domain::watch::{NewWatch, Pause, Watch, What};
use sandbox::deviantart::NewPost;
use sandbox::discord::{ChannelKind, Overwrite, Reply, permission};
use serde_json::json;
use std::sync::Arc;
use store::bot::AddWatch;
use store::holds::BrokenChannel;
use testkit::{plant, sample};

/// May send through webhooks; Discord's bit.
const MANAGE_WEBHOOKS: u64 = 1 << 29;

/// A kind of channel: what it grants to everyone and denies them, and what follows for who has a member's rights in the server.
struct Room {
    name: &'static str,
    allow: u64,
    deny: u64,
    /// The watches are in a thread of it.
    thread: bool,
    sees: bool,
    posts: bool,
}

const fn room(name: &'static str, (allow, deny): (u64, u64), thread: bool, (sees, posts): (bool, bool)) -> Room {
    Room { name, allow, deny, thread, sees, posts }
}

const ROOMS: [Room; 9] = [
    room("open", (0, 0), false, (true, true)),
    room("hidden", (0, permission::VIEW_CHANNEL), false, (false, false)),
    room("hidden-writable", (permission::SEND_MESSAGES, permission::VIEW_CHANNEL), false, (false, false)),
    room("read-only", (0, permission::SEND_MESSAGES), false, (true, false)),
    room("by-webhook", (MANAGE_WEBHOOKS, permission::SEND_MESSAGES), false, (true, true)),
    room("managed", (permission::MANAGE_CHANNELS, permission::SEND_MESSAGES), false, (true, true)),
    room("with-thread", (0, permission::SEND_MESSAGES), true, (true, true)),
    room("with-mute-thread", (0, permission::SEND_MESSAGES_IN_THREADS), true, (true, false)),
    room("hidden-with-thread", (0, permission::VIEW_CHANNEL), true, (false, false)),
];

/// A kind of member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asker {
    Administrator,
    Moderator,
    /// The server's own settings let any member use the commands.
    Member,
}

impl Asker {
    const fn permissions(self) -> u64 {
        match self {
            Self::Administrator => permission::MEMBER | permission::ADMINISTRATOR,
            Self::Moderator => permission::MEMBER | permission::MANAGE_GUILD,
            Self::Member => permission::MEMBER,
        }
    }
}

/// Something that a member tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Make,
    ImportInto,
    MoveInto,
    PanelInto,
    Resume,
    PanelResume,
    Test,
    Undo,
    Change,
    Style,
    Filter,
    MoveAway,
    Remove,
    Pause,
    List,
    Complete,
    CompletePost,
    Explain,
    Export,
    Status,
    Troubles,
    Drop,
}

/// To make, move, resume, test or import into a channel, and to change what it gets.
const POSTING: [Act; 11] = [
    Act::Make,
    Act::ImportInto,
    Act::MoveInto,
    Act::PanelInto,
    Act::Resume,
    Act::PanelResume,
    Act::Test,
    Act::Undo,
    Act::Change,
    Act::Style,
    Act::Filter,
];

/// To know of its watches, and to take them away.
const SEEING: [Act; 11] = [
    Act::MoveAway,
    Act::Remove,
    Act::Pause,
    Act::List,
    Act::Complete,
    Act::CompletePost,
    Act::Explain,
    Act::Export,
    Act::Status,
    Act::Troubles,
    Act::Drop,
];

/// A server with a channel of each kind.
struct Stage {
    rig: Rig,
    places: Vec<u64>,
    clock: ManualClock,
    painter: ArtistRef,
}

impl Stage {
    async fn build(asker: Asker) -> anyhow::Result<Self> {
        let clock = ManualClock::at(SystemClock.now());
        let mut rig = Rig::start_with(|deps, _| deps.clock = Arc::new(clock.clone())).await?;
        rig.moderator = rig.world.add_user("asker", asker.permissions());
        let artist = rig.art.add_artist("Painter");
        rig.art.publish("Painter", NewPost::image("A fox"));
        let painter = ArtistRef { id: domain::id::ArtistId(artist.userid), name: "Painter".to_owned(), icon: None };
        plant::artist(&rig.store, &painter).await?;
        rig.store.for_bot().guild_joined(GuildId(rig.guild.0), clock.now()).await?;
        let mut places = Vec::new();
        for room in &ROOMS {
            let channel = rig.add_channel(room.name, ChannelKind::Text).await?;
            rig.world.set_bot_permissions(channel, permission::MEMBER);
            rig.hint(Hint::Channel(ChannelId(channel))).await?;
            if room.allow | room.deny != 0 {
                rig.world.overwrite(channel, Overwrite::of_role(rig.guild.0, room.allow, room.deny));
                rig.hint(Hint::Channel(ChannelId(channel))).await?;
            }
            places.push(if room.thread { rig.world.add_thread(channel, "thread") } else { channel });
            if room.thread {
                rig.hint(Hint::Channel(ChannelId(places[places.len() - 1]))).await?;
            }
        }
        Ok(Self { rig, places, clock, painter })
    }

    /// A watch of the painter there, and nothing else; limits by the minute begin afresh.
    async fn watch(&self, channel: u64) -> anyhow::Result<Watch> {
        let wish = NewWatch::new(GuildId(self.rig.guild.0), ChannelId(channel), self.painter.id, "Painter", self.clock.now());
        match self.rig.store.for_bot().add_watch(&wish, 100).await? {
            AddWatch::Added(watch) => Ok(watch),
            other => anyhow::bail!("{other:?}"),
        }
    }

    async fn clear(&self) -> anyhow::Result<()> {
        self.clock.advance(chrono::TimeDelta::minutes(2));
        for watch in self.rig.watches(self.rig.guild).await? {
            self.rig.store.for_bot().remove_watch(watch.wish.guild, watch.id, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Whether there is a watch in this channel now that fits.
    async fn has(&self, channel: u64, fits: impl Fn(&NewWatch) -> bool) -> anyhow::Result<bool> {
        Ok(self.rig.watches(self.rig.guild).await?.iter().any(|watch| watch.wish.channel.0 == channel && fits(&watch.wish)))
    }

    /// Clicks the button with this label, where there is one.
    async fn click(&self, reply: &Reply, label: &str) -> anyhow::Result<Option<Reply>> {
        let rows = reply.components.as_array().into_iter().flatten();
        let there = rows.flat_map(|row| row["components"].as_array().into_iter().flatten()).any(|one| one["label"] == label);
        match there {
            true => Ok(Some(self.rig.world.interact().click(&self.rig.moderator, reply, &button(reply, label)).await?)),
            false => Ok(None),
        }
    }

    /// Turns a knob of the watch's panel, where it opens.
    async fn turn(&self, watch: &Watch, knob: &str, value: &str) -> anyhow::Result<()> {
        let panel = self.rig.slash("edit", json!({ "watch": watch.id.to_string() })).await?;
        let panel = match knob {
            "style" => match panel.custom_ids().into_iter().find(|id| id.ends_with(".styles")) {
                Some(styles) => self.rig.world.interact().click(&self.rig.moderator, &panel, &styles).await?,
                None => panel,
            },
            _ => panel,
        };
        if let Some(id) = panel.custom_ids().into_iter().find(|id| id.ends_with(&format!(".{knob}"))) {
            self.rig.world.interact().select(&self.rig.moderator, &panel, &id, &[value]).await?;
        }
        Ok(())
    }

    /// Tries it at this channel, and says whether it did anything or told anything.
    async fn attempt(&self, act: Act, place: u64) -> anyhow::Result<bool> {
        self.clear().await?;
        let (rig, lobby) = (&self.rig, self.rig.channel);
        match act {
            Act::Make => {
                rig.slash("watch", json!({ "artist": "Painter", "channel": place })).await?;
                self.has(place, |_| true).await
            }
            Act::ImportInto => {
                let file = json!({ "format": 1, "watches": [{ "artist": "Painter", "channel": place.to_string() }] });
                let id = rig.world.add_file("watches.json", file.to_string().as_bytes());
                let shown = rig.slash("import", json!({ "file": id.to_string() })).await?;
                self.click(&shown, "Add 1 watch").await?;
                self.has(place, |_| true).await
            }
            Act::MoveInto => {
                self.watch(lobby).await?;
                let asked = rig.slash("move", json!({ "from": format!("<#{lobby}>"), "to": place })).await?;
                self.click(&asked, "Move").await?;
                self.has(place, |_| true).await
            }
            Act::MoveAway => {
                self.watch(place).await?;
                let asked = rig.slash("move", json!({ "from": format!("<#{place}>"), "to": lobby })).await?;
                self.click(&asked, "Move").await?;
                self.has(lobby, |_| true).await
            }
            Act::PanelInto => {
                self.turn(&self.watch(lobby).await?, "channel", &place.to_string()).await?;
                self.has(place, |_| true).await
            }
            Act::Change => {
                self.turn(&self.watch(place).await?, "what", "journals").await?;
                self.has(place, |wish| wish.what == What::Journals).await
            }
            Act::Style => {
                self.turn(&self.watch(place).await?, "style", "link").await?;
                self.has(place, |wish| wish.style == domain::watch::Style::Link).await
            }
            _ => self.attempt_on(act, place, self.watch(place).await?).await,
        }
    }

    /// As [`attempt`](Self::attempt), what is tried with a watch that is there.
    async fn attempt_on(&self, act: Act, place: u64, watch: Watch) -> anyhow::Result<bool> {
        let (rig, bot, id) = (&self.rig, self.rig.store.for_bot(), watch.id.to_string());
        match act {
            Act::Resume | Act::PanelResume => {
                let pause = Pause { since: self.clock.now(), until: None };
                bot.pause_watches(watch.wish.guild, &[watch.id], pause, self.clock.now()).await?;
                let command = if act == Act::Resume { "resume" } else { "edit" };
                let reply = rig.slash(command, json!({ "watch": id })).await?;
                self.click(&reply, "Resume").await?;
                self.has(place, |wish| wish.paused.is_none()).await
            }
            Act::Pause => {
                rig.slash("pause", json!({ "watch": id })).await?;
                self.has(place, |wish| wish.paused.is_some()).await
            }
            Act::Test => {
                let before = rig.world.messages(place).len();
                rig.slash("test", json!({ "watch": id })).await?;
                Ok(rig.world.messages(place).len() > before)
            }
            Act::Remove => {
                rig.slash("unwatch", json!({ "watch": id })).await?;
                Ok(!self.has(place, |_| true).await?)
            }
            Act::Undo => {
                let removed = rig.slash("unwatch", json!({ "watch": id })).await?;
                Ok(self.click(&removed, "Undo").await?.is_some() && self.has(place, |_| true).await?)
            }
            Act::Filter => {
                let panel = rig.slash("edit", json!({ "watch": id })).await?;
                if let Some(form) = self.click(&panel, "Filter").await? {
                    rig.world.interact().modal(&rig.moderator, &form, &[("text", "cat")]).await?;
                }
                self.has(place, |wish| wish.filter.is_some()).await
            }
            Act::List => Ok(rig.slash("watches", json!({})).await?.text().contains("Painter")),
            Act::Status => Ok(rig.slash("status", json!({})).await?.text().contains("Painter")),
            Act::Complete => Ok(!rig.complete("unwatch", json!({ "watch": "" }), "watch").await?.is_empty()),
            Act::Export => Ok(rig.slash("export", json!({})).await?.raw["attachments"].as_array().is_some_and(|files| !files.is_empty())),
            Act::CompletePost | Act::Explain => {
                let post = self.posted(&watch).await?;
                match act {
                    Act::Explain => Ok(rig.slash("why", json!({ "post": post.id.to_string() })).await?.text().contains("A fox")),
                    _ => Ok(!rig.complete("why", json!({ "post": "" }), "post").await?.is_empty()),
                }
            }
            Act::Troubles | Act::Drop => self.troubled(act, &watch).await,
            _ => unreachable!("{act:?} begins without a watch there"),
        }
    }

    /// What is told of a channel that takes nothing, and what may be done about it.
    async fn troubled(&self, act: Act, watch: &Watch) -> anyhow::Result<bool> {
        let (rig, bot) = (&self.rig, self.rig.store.for_bot());
        let (guild, channel, now) = (watch.wish.guild, watch.wish.channel, self.clock.now());
        let reason = "Missing Access (code 50001)".to_owned();
        let held = crate::rig::row(rig, watch, "held", None).await?;
        bot.save_broken_channel(&BrokenChannel { guild, channel, hold: Hold::Channel, reason, since: now, told_at: None, probe_at: now })
            .await?;
        let shown = rig.slash("channels", json!({})).await?;
        let asked = self.click(&shown, "Drop what waits").await?;
        if let (Act::Drop, Some(asked)) = (act, asked) {
            self.click(&asked, "Drop").await?;
        }
        let dropped = crate::rig::state(rig, held).await?.0 == "suppressed";
        bot.delete_broken_channel(channel, Hold::Channel).await?;
        Ok(if act == Act::Drop { dropped } else { shown.text().contains("Missing Access") })
    }

    /// A post of which a message tells in this watch's channel.
    async fn posted(&self, watch: &Watch) -> anyhow::Result<Post> {
        let now = self.clock.now();
        let fresh = Post { artist: self.painter.id, published_at: Some(now), title: "A fox".to_owned(), ..sample::post(1) };
        let post = Post { id: domain::id::PostId(uuid::Uuid::new_v4()), ..fresh };
        plant::post(&self.rig.store, &self.painter, &post, now, vec![plant::card(watch, &post, now)]).await?;
        let sent = Settlement::Sent { message: MessageId(77), at: now };
        self.rig.store.for_bot().settle(&[(NotificationId::card(watch.id, post.id), sent)], now).await?;
        Ok(post)
    }
}

/// Every act at every channel. Returns how many cells that are.
async fn table(asker: Asker) -> anyhow::Result<usize> {
    let stage = Stage::build(asker).await?;
    let (mut cells, mut wrong) = (0, Vec::new());
    for (room, place) in ROOMS.iter().zip(&stage.places) {
        for (acts, may) in [(POSTING, room.posts), (SEEING, room.sees)] {
            for act in acts {
                let may = may || asker == Asker::Administrator;
                let did = stage.attempt(act, *place).await.with_context(|| format!("{act:?} in {}", room.name))?;
                cells += 1;
                if did != may {
                    wrong.push(format!("{act:?} in {}: {}", room.name, if did { "was done" } else { "was not done" }));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells}:\n{}", wrong.len(), wrong.join("\n"));
    Ok(cells)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_does_what_the_channel_allows() -> anyhow::Result<()> {
    assert_eq!(table(Asker::Moderator).await?, 198);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_may_use_commands_does_what_the_channel_allows() -> anyhow::Result<()> {
    assert_eq!(table(Asker::Member).await?, 198);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_does_everything_everywhere() -> anyhow::Result<()> {
    assert_eq!(table(Asker::Administrator).await?, 198);
    Ok(())
}

/// A role, and who may do what with it: Discord's rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Everybody may mention it.
    Open,
    /// Only who may mention everyone.
    Closed,
    Everyone,
}

/// How somebody asks for a ping.
#[derive(Clone, Copy, Debug)]
enum Way {
    Watch,
    Panel,
    Import,
}

/// Where: whether everyone may mention everyone there, and whether the bot may.
const LOUD: [(&str, bool, bool); 4] =
    [("quiet", false, false), ("loud", true, true), ("loud-for-members", true, false), ("loud-for-the-bot", false, true)];

async fn pings(asker: Asker) -> anyhow::Result<usize> {
    let mut stage = Stage::build(asker).await?;
    let rig = &mut stage.rig;
    // What somebody may do here says nothing of another channel.
    rig.world.overwrite(rig.channel, Overwrite::of_role(rig.guild.0, permission::MENTION_EVERYONE, 0));
    let roles = [Role::Open, Role::Closed].map(|role| {
        let id = rig.world.add_role(rig.guild, "role", 0);
        rig.world.set_mentionable(rig.guild, id, role == Role::Open);
        (role, id)
    });
    let mut cells = 0;
    let mut wrong = Vec::new();
    for (name, members, bot) in LOUD {
        let channel = stage.rig.add_channel(name, ChannelKind::Text).await?;
        let loud = permission::MENTION_EVERYONE;
        stage.rig.world.set_bot_permissions(channel, permission::MEMBER | if bot { loud } else { 0 });
        stage.rig.hint(Hint::Channel(ChannelId(channel))).await?;
        let (allow, deny) = if members { (loud, 0) } else { (0, loud) };
        stage.rig.world.overwrite(channel, Overwrite::of_role(stage.rig.guild.0, allow, deny));
        stage.rig.hint(Hint::Channel(ChannelId(channel))).await?;
        for (role, id) in roles.into_iter().chain([(Role::Everyone, stage.rig.guild.0)]) {
            let by_right = (members || asker == Asker::Administrator) && bot;
            let may = role == Role::Open || role == Role::Closed && by_right;
            for way in [Way::Watch, Way::Panel, Way::Import] {
                stage.clear().await?;
                stage.ping(way, channel, id).await?;
                cells += 1;
                if stage.has(channel, |wish| wish.ping.is_some()).await? != may {
                    wrong.push(format!("{role:?} in {name} by {way:?}: {}", if may { "was refused" } else { "was taken" }));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cells}:\n{}", wrong.len(), wrong.join("\n"));
    Ok(cells)
}

impl Stage {
    async fn ping(&self, way: Way, channel: u64, role: u64) -> anyhow::Result<()> {
        match way {
            Way::Watch => drop(self.rig.slash("watch", json!({ "artist": "Painter", "channel": channel, "ping": role })).await?),
            Way::Panel => self.turn(&self.watch(channel).await?, "ping", &role.to_string()).await?,
            Way::Import => {
                let watch = json!({ "artist": "Painter", "channel": channel.to_string(), "ping": role.to_string() });
                let file = json!({ "format": 1, "watches": [watch] });
                let id = self.rig.world.add_file("watches.json", file.to_string().as_bytes());
                let shown = self.rig.slash("import", json!({ "file": id.to_string() })).await?;
                self.click(&shown, "Add 1 watch").await?;
            }
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_mention_a_role_in_the_target_may_have_it_mentioned() -> anyhow::Result<()> {
    for asker in [Asker::Administrator, Asker::Moderator, Asker::Member] {
        assert_eq!(pings(asker).await?, 36);
    }
    Ok(())
}
