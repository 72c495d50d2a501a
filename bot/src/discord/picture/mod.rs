//! What decisions need to know of servers: their channels, roles and the bot's own membership, as small as it can be.
//!
//! Filled from the gateway's events by tolerant readers ([`read`]): a value that cannot be read is missing by itself and never hides its
//! neighbours. A server's picture counts while the shard that tells of it is alive: its last heartbeat was acknowledged less than
//! [`FRESH_FOR`] ago. What the gateway did not tell is fetched ([`super::places`]) and counts as long.

mod guild;
pub mod read;

pub use guild::{Channel, ChannelInfo, Guild, Me, Overwrite, Role, Tag};

use domain::id::{ChannelId, GuildId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How old a word about a channel may be to decide on: a connection may be dead without knowing it, and a mature post in the wrong channel
/// cannot be called back.
pub const FRESH_FOR: Duration = Duration::from_secs(60);

/// More channels than this are not remembered one by one.
const CAPACITY: usize = 50_000;

/// Shared knowledge of servers and channels. Cheap to clone; never blocks for long.
#[derive(Clone, Debug, Default)]
pub struct Picture(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    /// The bot's own account, once Discord told.
    me: Option<u64>,
    /// When each connected shard's last heartbeat was acknowledged. Of two shards that tell of the same server, the one with the larger number is of
    /// the newer fleet.
    alive: HashMap<u32, Instant>,
    guilds: HashMap<GuildId, (u32, Arc<Guild>)>,
    /// Servers that were asked for.
    asked_guilds: HashMap<GuildId, (Arc<Guild>, Instant)>,
    /// Channels that were asked for.
    asked: HashMap<ChannelId, (ChannelInfo, Instant)>,
}

impl Inner {
    fn is_alive(&self, shard: u32) -> bool {
        self.alive.get(&shard).is_some_and(|at| at.elapsed() < FRESH_FOR)
    }

    fn told(&self, guild: GuildId) -> Option<&Arc<Guild>> {
        self.guilds.get(&guild).filter(|(shard, _)| self.is_alive(*shard)).map(|(_, guild)| guild)
    }
}

impl Picture {
    /// A new session of a shard: what an earlier one told counts no longer.
    pub fn session(&self, shard: u32, me: Option<u64>) {
        let mut inner = self.inner();
        inner.guilds.retain(|_, (of, _)| *of != shard);
        inner.alive.insert(shard, Instant::now());
        inner.me = me.or(inner.me);
    }

    /// The shard's heartbeat was acknowledged, or its session resumed with everything that was missed.
    pub fn alive(&self, shard: u32) {
        self.inner().alive.insert(shard, Instant::now());
    }

    /// The shard's connection is gone; a resumed session brings what was missed.
    pub fn lost(&self, shard: u32) {
        self.inner().alive.remove(&shard);
    }

    /// Whether this shard's word counts now.
    #[must_use]
    pub fn is_alive(&self, shard: u32) -> bool {
        self.inner().is_alive(shard)
    }

    /// No shard is connected any more.
    pub fn disconnected(&self) {
        let mut inner = self.inner();
        inner.alive.clear();
        inner.guilds.clear();
    }

    /// A shard of a fleet that was relieved is gone for good, with what it told.
    pub fn retire(&self, shard: u32) {
        let mut inner = self.inner();
        inner.alive.remove(&shard);
        inner.guilds.retain(|_, (of, _)| *of != shard);
    }

    /// Whether a shard of a newer fleet tells of this server now: this one's word is older.
    #[must_use]
    pub fn is_relieved(&self, shard: u32, guild: GuildId) -> bool {
        let inner = self.inner();
        inner.guilds.get(&guild).is_some_and(|(of, _)| *of > shard && inner.is_alive(*of))
    }

    /// A server as its shard tells of it.
    pub fn told(&self, shard: u32, guild: Guild) {
        let mut inner = self.inner();
        inner.asked_guilds.remove(&guild.id);
        inner.guilds.insert(guild.id, (shard, Arc::new(guild)));
    }

    /// A server as it was just asked for.
    pub fn asked(&self, guild: Arc<Guild>) {
        let mut inner = self.inner();
        inner.asked_guilds.retain(|_, (_, at)| at.elapsed() < FRESH_FOR);
        inner.asked_guilds.insert(guild.id, (guild, Instant::now()));
    }

    /// The server is unavailable or was left: nothing known about it counts any more.
    pub fn forget(&self, guild: GuildId) {
        let mut inner = self.inner();
        inner.guilds.remove(&guild);
        inner.asked_guilds.remove(&guild);
        inner.asked.retain(|_, (info, _)| info.guild != Some(guild));
    }

    /// Something in a server changed. What was asked for earlier is older than that.
    pub fn change(&self, guild: GuildId, change: impl FnOnce(&mut Guild)) {
        let mut inner = self.inner();
        inner.asked_guilds.remove(&guild);
        if let Some((_, known)) = inner.guilds.get_mut(&guild) {
            change(Arc::make_mut(known));
        }
    }

    /// A word about one channel that was asked for is older than an event about it.
    pub fn outdated(&self, channel: ChannelId) {
        self.inner().asked.remove(&channel);
    }

    /// Discord's word of now about one channel, from an answer.
    pub fn put(&self, info: ChannelInfo) {
        let mut inner = self.inner();
        if inner.asked.len() >= CAPACITY && !inner.asked.contains_key(&info.id) {
            inner.asked.retain(|_, (_, at)| at.elapsed() < FRESH_FOR);
            if inner.asked.len() >= CAPACITY {
                inner.asked.clear();
            }
        }
        inner.asked.insert(info.id, (info, Instant::now()));
    }

    /// What is known of a channel and fresh enough to decide on. `guild` is the server that it is expected in; the answer says in which it is.
    #[must_use]
    pub fn fresh(&self, guild: GuildId, channel: ChannelId) -> Option<ChannelInfo> {
        let inner = self.inner();
        let told = inner.told(guild).and_then(|known| known.info(channel));
        told.or_else(|| inner.asked.get(&channel).filter(|(_, at)| at.elapsed() < FRESH_FOR).map(|(info, _)| info.clone()))
    }

    /// What was last known of a channel, fresh or not: its type never changes between one that takes messages and one that takes posts.
    #[must_use]
    pub fn last_info(&self, guild: GuildId, channel: ChannelId) -> Option<ChannelInfo> {
        let inner = self.inner();
        let told = inner.guilds.get(&guild).and_then(|(_, known)| known.info(channel));
        told.or_else(|| inner.asked.get(&channel).map(|(info, _)| info.clone()))
    }

    /// The server that a channel is in. A channel never moves between servers, so an old word counts as well as a new one.
    #[must_use]
    pub fn home(&self, guild: GuildId, channel: ChannelId) -> Option<GuildId> {
        let inner = self.inner();
        let told = inner.guilds.get(&guild).is_some_and(|(_, known)| known.channel(channel).is_some());
        if told { Some(guild) } else { inner.asked.get(&channel).and_then(|(info, _)| info.guild) }
    }

    /// The channel that a thread of this server belongs to, as far as was ever heard: it never changes.
    #[must_use]
    pub fn parent_of(&self, guild: GuildId, thread: ChannelId) -> Option<ChannelId> {
        self.last_info(guild, thread).and_then(|info| info.thread_parent)
    }

    /// A server, if what is known of it is fresh enough to decide on.
    #[must_use]
    pub fn guild(&self, guild: GuildId) -> Option<Arc<Guild>> {
        let inner = self.inner();
        let asked = || inner.asked_guilds.get(&guild).filter(|(_, at)| at.elapsed() < FRESH_FOR).map(|(guild, _)| guild);
        inner.told(guild).or_else(asked).cloned()
    }

    /// A server as the gateway told of it last, fresh or not: for names in menus.
    #[must_use]
    pub fn last_known(&self, guild: GuildId) -> Option<Arc<Guild>> {
        let inner = self.inner();
        inner.guilds.get(&guild).map(|(_, guild)| guild).or_else(|| inner.asked_guilds.get(&guild).map(|(guild, _)| guild)).cloned()
    }

    /// The bot's own account.
    #[must_use]
    pub fn me(&self) -> Option<u64> {
        self.inner().me
    }

    fn inner(&self) -> parking_lot::MutexGuard<'_, Inner> {
        self.0.lock()
    }
}

#[cfg(test)]
mod tests;
