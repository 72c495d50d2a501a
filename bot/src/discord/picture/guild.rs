//! A server in a few kilobytes.

use domain::id::{ChannelId, GuildId};
use std::collections::HashSet;
use std::sync::Arc;

/// Discord allows 500 channels and 1,000 active threads in a server; more than this are not kept.
const CHANNELS: usize = 4_096;
/// Discord allows 250 roles.
const ROLES: usize = 1_024;
/// A channel's name has at most 100 characters.
const NAME: usize = 100;

/// What has to be known of a channel before something is sent to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelInfo {
    /// The channel or thread.
    pub id: ChannelId,
    /// Its server; None for a direct message channel, or when Discord did not say.
    pub guild: Option<GuildId>,
    /// The channel's own flag. A thread has none: its parent decides (Discord's documentation, "Threads").
    pub nsfw: bool,
    /// For a thread, the channel that it belongs to; None for every other channel (whose parent is only a category).
    pub thread_parent: Option<ChannelId>,
    /// Discord's number of the channel type; 255: it could not be read.
    pub kind: u8,
    /// See [`Channel::wants`].
    pub wants: Option<Arc<[Tag]>>,
}

impl ChannelInfo {
    /// Whether it takes posts instead of messages: a forum (15) or a media channel (16).
    #[must_use]
    pub const fn is_forum(&self) -> bool {
        is_forum(self.kind)
    }

    /// Whether its messages can be published to those who follow it.
    #[must_use]
    pub const fn is_announcement(&self) -> bool {
        self.kind == 5
    }
}

/// Forum or media channel.
const fn is_forum(kind: u8) -> bool {
    matches!(kind, 15 | 16)
}

/// A tag of a forum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: u64,
    /// As it is shown.
    pub name: Box<str>,
}

/// Grants and denials of one role or member in one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Overwrite {
    /// The role or the member.
    pub id: u64,
    /// Bits that are granted.
    pub allow: u64,
    /// Bits that are denied.
    pub deny: u64,
    /// A member's, not a role's.
    pub member: bool,
}

/// A channel or an active thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: u64,
    /// Category, or a thread's channel; 0: none.
    pub parent: u64,
    /// For menus.
    pub name: Box<str>,
    /// None: they could not be read, or it is a thread, which has none. Equal ones share their memory.
    pub overwrites: Option<Arc<[Overwrite]>>,
    /// Discord's number of the channel type; 255: it could not be read.
    pub kind: u8,
    /// Its own age restriction.
    pub nsfw: bool,
    /// Of a forum where each post needs a tag: those that everybody may use. Elsewhere None.
    pub wants: Option<Arc<[Tag]>>,
}

impl Channel {
    /// Whether it is a thread: announcement (10), public (11) or private (12).
    #[must_use]
    pub const fn is_thread(&self) -> bool {
        matches!(self.kind, 10..=12)
    }

    /// Whether it is a thread that only those see who are in it.
    #[must_use]
    pub const fn is_private_thread(&self) -> bool {
        self.kind == 12
    }

    /// Whether it takes posts instead of messages.
    #[must_use]
    pub const fn is_forum(&self) -> bool {
        is_forum(self.kind)
    }

    /// A name as it is kept.
    #[must_use]
    pub fn short(name: &str) -> Box<str> {
        name.chars().filter(|c| !c.is_control()).take(NAME).collect::<String>().into_boxed_str()
    }
}

/// A role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id; that of everyone's role is the server's.
    pub id: u64,
    /// Its bits.
    pub permissions: u64,
    /// Whether everybody may mention it.
    pub mentionable: bool,
    /// Whether an integration owns it: nobody can be given it.
    pub managed: bool,
}

/// The bot as a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Its roles, without everyone's.
    pub roles: Box<[u64]>,
    /// Until when it may not write, in milliseconds since 1970; 0: it may.
    pub time_out_ms: i64,
}

impl Me {
    /// Whether it is in time-out.
    #[must_use]
    pub const fn in_time_out(&self, now_ms: i64) -> bool {
        self.time_out_ms > now_ms
    }
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guild {
    /// Its id.
    pub id: GuildId,
    /// Its owner's account; 0: it could not be read.
    pub owner: u64,
    /// The bot's own membership; None: not told.
    pub me: Option<Me>,
    /// By id.
    channels: Vec<Channel>,
    /// By id.
    roles: Vec<Role>,
}

impl Guild {
    /// A server with these channels, threads and roles, in any order.
    #[must_use]
    pub fn new(id: GuildId, owner: u64, me: Option<Me>, mut channels: Vec<Channel>, mut roles: Vec<Role>) -> Self {
        channels.truncate(CHANNELS);
        channels.sort_by_key(|channel| channel.id);
        channels.dedup_by_key(|channel| channel.id);
        channels.shrink_to_fit();
        roles.truncate(ROLES);
        roles.sort_by_key(|role| role.id);
        roles.dedup_by_key(|role| role.id);
        roles.shrink_to_fit();
        let mut guild = Self { id, owner, me, channels, roles };
        guild.share_overwrites();
        guild
    }

