//! The tour: what a moderator does with the bot, from the first watch to the import after `/forget`, through the whole program on two mixes of
//! backends. Everything is asked for by interactions, and judged by what the moderator reads and what the channels show.

#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use sandbox::deviantart::{self, NewPost};
use sandbox::discord::{self, ChannelKind, Reply, User, permission};
use serde_json::{Value, json};
use std::time::Instant;
use support::fleet::Fleet;
use support::mix::Mix;
use support::{Harness, looked_at, until};

/// Five artists, each with a spelling that moderators use.
const SPELLINGS: [(&str, &str); 5] = [
    ("Alder", "alder"),
    ("Birch", "@Birch"),
    ("Cedar", "https://www.deviantart.com/cedar/gallery"),
    ("Dogwood", "<https://dogwood.deviantart.com>"),
    ("Elm", "look at [Elm](https://www.deviantart.com/elm), please"),
];

/// A server with its moderator.
struct Tour {
    harness: Harness,
    art: u64,
    second: u64,
    dark: u64,
    moderator: User,
    discord: discord::World,
    deviantart: deviantart::World,
}

impl Tour {
    async fn begin(mix: &Mix) -> Self {
        let harness = Harness::on(mix, discord::Options::default()).await;
        let (discord, deviantart) = (harness.discord.world(), harness.deviantart.world());
        let channel = |name: &str| discord.add_channel(harness.guild, name, ChannelKind::Text);
        let (art, second, dark) = (channel("art"), channel("second"), channel("dark"));
        discord.set_nsfw(dark, true);
        for (name, _) in SPELLINGS {
            deviantart.add_artist(name);
        }
        let moderator = discord.moderator();
        Self { harness, art, second, dark, moderator, discord, deviantart }
    }

    async fn slash(&self, command: &str, options: Value) -> Reply {
        let reply = self.discord.interact().slash((self.harness.guild, self.art, &self.moderator), command, options).await.unwrap();
        assert!(reply.ephemeral && !reply.pending, "/{command}: {reply:?}");
        reply
    }

    /// Clicks the button with this label.
    async fn click(&self, reply: &Reply, label: &str) -> Reply {
        let rows = reply.components.as_array().unwrap().iter();
        let mut buttons = rows.flat_map(|row| row["components"].as_array().unwrap());
        let found = buttons.find(|button| button["label"] == label).unwrap_or_else(|| panic!("no {label}: {}", reply.components));
        self.discord.interact().click(&self.moderator, reply, found["custom_id"].as_str().unwrap()).await.unwrap()
    }

    /// Chooses in the menu whose id ends so.
    async fn choose(&self, reply: &Reply, end: &str, value: &str) -> Reply {
        let id = reply.custom_ids().into_iter().find(|id| id.ends_with(end)).unwrap_or_else(|| panic!("no {end}: {}", reply.components));
        self.discord.interact().select(&self.moderator, reply, &id, &[value]).await.unwrap()
    }

    /// How many messages in a channel show a post of this title.
    fn shown(&self, channel: u64, title: &str) -> usize {
        let messages = self.discord.messages(channel).into_iter().filter(|message| !message.deleted);
        messages.flat_map(|message| message.shown()).filter(|post| post.title == title).count()
    }

    /// Publishes this, and returns when the channel shows it.
    async fn publish(&self, artist: &str, post: NewPost, title: &str, channel: u64) {
        self.deviantart.publish(artist, post);
        until(&self.harness, title, async || self.shown(channel, title) == 1).await;
    }

    /// Asks again until the answer says this.
    async fn until_said(&self, command: &str, options: Value, wanted: &str) -> Reply {
        let mut last = self.slash(command, options.clone()).await;
        until(&self.harness, &format!("/{command} to say {wanted:?}"), async || {
            if !last.text().contains(wanted) {
                last = self.slash(command, options.clone()).await;
            }
            last.text().contains(wanted)
        })
        .await;
        last
    }

