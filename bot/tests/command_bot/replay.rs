//! Components that are used again by others, in other servers, with other rows in their ids, or too late: every one that the bot makes.

use crate::rig::{Rig, button, row};
use bot::delivery::Hint;
use domain::id::{ArtistId, ChannelId, GuildId};
use domain::notification::Hold;
use domain::watch::{NewWatch, Watch};
use sandbox::deviantart::{Fault, NewPost};
use sandbox::discord::{ChannelKind, GuildId as Server, Overwrite, Reply, User, permission};
use sandbox::fault::When;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use store::holds::BrokenChannel;
use testkit::{plant, sample};
use uuid::Uuid;

/// A server with something of every kind, a channel in it that its moderator cannot see, and another server.
struct Stage {
    rig: Rig,
    to: u64,
    secret: u64,
    /// The watch in the channel that the moderator cannot see.
    covert: Watch,
    other: Server,
    abroad: u64,
    /// The other server's moderator, and its watch.
    stranger: User,
    theirs: Watch,
}

impl Stage {
    async fn build() -> anyhow::Result<Self> {
        let mut rig = Rig::start().await?;
        let to = rig.add_channel("to", ChannelKind::Text).await?;
        let secret = rig.add_channel("secret", ChannelKind::Text).await?;
        rig.world.overwrite(secret, Overwrite::of_role(rig.guild.0, 0, permission::VIEW_CHANNEL));
        rig.hint(Hint::Channel(ChannelId(secret))).await?;
        let other = rig.world.add_guild("Other");
        rig.hint(Hint::Guild(GuildId(other.0))).await?;
        let abroad = rig.world.add_channel(other, "abroad", ChannelKind::Text);
        rig.hint(Hint::Channel(ChannelId(abroad))).await?;
        let bot = rig.store.for_bot();
        for guild in [rig.guild, other] {
            bot.guild_joined(GuildId(guild.0), rig.deps.clock.now()).await?;
        }
        for number in 0..13 {
            rig.plant(&format!("Artist {number}"), rig.channel).await?;
        }
        rig.plant("Artist 0", to).await?;
        rig.plant("Covert", secret).await?;
        let covert = rig.watches(rig.guild).await?.into_iter().find(|watch| watch.wish.channel.0 == secret).unwrap();
        let wish = NewWatch::new(GuildId(other.0), ChannelId(abroad), ArtistId(Uuid::from_u128(7)), "Theirs", rig.deps.clock.now());
        bot.add_watch(&wish, 100).await?;
        let theirs = rig.watches(other).await?.remove(0);
        for (channel, guild) in [(rig.channel, rig.guild), (to, rig.guild), (secret, rig.guild), (abroad, other)] {
            let (guild, channel, now) = (GuildId(guild.0), ChannelId(channel), rig.deps.clock.now());
            let reason = "Missing Access (code 50001)".to_owned();
            let broken = BrokenChannel { guild, channel, hold: Hold::Channel, reason, since: now, told_at: None, probe_at: now };
            bot.save_broken_channel(&broken).await?;
        }
        for watch in [&covert, &theirs, &rig.watches(rig.guild).await?[0]] {
            row(&rig, watch, "held", None).await?;
        }
        let stranger = rig.world.moderator();
        Ok(Self { rig, to, secret, covert, other, abroad, stranger, theirs })
    }

    async fn click(&self, reply: &Reply, label: &str) -> anyhow::Result<Reply> {
        Ok(self.rig.world.interact().click(&self.rig.moderator, reply, &button(reply, label)).await?)
    }

    async fn press(&self, reply: &Reply, end: &str) -> anyhow::Result<Reply> {
        let id = reply.custom_ids().into_iter().find(|id| id.ends_with(end)).unwrap();
        Ok(self.rig.world.interact().click(&self.rig.moderator, reply, &id).await?)
    }

    async fn select(&self, reply: &Reply, end: &str, value: &str) -> anyhow::Result<Reply> {
        let id = reply.custom_ids().into_iter().find(|id| id.ends_with(end)).unwrap();
        Ok(self.rig.world.interact().select(&self.rig.moderator, reply, &id, &[value]).await?)
    }

