//! What the demo knows: who is there, what was published, what was expected, and what arrived.

use super::stage::Stage;
use anyhow::{Result, bail};
use parking_lot::{Mutex, MutexGuard};
use sandbox::deviantart::{Kind, NewPost, Published};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A post without a message is on its way for so long; one that is older is wanted by no watch.
const ON_ITS_WAY: Duration = Duration::from_secs(10);

/// The board of one demo run.
pub struct Board {
    stage: Arc<Stage>,
    started: Instant,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    artists: Vec<(String, Vec<String>)>,
    channels: Vec<Channel>,
    posts: Vec<Post>,
    story: Vec<(u64, String)>,
}

/// A channel that the page shows.
#[derive(Clone)]
pub struct Channel {
    pub id: u64,
    pub name: String,
    pub age_restricted: bool,
    pub thread: bool,
    /// The bot may not post in it now.
    pub blocked: bool,
}

struct Post {
    title: String,
    url: String,
    artist: String,
    kind: &'static str,
    mature: bool,
    at: Instant,
    /// The channels that must get it exactly once, and no other; None: whatever happens is right (a visitor's post).
    expected: Option<Vec<u64>>,
}

/// A post as the board knows it.
pub struct Link<'a> {
    pub artist: &'a str,
    pub kind: &'static str,
    pub mature: bool,
    pub title: &'a str,
    pub url: &'a str,
}

impl<'a> Link<'a> {
    fn of(artist: &'a str, post: &NewPost, published: &'a Published) -> Self {
        Self { artist, kind: kind_word(post.kind), mature: post.mature, title: &published.title, url: &published.url }
    }
}

/// A line of the result.
pub struct Row {
    pub title: String,
    pub artist: String,
    pub kind: &'static str,
    pub mature: bool,
    /// Since its publication.
    pub age: Duration,
    /// Channel name and time since publication, one entry for each message.
    pub arrived: Vec<(String, Duration)>,
    pub expected: Vec<String>,
    pub as_expected: Option<bool>,
}

/// The form of the page.
#[derive(Deserialize)]
pub struct Wish {
    artist: String,
    kind: String,
    title: String,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    mature: Option<String>,
}

impl Board {
    pub fn new(stage: Arc<Stage>) -> Self {
        Self { stage, started: Instant::now(), notes: Mutex::default() }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock()
    }

    /// An artist that the form offers.
    pub fn artist(&self, name: &str, folders: &[&str]) {
        self.notes().artists.push((name.to_owned(), folders.iter().map(|&folder| folder.to_owned()).collect()));
    }

    /// A channel that the page shows.
    pub fn channel(&self, channel: Channel) {
        self.notes().channels.push(channel);
    }

    /// The bot may or may not post in it from now on.
    pub fn blocked(&self, id: u64, blocked: bool) {
        if let Some(channel) = self.notes().channels.iter_mut().find(|channel| channel.id == id) {
            channel.blocked = blocked;
        }
    }

    /// A line of the story, on the page and on standard output.
    pub fn tell(&self, text: &str) {
        let at = self.started.elapsed().as_secs();
        println!("{at:>4} s  {text}");
        self.notes().story.push((at, text.to_owned()));
    }

    /// A post that must arrive in these channels and nowhere else.
    pub fn expect(&self, artist: &str, post: &NewPost, published: &Published, channels: &[u64]) {
        self.expect_link(Link::of(artist, post, published), channels);
    }

    /// A post known by its link, which must arrive in these channels and nowhere else.
    pub fn expect_link(&self, link: Link<'_>, channels: &[u64]) {
        self.note(link, Some(channels.to_vec()));
    }

    fn note(&self, link: Link<'_>, expected: Option<Vec<u64>>) {
        let Link { artist, kind, mature, title, url } = link;
        let (artist, title, url) = (artist.to_owned(), title.to_owned(), url.to_owned());
        self.notes().posts.push(Post { title, url, artist, kind, mature, at: Instant::now(), expected });
    }

    /// Publishes what a visitor typed.
    pub fn publish(&self, wish: &Wish) -> Result<String> {
        let title = wish.title.trim();
        if title.is_empty() || title.chars().count() > 50 {
            bail!("A title has 1 to 50 characters.");
        }
        let kind = match wish.kind.as_str() {
            "image" => Kind::Image,
            "literature" => Kind::Literature,
            "video" => Kind::Video,
            "journal" => Kind::Journal,
            "status" => Kind::Status,
            _ => bail!("This kind of post is not known."),
        };
        let Some((artist, folders)) = self.notes().artists.iter().find(|(name, _)| *name == wish.artist).cloned() else {
            bail!("This artist is not known.");
        };
        let mut post = if kind == Kind::Status { NewPost::status(title) } else { NewPost::new(kind, title) };
        post.mature = wish.mature.is_some();
        if folders.contains(&wish.folder) && kind.in_gallery() {
            post.folders.push(wish.folder.clone());
        }
        let published = self.stage.deviantart.publish(&artist, post.clone());
        self.note(Link::of(&artist, &post, &published), None);
        Ok(format!("Published “{title}” as {artist}."))
    }

