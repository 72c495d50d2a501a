//! The two simulated vendors with a community in them: artists who publish, channels that watch, and what has to arrive where.

use anyhow::{Context, Result, bail};
use parking_lot::Mutex;
use sandbox::deviantart::{self, Kind, NewPost, RateModel};
use sandbox::discord::{self, ChannelKind, GuildId, Rate, Rates};
use serde_json::json;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use testkit::until;

const ARTISTS: [&str; 4] = ["MossLantern", "InkwellFox", "NightHeron", "QuietTern"];
const KINDS: [Kind; 4] = [Kind::Image, Kind::Literature, Kind::Journal, Kind::Status];

pub struct Town {
    deviantart: deviantart::Server,
    discord: discord::Server,
    guild: GuildId,
    /// Every artist is watched in both.
    channels: [(&'static str, u64); 2],
    published: Mutex<Vec<Post>>,
}

#[derive(Clone)]
struct Post {
    title: String,
    url: String,
    artist: &'static str,
    kind: Kind,
    at: Instant,
}

impl Town {
    pub async fn build() -> Result<Self> {
        let options = deviantart::Options { rate: RateModel::unlimited(), ..Default::default() };
        let deviantart = deviantart::Server::start(options).await.context("the simulated DeviantArt cannot start")?;
        // Wider than Discord's five messages in five seconds for each channel: what is shown here is the way to it.
        let rates = Rates { create_message: Rate::new(30, Duration::from_secs(5)), ..Rates::default() };
        let discord =
            discord::Server::start(discord::Options { rates, ..Default::default() }).await.context("the simulated Discord cannot start")?;
        let world = discord.world();
        let guild = world.add_guild("Harbour Sketch Club");
        let channels = ["new-art", "everything"].map(|name| (name, world.add_channel(guild, name, ChannelKind::Text)));
        for artist in ARTISTS {
            deviantart.world().add_artist(artist);
        }
        Ok(Self { deviantart, discord, guild, channels, published: Mutex::default() })
    }

    /// What a process needs to meet them, and to look fast.
    pub fn credentials(&self) -> Vec<(String, String)> {
        [
            ("DISCORD__TOKEN", discord::Options::default().token),
            ("DISCORD__API_URL", self.discord.url()),
            ("DEVIANTART__CLIENT_ID", "sandbox".to_owned()),
            ("DEVIANTART__CLIENT_SECRET", "sandbox-secret".to_owned()),
            ("DEVIANTART__API_URL", self.deviantart.url()),
            ("DEVIANTART__REQUESTS_PER_SECOND", "100".to_owned()),
            ("INGEST__MIN_INTERVAL", "0.5".to_owned()),
        ]
        .map(|(key, value)| (format!("DEVIANTCORD_{key}"), value))
        .into()
    }

    /// A moderator watches every artist in both channels; returns when each was looked at.
    pub async fn watch(&self) -> Result<()> {
        let world = self.discord.world();
        until("the bot's commands", async || !world.commands().is_empty()).await;
        let moderator = world.moderator();
        for artist in ARTISTS {
            for (_, channel) in self.channels {
                let wish = json!({ "artist": artist });
                let reply = world.interact().slash((self.guild, channel, &moderator), "watch", wish).await?;
                if !reply.text().contains(artist) {
                    bail!("the bot answered: {}", reply.text());
                }
            }
        }
        let looked_at = |artist: &str, endpoint: &str| {
            let seen = self.deviantart.world().requests_to(endpoint);
            seen.iter().any(|one| one.status == 200 && one.query.to_lowercase().contains(&artist.to_lowercase()))
        };
        let endpoints = ["gallery/all", "user/profile/posts"];
        until("the first looks", async || ARTISTS.iter().all(|artist| endpoints.iter().all(|endpoint| looked_at(artist, endpoint)))).await;
        Ok(())
    }

    fn publish(&self, number: usize) {
        let (artist, kind) = (ARTISTS[number % ARTISTS.len()], KINDS[(number / ARTISTS.len() + number) % KINDS.len()]);
        let title = format!("Harbour, day {}", number + 1);
        let post = if kind == Kind::Status { NewPost::status(&title) } else { NewPost::new(kind, &title) };
        let published = self.deviantart.world().publish(artist, post);
        let post = Post { title, url: published.url, artist, kind, at: Instant::now() };
        self.published.lock().push(post);
    }

    /// This many posts of each artist; returns when all have arrived in both channels.
    pub async fn publish_and_wait(&self, each: usize) {
        for number in 0..each * ARTISTS.len() {
            self.publish(number);
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        until("the messages", async || self.posts().iter().all(|post| self.arrivals(post).len() >= self.channels.len())).await;
    }

    /// A post every ten seconds, and a line when it has arrived.
    pub async fn publish_forever(&self) -> Result<ExitCode> {
        for number in 0.. {
            self.publish(number);
            let Some(post) = self.posts().pop() else { continue };
            until(&post.title, async || self.arrivals(&post).len() >= self.channels.len()).await;
            println!("{}", self.line(&post));
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn posts(&self) -> Vec<Post> {
        self.published.lock().clone()
    }

    /// Channel and time of every message about it.
    fn arrivals(&self, post: &Post) -> Vec<(&'static str, Duration)> {
        let world = self.discord.world();
        let of = |(name, channel): (&'static str, u64)| {
            let about = world.messages(channel).into_iter().filter(|message| message.embeds.to_string().contains(&post.url));
            about.map(|message| (name, message.at.saturating_duration_since(post.at))).collect::<Vec<_>>()
        };
        self.channels.into_iter().flat_map(of).collect()
    }

    fn line(&self, post: &Post) -> String {
        let arrived: Vec<String> = self.arrivals(post).iter().map(|(name, after)| format!("#{name} {} ms", after.as_millis())).collect();
        format!("  {:<18} {:<12} {:<12} {}", post.title, post.artist, format!("{:?}", post.kind).to_lowercase(), arrived.join(", "))
    }

    /// The table; whether every post came exactly once into each channel.
    pub fn print(&self) -> bool {
        println!("\n  {:<18} {:<12} {:<12} arrived in, after", "post", "artist", "kind");
        let posts = self.posts();
        posts.iter().for_each(|post| println!("{}", self.line(post)));
        let (expected, world) = (posts.len() * self.channels.len(), self.discord.world());
        let (messages, twice) = (world.post_count(), world.duplicates().len());
        let (late, doubled) = world.interaction_mistakes();
        println!(
            "\n{} posts, {messages} messages ({expected} expected), {twice} duplicates, {late} late and {doubled} doubled answers to commands",
            posts.len()
        );
        usize::try_from(messages) == Ok(expected) && twice == 0 && late + doubled == 0
    }

    pub async fn stop(self) {
        self.discord.stop().await;
        self.deviantart.stop().await;
    }
}