    /// Answers with buttons and menus: those of the lists and panels.
    async fn panels(&self) -> anyhow::Result<Vec<Reply>> {
        let (rig, here) = (&self.rig, format!("<#{}>", self.rig.channel));
        let watch = rig.watches(rig.guild).await?.into_iter().find(|watch| watch.wish.artist_name == "Artist 5").unwrap();
        let edit = || rig.slash("edit", json!({ "watch": watch.id.to_string() }));
        let styles = self.press(&edit().await?, ".styles").await?;
        let times = self.press(&styles, ".times").await?;
        let form = self.click(&edit().await?, "Filter").await?;
        let refused = rig.world.interact().modal(&rig.moderator, &form, &[("text", "\"cat")]).await?;
        let list = rig.slash("channels", json!({})).await?;
        let one = self.select(&list, ".pick", &rig.channel.to_string()).await?;
        let picked = self.select(&rig.slash("channels", json!({})).await?, ".pick", &rig.channel.to_string()).await?;
        let drop = self.click(&picked, "Drop what waits").await?;
        Ok(vec![
            rig.slash("watches", json!({})).await?,
            edit().await?,
            styles,
            times,
            refused,
            rig.slash("unwatch", json!({ "watch": "Artist 0" })).await?,
            rig.slash("unwatch", json!({ "watch": "Artist 9" })).await?,
            rig.slash("pause", json!({ "artist": "Artist 8" })).await?,
            rig.slash("move", json!({ "from": here, "to": self.to })).await?,
            rig.slash("channels", json!({})).await?,
            one,
            drop,
            rig.slash("status", json!({})).await?,
            rig.slash("settings", json!({})).await?,
            self.batch(&watch).await?,
        ])
    }

    /// What a message for two posts says of itself.
    async fn batch(&self, watch: &Watch) -> anyhow::Result<Reply> {
        let (rig, now) = (&self.rig, self.rig.deps.clock.now());
        let message = rig.world.say(rig.channel, "two cards");
        plant::artist(&rig.store, &sample::artist(0)).await?;
        for number in 1..=2 {
            let post = domain::post::Post { artist: watch.wish.artist, ..sample::post(number) };
            plant::post(&rig.store, &sample::artist(0), &post, now, vec![plant::card(watch, &post, now)]).await?;
            let id = domain::id::NotificationId::card(watch.id, post.id);
            let sent = domain::notification::Settlement::Sent { message: domain::id::MessageId(message), at: now };
            rig.store.for_bot().settle(&[(id, sent)], now).await?;
        }
        Ok(rig.world.interact().on_message(&rig.moderator, message, "Why is this here?").await?)
    }

    /// The same, those below refusals and before something is done.
    async fn questions(&self) -> anyhow::Result<Vec<Reply>> {
        let rig = &self.rig;
        let watch = async |options: Value| rig.slash("watch", options).await;
        rig.art.add_artist("Painter");
        for number in 0..40 {
            rig.art.publish("Painter", NewPost::image(format!("Fox {number}")));
        }
        rig.art.add_group("FineGroup");
        rig.art.add_folder("FineGroup", "Featured");
        let role = rig.world.add_role(rig.guild, "closed", 0);
        let file = rig.world.add_file("names.txt", b"Sculptor\n");
        let folder = "https://www.deviantart.com/painter/gallery/812/best-works";
        let mut all = vec![
            watch(json!({ "artist": "Artst 3" })).await?,
            watch(json!({ "artist": "FineGroup" })).await?,
            watch(json!({ "artist": folder, "what": 2 })).await?,
            watch(json!({ "artist": "Painter", "mature": true })).await?,
            watch(json!({ "artist": "Painter", "ping": role })).await?,
            watch(json!({ "artist": "Painter", "ping": rig.guild.0 })).await?,
            watch(json!({ "artist": "Painter", "filter": "\"cat" })).await?,
            watch(json!({ "artist": "Painter, Nobody At All" })).await?,
            watch(json!({ "artist": "Painter" })).await?,
            rig.slash("filter", json!({ "artist": "Painter", "text": "fox" })).await?,
        ];
        all.push(watch(json!({ "artist": "Painter", "what": 2, "channel": self.secret })).await?);
        all.push(rig.slash("import", json!({ "file": file.to_string() })).await?);
        let form = rig.world.interact().slash((rig.guild, rig.channel, &rig.moderator), "forget", json!({})).await?;
        // Who does not manage the server gets no form.
        if form.modal.is_some() {
            all.push(rig.world.interact().modal(&rig.moderator, &form, &[("name", "Wrong")]).await?);
        }
        // Tried again it could be another answer.
        rig.art.faults().set(Fault::ServerError, When::Always);
        all.push(rig.slash("filter", json!({ "artist": "Sculptor", "text": "fox" })).await?);
        rig.art.faults().clear();
        Ok(all)
    }