    /// Five spellings become five watches, and the list has them all.
    async fn watch(&self) {
        for (name, spelling) in SPELLINGS {
            let text = self.slash("watch", json!({ "artist": spelling })).await.text();
            assert!(text.contains(&format!("New posts by **{name}** will now appear in <#{}>", self.art)), "{spelling}: {text}");
        }
        let list = self.slash("watches", json!({})).await.text();
        assert!(SPELLINGS.iter().all(|(name, _)| list.contains(&format!("**{name}**"))), "{list}");
        until(&self.harness, "the first looks", async || looked_at(&self.deviantart, &SPELLINGS.map(|(name, _)| name))).await;
        self.publish("Alder", NewPost::image("The first"), "The first", self.art).await;
        let again = self.slash("watch", json!({ "artist": "Alder" })).await.text();
        assert!(again.contains("already gets this"), "{again}");
    }

    /// One watch brings journals only, another one leaves sketches out.
    async fn change(&self) {
        let panel = self.slash("edit", json!({ "watch": "Elm" })).await;
        let panel = self.choose(&panel, ".what", "journals").await;
        assert!(panel.text().contains("Posts: journals"), "{}", panel.text());
        let panel = self.slash("edit", json!({ "watch": "Alder" })).await;
        let form = self.click(&panel, "Filter").await;
        self.discord.interact().modal(&self.moderator, &form, &[("text", "-sketch")]).await.unwrap();
        let list = self.until_said("watches", json!({}), "-sketch").await.text();
        assert!(list.contains("journals"), "{list}");
        self.deviantart.publish("Alder", NewPost::image("Sketch of a fox"));
        self.deviantart.publish("Elm", NewPost::image("No journal"));
        self.publish("Alder", NewPost::image("A fox"), "A fox", self.art).await;
        self.publish("Elm", NewPost::journal("A journal"), "A journal", self.art).await;
        let why = self.until_said("why", json!({ "post": "Sketch of a fox" }), "its filter leaves it out").await.text();
        assert!(why.contains("`-sketch`"), "{why}");
        assert_eq!((self.shown(self.art, "Sketch of a fox"), self.shown(self.art, "No journal")), (0, 0));
    }

    /// What appears at once comes as one message, the oldest first.
    async fn batch(&self) {
        for round in 0..5 {
            let titles: Vec<String> = (1..=3).map(|number| format!("Batch {round}.{number}")).collect();
            for title in &titles {
                self.deviantart.publish("Birch", NewPost::image(title));
            }
            until(&self.harness, "the batch", async || titles.iter().all(|title| self.shown(self.art, title) == 1)).await;
            let messages = self.discord.messages(self.art);
            let whole = |message: &discord::Message| message.shown().into_iter().map(|post| post.title).eq(titles.iter().cloned());
            // A poll may have come in between.
            if messages.iter().any(whole) {
                return;
            }
        }
        panic!("no batch in one message");
    }

    /// The channel breaks: what is published waits, the moderator reads why, and it comes when the channel is healed.
    async fn break_and_heal(&self) {
        self.discord.set_bot_permissions(self.art, permission::VIEW_CHANNEL);
        self.deviantart.publish("Cedar", NewPost::image("Held back"));
        let channels = self.until_said("channels", json!({}), "1 message waits").await;
        assert!(channels.text().contains(&format!("<#{}>", self.art)), "{}", channels.text());
        let why = self.slash("why", json!({ "post": "Held back" })).await.text();
        assert!(why.contains("It waits for"), "{why}");
        assert_eq!(self.shown(self.art, "Held back"), 0);
        self.discord.reset_bot_permissions(self.art);
        until(&self.harness, "what was held back", async || self.shown(self.art, "Held back") == 1).await;
        self.until_said("channels", json!({}), "Every channel takes my posts").await;
    }