    /// Every post with where it arrived.
    pub fn rows(&self) -> Vec<Row> {
        let notes = self.notes();
        let messages = self.messages(&notes.channels);
        notes
            .posts
            .iter()
            .map(|post| {
                let hits: Vec<&Message> = messages.iter().filter(|message| message.links_to(&post.url)).collect();
                let mut where_to: Vec<u64> = hits.iter().map(|message| message.channel).collect();
                where_to.sort_unstable();
                let name = |id: u64| {
                    notes.channels.iter().find(|channel| channel.id == id).map_or_else(|| id.to_string(), |channel| channel.name.clone())
                };
                let as_expected = post.expected.as_ref().map(|expected| {
                    let mut expected = expected.clone();
                    expected.sort_unstable();
                    expected == where_to
                });
                Row {
                    title: post.title.clone(),
                    artist: post.artist.clone(),
                    kind: post.kind,
                    mature: post.mature,
                    age: post.at.elapsed(),
                    arrived: hits.iter().map(|message| (name(message.channel), message.at.saturating_duration_since(post.at))).collect(),
                    expected: post.expected.iter().flatten().map(|&id| name(id)).collect(),
                    as_expected,
                }
            })
            .collect()
    }

    /// The page's state.
    pub async fn state(&self) -> Value {
        let status = crate::role::ops::collect(&self.stage.running.ops).await;
        let count = |state: &str| status.notifications.get(state).copied().unwrap_or(0);
        let rows = self.rows();
        let notes = self.notes();
        let messages = self.messages(&notes.channels);
        let published = |message: &Message| notes.posts.iter().find(|post| message.links_to(&post.url)).map(|post| post.at);
        json!({
            "artists": notes.artists.iter().map(|(name, folders)| json!({ "name": name, "folders": folders })).collect::<Vec<_>>(),
            "channels": notes.channels.iter().map(|channel| json!({
                "name": channel.name, "age_restricted": channel.age_restricted, "thread": channel.thread, "blocked": channel.blocked,
                "messages": messages.iter().filter(|message| message.channel == channel.id).rev().take(30).map(|message| json!({
                    "content": message.content, "embeds": message.embeds,
                    "after_ms": published(message).map(|at| message.at.saturating_duration_since(at).as_millis()),
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "posts": rows.iter().rev().take(40).map(|row| json!({
                "title": row.title, "artist": row.artist, "kind": row.kind, "mature": row.mature,
                "waiting": row.age < ON_ITS_WAY,
                "arrived": row.arrived.iter().map(|(channel, after)| json!({ "channel": channel, "after_ms": after.as_millis() })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "story": notes.story.iter().rev().map(|(at, text)| json!({ "at_s": at, "text": text })).collect::<Vec<_>>(),
            "ops": self.stage.running.ops_address.map(|address| format!("http://{address}/")),
            "pipeline": {
                "log_end": status.log_end, "projected": status.projected, "pending": count("pending") + count("sending"), "sent": count("sent"),
                "held": count("held"), "suppressed": count("suppressed"),
            },
        })
    }

    fn messages(&self, channels: &[Channel]) -> Vec<Message> {
        let of = |channel: &Channel| self.stage.discord.messages(channel.id);
        channels.iter().flat_map(of).filter(|message| !message.deleted).map(Message::from).collect()
    }
}

struct Message {
    channel: u64,
    content: String,
    embeds: Value,
    links: Vec<String>,
    at: Instant,
}

impl Message {
    /// Whether it links to this page; old recorded links say `http`, a card says `https`.
    fn links_to(&self, url: &str) -> bool {
        let page = |link: &str| link.trim_start_matches("https://").trim_start_matches("http://").to_owned();
        self.links.iter().any(|link| page(link) == page(url))
    }
}

impl From<sandbox::discord::Message> for Message {
    fn from(message: sandbox::discord::Message) -> Self {
        let mut links: Vec<String> = message.shown().into_iter().map(|post| post.link).collect();
        links.extend(message.content.split_whitespace().map(|word| word.trim_matches(['<', '>']).to_owned()));
        Self { channel: message.channel, content: message.content, embeds: message.embeds, links, at: message.at }
    }
}

pub fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "image",
        Kind::Literature => "literature",
        Kind::Video => "video",
        Kind::Journal => "journal",
        Kind::Status => "status",
        Kind::Poll => "poll",
    }
}