    /// Everything that the store has, one line a row.
    async fn dump(&self) -> anyhow::Result<BTreeSet<String>> {
        let connection = self.rig.store.connection();
        let backend = connection.get_database_backend();
        let ask = async |sql: String| connection.query_all_raw(Statement::from_sql_and_values(backend, sql, [])).await;
        let mut lines = BTreeSet::new();
        for table in ask("SELECT name AS name FROM sqlite_master WHERE type = 'table'".to_owned()).await? {
            let table: String = table.try_get("", "name")?;
            let columns = ask(format!("SELECT name AS name FROM pragma_table_info('{table}')")).await?;
            let columns = columns.iter().map(|column| column.try_get::<String>("", "name")).collect::<Result<Vec<_>, _>>()?;
            let quoted: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            let rows = ask(format!("SELECT {} AS line FROM \"{table}\"", quoted.join(" || ',' || "))).await?;
            for row in rows {
                lines.insert(format!("{table}: {}", row.try_get::<String>("", "line")?));
            }
        }
        Ok(lines)
    }

    /// What of that is not the moderator's business: of the other server, and of the hidden channel.
    async fn foreign(&self) -> anyhow::Result<Vec<String>> {
        let ids = [self.secret, self.abroad, self.other.0].map(|id| id.to_string());
        Ok(self.dump().await?.into_iter().filter(|line| ids.iter().any(|id| line.contains(id))).collect())
    }

    fn assert_says_nothing(&self, id: &str, reply: &Reply) {
        let said = reply.text() + &reply.raw.to_string() + &reply.modal.clone().unwrap_or_default().to_string();
        for secret in ["Covert", "Theirs", "abroad"] {
            assert!(!said.contains(secret), "{id} tells of {secret}: {said}");
        }
    }
}

/// A use of a component, as a client sends it: a menu's first option, or something that fits.
fn used(component: &Value, rig: &Rig) -> Value {
    let values = match component["type"].as_u64() {
        Some(3) => vec![component["options"][0]["value"].clone()],
        Some(6) => vec![json!(rig.guild.0.to_string())],
        Some(8) => vec![json!(rig.channel.to_string())],
        _ => Vec::new(),
    };
    json!({ "custom_id": component["custom_id"], "component_type": component["type"], "values": values })
}

/// All components of an answer.
fn components(reply: &Reply) -> Vec<Value> {
    let rows = reply.components.as_array().into_iter().flatten();
    let all = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    all.filter(|component| component["custom_id"].is_string() && component["disabled"] != true).cloned().collect()
}

/// The word of what a component does.
fn kind(id: &str) -> String {
    id.split('.').nth(1).unwrap_or_default().to_owned()
}

/// The words that the bot understands.
fn understood() -> BTreeSet<String> {
    let source = include_str!("../../src/command/component.rs");
    let words = source.split("[\"v1\", \"").skip(1).filter_map(|rest| rest.split('"').next());
    words.map(str::to_owned).collect()
}

