//! Posts that keep coming, and the judgement over what arrived.

use super::mix::Mix;
use super::{Harness, looked_at, served, until};
use domain::watch::What;
use sandbox::deviantart::NewPost;
use sandbox::{deviantart, discord};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;
use tokio::task::JoinHandle;

/// No artist may be further ahead of Discord than this: below the burst limit, so that every post is a separate card.
const AHEAD: usize = 6;

/// Artists with a channel each, and what they published while they were watched. Cheap to clone.
#[derive(Clone)]
pub struct Flow(Arc<Inner>);

struct Inner {
    artists: Vec<(String, u64)>,
    /// Artists whose journals alone are wanted: what else they post goes through log and projection, and to no channel.
    crowd: Vec<String>,
    posted: AtomicU64,
    deviantart: deviantart::World,
    discord: discord::World,
    /// Link to channel, for every post published so far.
    published: Mutex<HashMap<String, u64>>,
    stop: AtomicBool,
}

/// What became of the posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub attempted: usize,
    pub recovered: usize,
    pub duplicated: usize,
    pub unexpected: usize,
}

impl Verdict {
    pub const fn lost(&self) -> usize {
        self.attempted - self.recovered
    }

    /// As a row of the fault matrix; whatever was published while it was watched had to arrive.
    pub fn row(&self, row: &'static str, seed: u64) -> testbed::chaos::Row {
        let attempted = self.attempted as u64;
        testbed::chaos::Row {
            attempted,
            acknowledged: attempted,
            recovered: self.recovered as u64,
            lost: self.lost() as u64,
            duplicated: self.duplicated as u64,
            unexpected: self.unexpected as u64,
            ..testbed::chaos::Row::new(row, seed)
        }
    }
}

impl Flow {
    /// Plants this many artists, each watched in a separate channel.
    pub async fn plant(harness: &Harness, store: &Store, artists: usize) -> Self {
        Self::plant_with_crowd(harness, store, artists, 0).await
    }

    /// And this many whose statuses nobody wants.
    pub async fn plant_with_crowd(harness: &Harness, store: &Store, artists: usize, crowd: usize) -> Self {
        let mut channels = Vec::new();
        for number in 0..artists {
            let name = format!("artist-{number}");
            let channel = harness.watched_artist(store, &name, What::Deviations).await;
            channels.push((name, channel));
        }
        let crowd: Vec<String> = (0..crowd).map(|number| format!("crowd-{number}")).collect();
        for name in &crowd {
            harness.watched_artist(store, name, What::Journals).await;
        }
        let (deviantart, discord) = (harness.deviantart.world(), harness.discord.world());
        let (posted, published, stop) = (AtomicU64::new(0), Mutex::default(), AtomicBool::new(false));
        Self(Arc::new(Inner { artists: channels, crowd, posted, deviantart, discord, published, stop }))
    }

    /// What the crowd has posted.
    pub fn posted(&self) -> u64 {
        self.0.posted.load(Ordering::SeqCst)
    }

    /// This many statuses of the crowd, at most `rate` a second and no more than some thousands ahead of the store.
    pub fn chatter(&self, posts: u64, rate: u64, store: &Store) -> JoinHandle<()> {
        let (flow, store) = (self.clone(), store.clone());
        tokio::spawn(async move {
            let (before, began) = (flow.posted(), tokio::time::Instant::now());
            let (mut stored, mut asked) = (flow.posted() + flow.published() as u64, began);
            let mut pulse = tokio::time::interval(Duration::from_millis(100));
            pulse.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            while flow.posted() - before < posts {
                pulse.tick().await;
                // Counting costs the server something. One that is away has what it had.
                if asked.elapsed() > Duration::from_secs(1) {
                    stored = store.for_ops().pipeline_status().await.map_or(stored, |status| status.posts);
                    asked = tokio::time::Instant::now();
                }
                let allowed = before + posts.min(u64::try_from(began.elapsed().as_millis()).unwrap() * rate / 1000 + 1);
                let allowed = allowed.min(stored.saturating_sub(flow.published() as u64) + 2_000);
                for number in flow.posted()..allowed {
                    let name = &flow.0.crowd[usize::try_from(number).unwrap() % flow.0.crowd.len()];
                    flow.0.deviantart.publish(name, NewPost::status(format!("Nobody wants no. {number}")));
                    flow.0.posted.store(number + 1, Ordering::SeqCst);
                }
            }
        })
    }

