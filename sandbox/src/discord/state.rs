//! Everything the simulated Discord knows, behind one lock.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Bytes;

use super::commands::Registry;
use super::error::ApiError;
use super::files::Files;
use super::gateway::sessions::Sessions;
use super::interactions::Interactions;
use super::options::Options;
use super::permission::{self, Overwrite};
use super::store::Messages;

/// First millisecond of Discord's snowflakes: 2015-01-01T00:00:00Z.
const EPOCH_MS: u64 = 1_420_070_400_000;

/// What kind of channel to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// An ordinary text channel (type 0).
    Text,
    /// An announcement channel (type 5), whose messages can be cross-posted.
    News,
    /// A forum (type 15): no messages, only posts, which are threads.
    Forum,
    /// A media channel (type 16): a forum that is shown as a gallery.
    Media,
    /// A voice channel (type 2), which has a text chat too.
    Voice,
    /// A public thread (type 11) in a text channel or forum.
    Thread,
    /// A thread in an announcement channel (type 10).
    NewsThread,
    /// A private thread (type 12) that the bot was not added to.
    PrivateThread,
    /// A direct message channel (type 1).
    Dm,
}

impl ChannelKind {
    pub(crate) fn number(self) -> u64 {
        match self {
            Self::Text => 0,
            Self::Dm => 1,
            Self::Voice => 2,
            Self::News => 5,
            Self::NewsThread => 10,
            Self::Thread => 11,
            Self::PrivateThread => 12,
            Self::Forum => 15,
            Self::Media => 16,
        }
    }

    /// Whether this is a thread of either kind.
    #[must_use]
    pub fn is_thread(self) -> bool {
        matches!(self, Self::Thread | Self::NewsThread | Self::PrivateThread)
    }

    /// Whether this takes posts instead of messages.
    #[must_use]
    pub fn is_forum(self) -> bool {
        matches!(self, Self::Forum | Self::Media)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub id: u64,
    pub name: String,
    pub bot: bool,
    pub takes_dms: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub id: u64,
    pub name: String,
    pub permissions: u64,
    pub mentionable: bool,
    pub managed_by: Option<u64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Guild {
    pub id: u64,
    pub name: String,
    pub owner: u64,
    pub locale: String,
    pub roles: Vec<Role>,
    /// Roles of members, beyond everyone.
    pub members: BTreeMap<u64, Vec<u64>>,
    pub unavailable: bool,
    pub joined_ms: u64,
    /// Until when the bot is in time-out.
    pub time_out_ms: Option<u64>,
}

impl Guild {
    fn everyone(&self) -> u64 {
        self.roles.iter().find(|role| role.id == self.id).map_or(0, |role| role.permissions)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub id: u64,
    /// 0 for a direct message channel.
    pub guild: u64,
    pub name: String,
    pub kind: ChannelKind,
    pub parent: Option<u64>,
    pub nsfw: bool,
    pub position: usize,
    pub overwrites: Vec<Overwrite>,
    pub archived: bool,
    pub locked: bool,
    pub owner: u64,
    pub recipient: Option<u64>,
    pub created_ms: u64,
    pub archived_ms: u64,
    pub message_count: u64,
    pub last_message: Option<u64>,
    /// Of a forum: what posts can be tagged with.
    pub tags: Vec<Tag>,
    /// Of a forum: whether each post needs a tag.
    pub requires_tag: bool,
    /// Of a post: its tags.
    pub applied: Vec<u64>,
}

/// What a forum's posts can be tagged with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub id: u64,
    pub name: String,
    /// Only who manages threads may use it.
    pub moderated: bool,
}

/// What a channel begins with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewChannel<'a> {
    /// 0 for a direct message channel.
    pub guild: u64,
    pub parent: Option<u64>,
    pub name: &'a str,
    pub kind: ChannelKind,
    pub owner: u64,
}

pub(crate) struct State {
    pub bot: u64,
    pub application: u64,
    pub accounts: HashMap<u64, Account>,
    pub guilds: BTreeMap<u64, Guild>,
    pub channels: BTreeMap<u64, Channel>,
    pub messages: Messages,
    pub commands: Registry,
    pub interactions: Interactions,
    pub sessions: Sessions,
    pub files: Files,
    /// Milliseconds that this Discord's clock is ahead of the machine's.
    pub clock_offset: i64,
    /// By channel, when messages older than an hour were edited: simulated milliseconds.
    pub old_edits: BTreeMap<u64, Vec<u64>>,
    /// The messages that were published, in order.
    pub published: Vec<u64>,
    last_id: u64,
    /// Ids that are given before new ones are made: a world that was before.
    pub planned: VecDeque<u64>,
}

impl State {
    pub fn new(options: &Options) -> Self {
        let bot = options.application_id;
        let account = Account { id: bot, name: options.bot_name.clone(), bot: true, takes_dms: true };
        Self {
            bot,
            application: options.application_id,
            accounts: HashMap::from([(bot, account)]),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: Messages::new(options.keep_messages, options.nonce_window),
            commands: Registry::default(),
            interactions: Interactions::default(),
            sessions: Sessions::default(),
            files: Files::default(),
            clock_offset: options.clock_offset.saturating_mul(1000),
            old_edits: BTreeMap::new(),
            published: Vec::new(),
            last_id: 0,
            planned: VecDeque::new(),
        }
    }