/// Everything that can be used, with the message that it is on.
async fn everything(stage: &Stage) -> anyhow::Result<Vec<(Reply, Value)>> {
    let mut replies = stage.panels().await?;
    replies.extend(stage.questions().await?);
    let of = |reply: &Reply| components(reply).into_iter().map(|one| (reply.clone(), used(&one, &stage.rig))).collect::<Vec<_>>();
    let mut all: Vec<(Reply, Value)> = replies.iter().flat_map(of).collect();
    // Earlier versions made it.
    let (watch, first) = (stage.rig.watches(stage.rig.guild).await?.remove(0).id, replies[0].clone());
    all.push((first, json!({ "custom_id": format!("v1.pause.watch:{watch}"), "component_type": 2 })));
    let kinds: BTreeSet<String> = all.iter().map(|(_, data)| kind(data["custom_id"].as_str().unwrap())).collect();
    assert_eq!(kinds, understood(), "not every kind of component is on the stage");
    Ok(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_uses_the_components_of_somebody_else() -> anyhow::Result<()> {
    let stage = Stage::build().await?;
    let all = everything(&stage).await?;
    let act = stage.rig.world.interact();
    // A colleague with every right, on the very message; then a stranger, in another server, who copied the id onto an answer that was theirs.
    let colleague = stage.rig.world.add_user("colleague", permission::ALL);
    let own = act.slash((stage.other, stage.abroad, &stage.stranger), "watches", json!({})).await?;
    let (before, posts) = (stage.dump().await?, stage.rig.world.all_messages().len());
    for (reply, data) in &all {
        let said = act.forge(&colleague, reply, data.clone()).await?;
        assert!(said.text().contains("somebody else"), "{data}: {}", said.text());
        let said = act.forge(&stage.stranger, &own, data.clone()).await?;
        for name in ["Artist", "Covert", "Painter"] {
            assert!(!said.text().contains(name), "{data} tells of {name}: {}", said.text());
        }
        let now = stage.dump().await?;
        let changed: Vec<&String> = before.symmetric_difference(&now).filter(|line| !line.contains(&stage.other.0.to_string())).collect();
        assert!(changed.is_empty(), "{data}: {changed:#?}");
    }
    assert_eq!(stage.rig.world.all_messages().len(), posts);
    Ok(())
}

/// The id with each of these in place of the rows that it names.
fn replaced(data: &Value, stage: &Stage) -> Vec<Value> {
    let id = data["custom_id"].as_str().unwrap();
    let (covert, theirs) = (stage.covert.id.to_string(), stage.theirs.id.to_string());
    let artists = [&stage.covert, &stage.theirs].map(|watch| watch.wish.artist.0.to_string());
    let rows = [covert, theirs].into_iter().chain(artists).chain([Uuid::from_u128(1).to_string()]).collect::<Vec<_>>();
    let channels = [stage.secret, stage.abroad, stage.other.0].map(|id| id.to_string());
    let is_row = |part: &str| Uuid::parse_str(part).is_ok();
    let is_channel = |part: &str| part.len() > 15 && part.parse::<u64>().is_ok();
    let parts: Vec<&str> = id.split(['.', ':', '+']).collect();
    let swap = |part: &&str, by: &String| json!({ "custom_id": id.replace(*part, by), "component_type": data["component_type"], "values": data["values"] });
    let of_rows = parts.iter().filter(|part| is_row(part)).flat_map(|part| rows.iter().map(move |row| (part, row)));
    let of_channels = parts.iter().filter(|part| is_channel(part)).flat_map(|part| channels.iter().map(move |id| (part, id)));
    let mut all: Vec<Value> = of_rows.chain(of_channels).map(|(part, by)| swap(part, by)).collect();
    if data["component_type"] != 2 {
        let values = rows.iter().chain(&channels);
        all.extend(values.map(|value| json!({ "custom_id": id, "component_type": data["component_type"], "values": [value] })));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_rows_that_are_not_the_askers_have_no_effect() -> anyhow::Result<()> {
    let stage = Stage::build().await?;
    let all = everything(&stage).await?;
    let act = stage.rig.world.interact();
    let before = stage.foreign().await?;
    assert!(before.len() > 6, "there is something to lose: {before:#?}");
    let mut forged = 0;
    for (reply, data) in &all {
        for data in replaced(data, &stage) {
            let said = act.forge(&stage.rig.moderator, reply, data.clone()).await?;
            stage.assert_says_nothing(&data.to_string(), &said);
            assert_eq!(stage.foreign().await?, before, "{data}: {}", said.text());
            forged += 1;
        }
    }
    assert!(forged > 100, "{forged}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_fifteen_minutes_a_click_needs_manage_server() -> anyhow::Result<()> {
    let mut stage = Stage::build().await?;
    // The server lets every member use the commands.
    stage.rig.moderator = stage.rig.world.member();
    let list = stage.rig.slash("watches", json!({})).await?;
    let id = list.custom_ids().into_iter().find(|id| id == "v1.watches.1.all").unwrap();
    let act = stage.rig.world.interact();
    stage.rig.world.advance_clock(Duration::from_secs(14 * 60));
    let early = act.click(&stage.rig.moderator, &list, &id).await?;
    assert!(early.text().contains("Artist"), "{}", early.text());
    let all = everything(&stage).await?;
    stage.rig.world.advance_clock(Duration::from_secs(16 * 60));
    let before = stage.dump().await?;
    for (reply, data) in &all {
        let said = act.forge(&stage.rig.moderator, reply, data.clone()).await?;
        assert!(!said.text().contains("Artist") && !said.text().contains("Painter"), "{data}: {}", said.text());
        assert_eq!(stage.dump().await?, before, "{data}");
    }
    let manager = User { permissions: permission::MEMBER | permission::MANAGE_GUILD, ..stage.rig.moderator.clone() };
    let late = act.click(&manager, &early, "v1.watches.0.all").await?;
    assert!(late.text().contains("Artist"), "{}", late.text());
    Ok(())
}
