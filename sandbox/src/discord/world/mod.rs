//! The hand of a test inside the simulated Discord.

pub(super) mod channels;
mod files;
pub(super) mod gateway;
mod guilds;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use thiserror::Error;

use super::faults::Faults;
use super::inner::Inner;
use super::log::{Counts, Seen};
use super::message::Message;
use super::ratelimit::LimitCounts;
use super::state::State;

/// Id of a guild; everything that takes a guild takes its number too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GuildId(pub u64);

impl From<GuildId> for u64 {
    fn from(guild: GuildId) -> Self {
        guild.0
    }
}

/// The same post shown more than once in one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Where.
    pub channel: u64,
    /// Address of the embed or of the line in a list, else the content.
    pub subject: String,
    /// The messages that show it, oldest first.
    pub messages: Vec<u64>,
}

/// A condition did not come true in time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("waited {after:?} for {what} in the simulated Discord and it did not happen; read its messages and requests")]
pub struct Waited {
    what: String,
    after: Duration,
}

/// How long a wait for a condition lasts at most.
const PATIENCE: Duration = Duration::from_secs(60);

/// The hand of a test inside the simulated Discord; clones are the same hand.
#[derive(Clone)]
pub struct World {
    pub(crate) inner: Arc<Inner>,
}

impl World {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.inner.state());
        self.inner.touch();
        result
    }

    // ---- what was posted

    /// All messages of a channel or thread, oldest first; deleted ones too, ephemeral ones not.
    #[must_use]
    pub fn messages(&self, channel: u64) -> Vec<Message> {
        self.inner.state().messages.of_channel(channel).map(Message::of).collect()
    }

    /// All messages of all channels, oldest first; deleted ones too, ephemeral ones not.
    #[must_use]
    pub fn all_messages(&self) -> Vec<Message> {
        self.inner.state().messages.all().map(Message::of).collect()
    }

    /// The messages that were published to those who follow their channels, each as often as it was.
    #[must_use]
    pub fn published(&self) -> Vec<u64> {
        self.inner.state().published.clone()
    }

    /// How many messages a channel or thread holds, deleted ones too; cheap.
    #[must_use]
    pub fn message_count_in(&self, channel: u64) -> usize {
        self.inner.state().messages.of_channel(channel).count()
    }

    /// How many posts the messages of a channel or thread show, deleted ones too; cheap.
    #[must_use]
    pub fn post_count_in(&self, channel: u64) -> usize {
        self.inner.state().messages.of_channel(channel).map(|message| message.shown.len()).sum()
    }

    /// How many posts all messages showed when they were created: as [`message_count`](Self::message_count), but for messages that show several.
    #[must_use]
    pub fn post_count(&self) -> u64 {
        self.inner.state().messages.posts
    }

    /// One message, ephemeral or not.
    #[must_use]
    pub fn message(&self, id: u64) -> Option<Message> {
        self.inner.state().messages.get(id).map(Message::of)
    }

    /// How many messages were ever created, ephemeral ones left out; cheap.
    #[must_use]
    pub fn message_count(&self) -> u64 {
        self.inner.state().messages.created
    }

    /// A moderator deletes a message (MESSAGE_DELETE).
    pub fn delete_message(&self, id: u64) {
        self.change(|state| state.delete_message(id));
    }

    /// A moderator removes the embeds of a message: it stays, with nothing in it (MESSAGE_UPDATE).
    pub fn suppress_embeds(&self, id: u64) {
        self.change(|state| state.suppress_embeds(id));
    }

    /// Time passes here and nowhere else: the clock goes forward, and nonces are forgotten. A process that does not see it finds its own clock set back.
    pub fn advance_clock(&self, by: Duration) {
        self.change(|state| {
            state.clock_offset += i64::try_from(by.as_millis()).unwrap_or_default();
            state.messages.age(by);
        });
    }

    /// Somebody else writes in a channel.
    pub fn say(&self, channel: u64, content: &str) -> u64 {
        self.change(|state| state.say(channel, content))
    }

    /// Waits until this many messages were created; returns all of them.
    ///
    /// # Errors
    /// When a minute was not enough.
    pub async fn wait_for_messages(&self, count: usize) -> Result<Vec<Message>, Waited> {
        let wanted = u64::try_from(count).unwrap_or(u64::MAX);
        self.wait_until(&format!("{count} messages"), |world| world.message_count() >= wanted).await?;
        Ok(self.all_messages())
    }

    /// Waits until a condition holds; it is checked after every change and request, and ten times a second.
    ///
    /// # Errors
    /// When a minute was not enough.
    pub async fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) -> Result<(), Waited> {
        let mut changes = self.inner.watch();
        let wait = async {
            loop {
                changes.mark_unchanged();
                if holds(self) {
                    return;
                }
                // Under load a change comes every few microseconds; a check every few milliseconds is enough. Without
                // any change it checks too, for conditions that are not about this Discord alone.
                tokio::time::sleep(Duration::from_millis(2)).await;
                let _quiet = tokio::time::timeout(Duration::from_millis(100), changes.changed()).await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.map_err(|_| Waited { what: what.to_owned(), after: PATIENCE })
    }

    /// Posts that are visible more than once in the same channel (a forum is one, with all of its posts), by the address of an embed or of a line in a list, else by content.
    #[must_use]
    pub fn duplicates(&self) -> Vec<Duplicate> {
        let state = self.inner.state();
        let mut shown: BTreeMap<(u64, &str), Vec<u64>> = BTreeMap::new();
        for message in state.messages.all().filter(|message| !message.deleted) {
            for post in message.shown.iter().filter(|post| !post.link.is_empty()) {
                shown.entry((state.forum_of(message.channel), &post.link)).or_default().push(message.id);
            }
        }
        let twice = shown.into_iter().filter(|(_, messages)| messages.len() > 1);
        twice.map(|((channel, subject), messages)| Duplicate { channel, subject: subject.to_owned(), messages }).collect()
    }

    /// Messages per second between the first and the last one; 0 before the second one.
    #[must_use]
    pub fn messages_per_second(&self) -> f64 {
        let state = self.inner.state();
        let (Some(first), Some(last)) = (state.messages.first, state.messages.last) else { return 0.0 };
        let seconds = last.saturating_duration_since(first).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let gaps = state.messages.created.saturating_sub(1) as f64;
        if seconds > 0.0 { gaps / seconds } else { 0.0 }
    }

    // ---- what was asked

    /// The latest requests of REST, oldest first, as many as [`crate::discord::Options::keep_requests`] says.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.inner.log().seen()
    }

    /// Numbers of requests since the start.
    #[must_use]
    pub fn request_counts(&self) -> Counts {
        self.inner.log().counts.clone()
    }

    /// Forgets the requests and their numbers.
    pub fn clear_requests(&self) {
        self.inner.log().clear();
    }

    /// What the rate limiter counted: peaks, refusals, requests during a global pause, invalid requests.
    #[must_use]
    pub fn limits(&self) -> LimitCounts {
        self.inner.limiter().counts.clone()
    }

    /// Connections that are open, those of the gateway among them. A request of a client that is gone may be worked on until its connection ends.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.inner.connections.open()
    }

    /// Callbacks to interactions that came too late (10062), and a second time (40060).
    #[must_use]
    pub fn interaction_mistakes(&self) -> (u64, u64) {
        let state = self.inner.state();
        (state.interactions.late, state.interactions.double)
    }

    /// The registered application commands, global ones first.
    #[must_use]
    pub fn commands(&self) -> Vec<Value> {
        self.inner.state().commands.all()
    }

    // ---- switches

    /// The faults of REST and the gateway.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.inner.faults.clone()
    }
}