    /// Returns when every artist was looked at: what is published from then on has to be announced.
    pub async fn watched(&self, harness: &Harness) {
        let names: Vec<&String> = self.0.artists.iter().map(|(name, _)| name).collect();
        until(harness, "the first look at every artist", async || looked_at(&self.0.deviantart, &names)).await;
        let feeds = async || served(&self.0.deviantart, "user/profile/posts", &self.0.crowd);
        until(harness, "the first look at the crowd", feeds).await;
    }

    /// One post by this artist.
    pub fn publish(&self, artist: usize, title: &str) {
        let (name, channel) = &self.0.artists[artist % self.0.artists.len()];
        let post = self.0.deviantart.publish(name, NewPost::image(title));
        self.0.published.lock().unwrap().insert(post.url, *channel);
    }

    /// This many posts by everybody in turn, each artist no further ahead than a few of what has arrived; at most `rate` a second.
    pub fn pour(&self, posts: usize, rate: usize) -> JoinHandle<()> {
        let flow = self.clone();
        flow.0.stop.store(false, Ordering::SeqCst);
        tokio::spawn(async move {
            let before = flow.published();
            let mut sent: Vec<usize> = flow.0.artists.iter().map(|(_, channel)| flow.0.discord.post_count_in(*channel)).collect();
            let mut pulse = tokio::time::interval(Duration::from_millis(20));
            pulse.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            let began = tokio::time::Instant::now();
            let mut next = 0;
            while flow.published() - before < posts && !flow.0.stop.load(Ordering::SeqCst) {
                pulse.tick().await;
                let allowed = usize::try_from(began.elapsed().as_millis()).unwrap() * rate / 1000 + 1;
                for _ in 0..flow.0.artists.len() {
                    let done = flow.published() - before;
                    if done >= posts.min(allowed) {
                        break;
                    }
                    let artist = next % sent.len();
                    next += 1;
                    if sent[artist] < flow.0.discord.post_count_in(flow.0.artists[artist].1) + AHEAD {
                        flow.publish(artist, &format!("no. {}", sent[artist]));
                        sent[artist] += 1;
                    }
                }
            }
        })
    }

    /// No more posts after those that were published.
    pub fn end(&self) {
        self.0.stop.store(true, Ordering::SeqCst);
    }

    pub fn published(&self) -> usize {
        self.0.published.lock().unwrap().len()
    }

    /// Posts without a message; too few when there are messages that nobody asked for.
    pub fn missing(&self) -> usize {
        self.published().saturating_sub(usize::try_from(self.0.discord.post_count()).unwrap())
    }

    /// Returns when as many messages are there as posts were published, and the store knows it of each.
    pub async fn settled(&self, harness: &Harness) {
        until(harness, "every post to arrive", async || self.missing() == 0).await;
        let store = harness.store().await;
        // What an artist had before the watch has a row that says so.
        until(harness, "one notification for every post, and its outcome", async || {
            store.for_ops().pipeline_status().await.is_ok_and(|status| {
                let before = status.reasons.get("before_watch").copied().unwrap_or(0);
                let sent = status.notifications.get("sent").copied().unwrap_or(0);
                (sent, status.notifications.values().sum::<u64>()) == (self.published() as u64, sent + before)
            })
        })
        .await;
    }

    /// Compares the posts with the messages, one by one.
    pub fn judge(&self) -> Verdict {
        let published = self.0.published.lock().unwrap().clone();
        let mut shown: HashMap<String, u32> = HashMap::new();
        let mut unexpected = 0;
        for message in self.0.discord.all_messages() {
            for link in message.shown().into_iter().map(|post| post.link) {
                if published.get(&link) == Some(&message.channel) {
                    *shown.entry(link).or_default() += 1;
                } else {
                    println!("a message nobody asked for: {link} {}", message.content);
                    unexpected += 1;
                }
            }
        }
        let duplicated = shown.values().filter(|times| **times > 1).count();
        Verdict { attempted: published.len(), recovered: shown.len(), duplicated, unexpected }
    }

    /// [`judge`](Self::judge), once all has [`settled`](Self::settled): every post has its message, and the tables are as a fresh fold of the
    /// log makes them. Where the log is on disk the service must be stopped.
    pub fn assert_whole(&self, mix: &Mix, harness: &Harness, data_dir: &std::path::Path) -> Verdict {
        let verdict = self.judge();
        assert_eq!((verdict.lost(), verdict.duplicated, verdict.unexpected), (0, 0, 0), "{}: {verdict:?}", mix.name);
        let said = harness.said_in(data_dir, &["verify"]);
        assert!(said.contains("the projection matches the log"), "{}: {said}", mix.name);
        verdict
    }
}