    /// A channel loses its age restriction: what it shows loses its picture, what is new waits; both end when it is back.
    async fn mature(&self) {
        let text = self.slash("watch", json!({ "artist": "Dogwood", "channel": self.dark, "mature": true })).await.text();
        assert!(text.contains("will now appear"), "{text}");
        self.publish("Dogwood", NewPost::image("Night").mature(), "Night", self.dark).await;
        let picture = || self.discord.messages(self.dark)[0].embeds.to_string().contains("wixmp");
        assert!(picture(), "{}", self.discord.messages(self.dark)[0].embeds);
        assert_eq!(self.shown(self.art, "Night"), 0, "a watch without mature posts");
        self.discord.set_nsfw(self.dark, false);
        until(&self.harness, "the picture to go", async || !picture()).await;
        self.deviantart.publish("Dogwood", NewPost::image("Later at night").mature());
        let channels = self.until_said("channels", json!({}), "1 message waits").await;
        assert!(channels.text().contains("mature posts wait"), "{}", channels.text());
        self.discord.set_nsfw(self.dark, true);
        until(&self.harness, "what was mature", async || self.shown(self.dark, "Later at night") == 1).await;
    }

    /// Everything of a channel goes to another one, and says why it is there.
    async fn move_and_ask(&self) {
        let asked = self.slash("move", json!({ "from": "art", "to": self.second })).await;
        assert!(asked.text().contains("Move 5 watches from"), "{}", asked.text());
        let moved = self.click(&asked, "Move").await.text();
        assert!(moved.contains("Moved 5 watches"), "{moved}");
        self.publish("Birch", NewPost::image("Somewhere else"), "Somewhere else", self.second).await;
        assert_eq!(self.shown(self.art, "Somewhere else"), 0);
        let posted = format!("It was posted in <#{}>", self.second);
        self.until_said("why", json!({ "post": "Somewhere else" }), &posted).await;
        let card = self.discord.messages(self.second).remove(0);
        let why = self.discord.interact().on_message(&self.moderator, card.id, "Why is this here?").await.unwrap();
        assert!(why.text().contains("Somewhere else") && why.text().contains(&posted), "{}", why.text());
    }

    /// The server's watches as a file; everything of it is erased; the file brings the watches back.
    async fn leave_and_return(&self) {
        let exported = self.slash("export", json!({})).await;
        assert!(exported.text().contains("6 watches"), "{}", exported.text());
        let file = self.discord.file(&exported.raw["attachments"][0]["id"]).unwrap();
        let act = self.discord.interact();
        let form = act.slash((self.harness.guild, self.art, &self.moderator), "forget", json!({})).await.unwrap();
        let gone = act.modal(&self.moderator, &form, &[("name", "Test guild")]).await.unwrap().text();
        assert!(gone.contains("erased everything of this server, with its 6 watches"), "{gone}");
        let list = self.slash("watches", json!({})).await.text();
        assert!(!list.contains("Alder"), "{list}");
        let id = self.discord.add_file("watches.json", &file);
        let shown = self.slash("import", json!({ "file": id.to_string() })).await;
        let done = self.click(&shown, "Add 6 watches").await.text();
        assert!(done.contains("6 watches added"), "{done}");
        let list = self.slash("watches", json!({})).await.text();
        assert!(list.contains("-sketch") && list.contains("journals"), "what was changed is in the file: {list}");
        self.publish("Cedar", NewPost::image("Back again"), "Back again", self.second).await;
    }
}

async fn tour(mix: &Mix) {
    let tour = Tour::begin(mix).await;
    let mut fleet = Fleet::start(mix, &tour.harness);
    until(&tour.harness, "the commands", async || !tour.discord.commands().is_empty()).await;
    let began = Instant::now();
    let done = |step: &str| println!("{}: {step} after {:.1} s", mix.name, began.elapsed().as_secs_f64());
    tour.watch().await;
    done("watched");
    tour.change().await;
    done("changed and filtered");
    tour.batch().await;
    done("a batch");
    tour.break_and_heal().await;
    done("broken and healed");
    tour.mature().await;
    done("mature, blocked and back");
    tour.move_and_ask().await;
    done("moved and explained");
    tour.leave_and_return().await;
    done("exported, forgotten and imported");
    assert_eq!(tour.discord.interaction_mistakes(), (0, 0), "each command has one answer, in time");
    fleet.stop(&tour.harness).await;
    assert_eq!(tour.discord.duplicates(), []);
    mix.assert_portable();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_on_sqlite_and_disk() {
    tour(&Mix::embedded()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tour_with_roles_apart_on_stream_postgresql_and_redis() {
    tour(&Mix::cluster()).await;
}