    /// Keeps a file; its id.
    pub fn keep_file(&mut self, name: &str, bytes: Bytes) -> u64 {
        let id = self.snowflake();
        self.files.keep(id, name, bytes);
        id
    }

    /// Milliseconds since 1970 by this Discord's clock.
    pub fn now_ms(&self) -> u64 {
        now_ms().saturating_add_signed(self.clock_offset)
    }

    /// A new id: the time in milliseconds above 22 bits of counter, always larger than the one before.
    pub fn snowflake(&mut self) -> u64 {
        if let Some(id) = self.planned.pop_front() {
            return id;
        }
        let now = self.now_ms().saturating_sub(EPOCH_MS) << 22;
        self.last_id = now.max(self.last_id + 1);
        self.last_id
    }

    pub fn channel(&self, id: u64) -> Result<&Channel, ApiError> {
        self.channels.get(&id).ok_or_else(ApiError::unknown_channel)
    }

    /// The guild, if the bot is in it.
    pub fn guild(&self, id: u64) -> Result<&Guild, ApiError> {
        let guild = self.guilds.get(&id).ok_or_else(ApiError::unknown_guild)?;
        if guild.members.contains_key(&self.bot) { Ok(guild) } else { Err(ApiError::missing_access()) }
    }

    /// What an account may do in a guild, whatever the channel.
    pub fn guild_permissions(&self, guild: u64, account: u64) -> u64 {
        let Some(guild) = self.guilds.get(&guild) else { return 0 };
        let Some(roles) = guild.members.get(&account) else { return 0 };
        let of_roles = guild.roles.iter().filter(|role| roles.contains(&role.id)).map(|role| role.permissions);
        permission::base(guild.owner == account, guild.everyone(), of_roles)
    }

    /// What an account may do in a channel; a thread takes the overwrites of its parent.
    pub fn permissions(&self, channel: u64, account: u64) -> u64 {
        let Some(channel) = self.channels.get(&channel) else { return 0 };
        if channel.kind == ChannelKind::Dm {
            return permission::MEMBER;
        }
        let Some(guild) = self.guilds.get(&channel.guild) else { return 0 };
        let Some(roles) = guild.members.get(&account) else { return 0 };
        let holder = channel.parent.filter(|_| channel.kind.is_thread()).and_then(|id| self.channels.get(&id)).unwrap_or(channel);
        let base = self.guild_permissions(guild.id, account);
        let bits = permission::in_channel(base, &holder.overwrites, guild.id, roles, account);
        // Who may manage threads sees private ones too.
        let outside = channel.kind == ChannelKind::PrivateThread && account == self.bot && bits & permission::MANAGE_THREADS == 0;
        if outside { 0 } else { bits }
    }

    /// The channel, if the bot can see it: 10003 when there is none, 50001 when it is hidden.
    pub fn visible_channel(&self, id: u64) -> Result<(&Channel, u64), ApiError> {
        let channel = self.channel(id)?;
        let bits = self.permissions(id, self.bot);
        if bits & permission::VIEW_CHANNEL == 0 { Err(ApiError::missing_access()) } else { Ok((channel, bits)) }
    }

    /// The forum whose post this channel is, else the channel itself.
    pub fn forum_of(&self, channel: u64) -> u64 {
        let parent = self.channels.get(&channel).filter(|found| found.kind.is_thread()).and_then(|thread| thread.parent);
        parent.filter(|parent| self.channels.get(parent).is_some_and(|found| found.kind.is_forum())).unwrap_or(channel)
    }

    pub fn threads_of(&self, parent: u64) -> Vec<u64> {
        self.channels
            .values()
            .filter(|channel| channel.kind.is_thread() && channel.parent == Some(parent))
            .map(|channel| channel.id)
            .collect()
    }

    /// Makes a channel, in memory only.
    pub fn make_channel(&mut self, new: NewChannel<'_>) -> u64 {
        let NewChannel { guild, parent, name, kind, owner } = new;
        let id = self.snowflake();
        let position = self.channels.values().filter(|channel| channel.guild == guild).count();
        let now = self.now_ms();
        self.channels.insert(
            id,
            Channel {
                id,
                guild,
                name: name.to_owned(),
                kind,
                parent,
                nsfw: false,
                position,
                overwrites: Vec::new(),
                archived: false,
                locked: false,
                owner,
                recipient: None,
                created_ms: now,
                archived_ms: now,
                message_count: 0,
                last_message: None,
                tags: Vec::new(),
                requires_tag: false,
                applied: Vec::new(),
            },
        );
        id
    }
}

/// When something with this id was made, in milliseconds since 1970.
pub(crate) const fn created_ms(id: u64) -> u64 {
    (id >> 22) + EPOCH_MS
}

/// Milliseconds since 1970. The vendor's ids and timestamps are wall-clock times; nothing is decided by them.
#[expect(clippy::disallowed_methods, reason = "the sandbox imports nothing of ours and stamps as the vendor does")]
pub(crate) fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
}

/// `2026-11-22T18:00:00.000000+00:00`, the form of every time that Discord sends.
pub(crate) fn timestamp(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(chrono::DateTime::from_timestamp_millis).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}