    /// Most channels have the overwrites of their category: each set is kept once.
    fn share_overwrites(&mut self) {
        let mut sets: HashSet<Arc<[Overwrite]>> = HashSet::new();
        for channel in &mut self.channels {
            let Some(own) = &channel.overwrites else { continue };
            match sets.get(own) {
                Some(known) => channel.overwrites = Some(Arc::clone(known)),
                None => {
                    sets.insert(Arc::clone(own));
                }
            }
        }
    }

    /// A channel or active thread.
    #[must_use]
    pub fn channel(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.binary_search_by_key(&id.0, |channel| channel.id).ok().and_then(|at| self.channels.get(at))
    }

    /// All channels and active threads, by id.
    #[must_use]
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// Where a channel's permissions and age restriction are: a thread's are those of its parent. None: the parent is not known.
    #[must_use]
    pub fn base<'a>(&'a self, channel: &'a Channel) -> Option<&'a Channel> {
        if channel.is_thread() { self.channel(ChannelId(channel.parent)) } else { Some(channel) }
    }

    /// Whether it is a post of a forum.
    #[must_use]
    pub fn is_post(&self, channel: &Channel) -> bool {
        channel.is_thread() && self.channel(ChannelId(channel.parent)).is_some_and(Channel::is_forum)
    }

    /// A role.
    #[must_use]
    pub fn role(&self, id: u64) -> Option<&Role> {
        self.roles.binary_search_by_key(&id, |role| role.id).ok().and_then(|at| self.roles.get(at))
    }

    /// What the mature gate asks for.
    #[must_use]
    pub fn info(&self, id: ChannelId) -> Option<ChannelInfo> {
        let channel = self.channel(id)?;
        let thread_parent = channel.is_thread().then_some(ChannelId(channel.parent));
        let (kind, wants) = (channel.kind, channel.wants.clone());
        Some(ChannelInfo { id, guild: Some(self.id), nsfw: channel.nsfw, thread_parent, kind, wants })
    }

    /// A channel or thread was made or changed.
    pub fn put_channel(&mut self, channel: Channel) {
        match self.channels.binary_search_by_key(&channel.id, |known| known.id) {
            Ok(at) => self.channels[at] = channel,
            Err(at) if self.channels.len() < CHANNELS => self.channels.insert(at, channel),
            Err(_) => {}
        }
        self.share_overwrites();
    }

    /// A channel is gone, and its threads with it.
    pub fn remove_channel(&mut self, id: ChannelId) {
        self.channels.retain(|channel| channel.id != id.0 && !(channel.is_thread() && channel.parent == id.0));
    }

    /// The bot was taken out of a thread: it still sees it unless it is private (12).
    pub fn leave_thread(&mut self, id: ChannelId) {
        self.channels.retain(|channel| channel.id != id.0 || channel.kind != 12);
    }

    /// The active threads of these channels, all of them: others of theirs are no longer active. No channels: of the whole server.
    pub fn sync_threads(&mut self, of: &[u64], threads: Vec<Channel>) {
        self.channels.retain(|channel| !channel.is_thread() || !(of.is_empty() || of.contains(&channel.parent)));
        for thread in threads {
            self.put_channel(thread);
        }
    }

    /// A role was made or changed.
    pub fn put_role(&mut self, role: Role) {
        match self.roles.binary_search_by_key(&role.id, |known| known.id) {
            Ok(at) => self.roles[at] = role,
            Err(at) if self.roles.len() < ROLES => self.roles.insert(at, role),
            Err(_) => {}
        }
    }

    /// A role is gone.
    pub fn remove_role(&mut self, id: u64) {
        self.roles.retain(|role| role.id != id);
    }

    /// The bytes that it takes, without the allocator's own.
    #[must_use]
    pub fn size(&self) -> usize {
        let mut sets: HashSet<*const Overwrite> = HashSet::new();
        let of_channels: usize = self
            .channels
            .iter()
            .map(|channel| {
                let shared = channel.overwrites.as_ref().filter(|set| sets.insert(set.as_ptr()));
                let overwrites = shared.map_or(0, |set| size_of_val::<[Overwrite]>(set) + 2 * size_of::<usize>());
                let tags = channel.wants.iter().flat_map(|tags| tags.iter()).map(|tag| size_of::<Tag>() + tag.name.len());
                channel.name.len() + overwrites + tags.sum::<usize>()
            })
            .sum();
        let lists = self.channels.capacity() * size_of::<Channel>() + self.roles.capacity() * size_of::<Role>();
        let me = self.me.as_ref().map_or(0, |me| size_of_val::<[u64]>(&me.roles));
        size_of::<Self>() + lists + of_channels + me
    }
}
