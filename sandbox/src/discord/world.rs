//! The hand of a test inside the simulated Discord.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use thiserror::Error;

use super::faults::Faults;
use super::gateway::sessions::{Order, SessionInfo};
use super::interact::Interact;
use super::log::{Counts, Seen};
use super::permission;
use super::ratelimit::LimitCounts;
use super::server::Inner;
use super::state::{Account, ChannelKind, Guild, Role, State, now_ms};
use super::store::{Nonce, Stored};

/// Id of a guild; everything that takes a guild takes its number too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GuildId(pub u64);

impl From<GuildId> for u64 {
    fn from(guild: GuildId) -> Self {
        guild.0
    }
}

/// A person who uses commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Account id.
    pub id: u64,
    /// Account name.
    pub name: String,
    /// What the person may do in the guild where a command is used (bits of [`permission`]).
    pub permissions: u64,
    /// Language of the person's client, for instance `en-US` or `de`.
    pub locale: String,
}

impl User {
    /// The same person with another language.
    #[must_use]
    pub fn with_locale(mut self, locale: &str) -> Self {
        locale.clone_into(&mut self.locale);
        self
    }
}

/// A message as it is now.
#[derive(Debug, Clone)]
pub struct Message {
    /// Message id.
    pub id: u64,
    /// Channel or thread.
    pub channel: u64,
    /// Account that wrote it.
    pub author: u64,
    /// Text.
    pub content: String,
    /// Array of embeds as answered (trimmed, with their type).
    pub embeds: Value,
    /// Array of components.
    pub components: Value,
    /// Flag bits.
    pub flags: u64,
    /// The nonce of its creation.
    pub nonce: Option<String>,
    /// `allowed_mentions` of the request that made or last changed it.
    pub allowed_mentions: Option<Value>,
    /// Roles that it pinged.
    pub mention_roles: Vec<u64>,
    /// Whether it pinged everyone.
    pub mention_everyone: bool,
    /// When it was created.
    pub at: Instant,
    /// Whether it was changed.
    pub edited: bool,
    /// Whether it was deleted.
    pub deleted: bool,
    /// Whether only one person sees it.
    pub ephemeral: bool,
    /// The whole message object of the API.
    pub raw: Value,
}

impl Message {
    pub(crate) fn of(stored: &Stored) -> Self {
        let raw = stored.value();
        let roles = raw["mention_roles"].as_array().into_iter().flatten();
        Self {
            id: stored.id,
            channel: stored.channel,
            author: stored.author,
            content: raw["content"].as_str().unwrap_or("").to_owned(),
            embeds: raw["embeds"].clone(),
            components: raw["components"].clone(),
            flags: raw["flags"].as_u64().unwrap_or(0),
            nonce: stored.nonce.as_ref().map(Nonce::text),
            allowed_mentions: stored.allowed_mentions.as_deref().and_then(|text| serde_json::from_str(text).ok()),
            mention_roles: roles.filter_map(|role| role.as_str()?.parse().ok()).collect(),
            mention_everyone: raw["mention_everyone"].as_bool().unwrap_or(false),
            at: stored.at,
            edited: stored.edited,
            deleted: stored.deleted,
            ephemeral: stored.ephemeral,
            raw,
        }
    }
}

/// The same post shown more than once in one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Where.
    pub channel: u64,
    /// URL of the first embed, else the content.
    pub subject: String,
    /// The messages that show it, oldest first.
    pub messages: Vec<u64>,
}

/// A condition did not come true in time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("waited {after:?} for {what} in the simulated Discord and it did not happen; look at its messages and requests")]
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

    // ---- guilds, roles, people

    /// A new guild with the bot in it (GUILD_CREATE).
    pub fn add_guild(&self, name: &str) -> GuildId {
        self.change(|state| {
            let (id, owner, role) = (state.snowflake(), state.snowflake(), state.snowflake());
            state.accounts.insert(owner, Account { id: owner, name: format!("owner of {name}"), bot: false, takes_dms: true });
            let everyone = Role { id, name: "@everyone".to_owned(), permissions: permission::MEMBER, mentionable: false, managed_by: None };
            let own =
                Role { id: role, name: "bot".to_owned(), permissions: permission::MEMBER, mentionable: false, managed_by: Some(state.bot) };
            let guild = Guild {
                id,
                name: name.to_owned(),
                owner,
                locale: "en-US".to_owned(),
                roles: vec![everyone, own],
                members: BTreeMap::from([(owner, Vec::new()), (state.bot, vec![role])]),
                unavailable: false,
                joined_ms: now_ms(),
            };
            state.guilds.insert(id, guild);
            state.tell_guild(id);
            GuildId(id)
        })
    }

    /// The language that the guild has set.
    pub fn set_guild_locale(&self, guild: impl Into<u64>, locale: &str) {
        let guild = guild.into();
        self.change(|state| {
            if let Some(guild) = state.guilds.get_mut(&guild) {
                locale.clone_into(&mut guild.locale);
            }
        });
    }

    /// A new mentionable role (GUILD_ROLE_CREATE).
    pub fn add_role(&self, guild: impl Into<u64>, name: &str, permissions: u64) -> u64 {
        let guild = guild.into();
        self.change(|state| {
            let id = state.snowflake();
            if let Some(guild) = state.guilds.get_mut(&guild) {
                guild.roles.push(Role { id, name: name.to_owned(), permissions, mentionable: true, managed_by: None });
            }
            state.tell_role("GUILD_ROLE_CREATE", guild, id);
            id
        })
    }

    /// Changes what a role grants (GUILD_ROLE_UPDATE). The everyone role has the guild's own id.
    pub fn set_role_permissions(&self, guild: impl Into<u64>, role: u64, permissions: u64) {
        let guild = guild.into();
        self.change(|state| {
            if let Some(role) = state.guilds.get_mut(&guild).and_then(|guild| guild.roles.iter_mut().find(|other| other.id == role)) {
                role.permissions = permissions;
            }
            state.tell_role("GUILD_ROLE_UPDATE", guild, role);
        });
    }

    /// Sets the bot's bits in the whole guild: those of everyone and of its own role (GUILD_ROLE_UPDATE for both).
    pub fn set_guild_permissions(&self, guild: impl Into<u64>, permissions: u64) {
        let guild = guild.into();
        let roles: Vec<u64> = {
            let state = self.inner.state();
            let bot = state.bot;
            let own = |role: &&Role| role.id == guild || role.managed_by == Some(bot);
            state.guilds.get(&guild).into_iter().flat_map(|guild| &guild.roles).filter(own).map(|role| role.id).collect()
        };
        for role in roles {
            self.set_role_permissions(guild, role, permissions);
        }
    }

    /// A role is deleted (GUILD_ROLE_DELETE).
    pub fn delete_role(&self, guild: impl Into<u64>, role: u64) {
        let guild = guild.into();
        self.change(|state| {
            if let Some(guild) = state.guilds.get_mut(&guild) {
                guild.roles.retain(|other| other.id != role);
            }
            let body = serde_json::json!({ "guild_id": guild.to_string(), "role_id": role.to_string() });
            state.sessions.dispatch("GUILD_ROLE_DELETE", &body, guild, super::gateway::sessions::GUILDS);
        });
    }

    /// A person with these bits in whatever guild they use commands in.
    pub fn add_user(&self, name: &str, permissions: u64) -> User {
        self.change(|state| {
            let id = state.snowflake();
            state.accounts.insert(id, Account { id, name: name.to_owned(), bot: false, takes_dms: true });
            User { id, name: name.to_owned(), permissions, locale: "en-US".to_owned() }
        })
    }

    /// A person with Manage Server.
    pub fn moderator(&self) -> User {
        self.add_user("moderator", permission::MODERATOR)
    }

    /// A person without any right to manage.
    pub fn member(&self) -> User {
        self.add_user("member", permission::MEMBER)
    }

    /// Whether direct messages to this person arrive (else 50007).
    pub fn set_takes_dms(&self, user: u64, takes: bool) {
        self.change(|state| {
            if let Some(account) = state.accounts.get_mut(&user) {
                account.takes_dms = takes;
            }
        });
    }

    /// The bot is thrown out (GUILD_DELETE without `unavailable`).
    pub fn remove_bot(&self, guild: impl Into<u64>) {
        self.change(|state| state.remove_bot(guild.into()));
    }

    /// The bot is invited again (GUILD_CREATE).
    pub fn invite_bot(&self, guild: impl Into<u64>) {
        let guild = guild.into();
        self.change(|state| {
            let bot = state.bot;
            if let Some(guild) = state.guilds.get_mut(&guild) {
                let own = guild.roles.iter().filter(|role| role.managed_by == Some(bot)).map(|role| role.id).collect();
                guild.members.insert(bot, own);
                guild.joined_ms = now_ms();
            }
            state.tell_guild(guild);
        });
    }

    /// An outage of the guild (GUILD_DELETE with `unavailable: true`).
    pub fn guild_unavailable(&self, guild: impl Into<u64>) {
        let guild = guild.into();
        self.change(|state| {
            if let Some(guild) = state.guilds.get_mut(&guild) {
                guild.unavailable = true;
            }
            let body = serde_json::json!({ "id": guild.to_string(), "unavailable": true });
            state.sessions.dispatch("GUILD_DELETE", &body, guild, super::gateway::sessions::GUILDS);
        });
    }

    /// The outage ends (GUILD_CREATE).
    pub fn guild_available(&self, guild: impl Into<u64>) {
        let guild = guild.into();
        self.change(|state| {
            if let Some(guild) = state.guilds.get_mut(&guild) {
                guild.unavailable = false;
            }
            state.tell_guild(guild);
        });
    }

    // ---- channels and threads

    /// A new channel at the end of the list (CHANNEL_CREATE).
    pub fn add_channel(&self, guild: impl Into<u64>, name: &str, kind: ChannelKind) -> u64 {
        let guild = guild.into();
        self.change(|state| {
            let owner = state.bot;
            let id = state.make_channel(guild, None, name, kind, owner);
            state.tell_channel("CHANNEL_CREATE", id);
            id
        })
    }

    /// A new public thread in a text, announcement or forum channel (THREAD_CREATE). Of an unknown parent: a thread in no guild.
    pub fn add_thread(&self, parent: u64, name: &str) -> u64 {
        self.change(|state| {
            let (guild, kind) = state.channels.get(&parent).map_or((0, ChannelKind::Thread), |channel| {
                (channel.guild, if channel.kind == ChannelKind::News { ChannelKind::NewsThread } else { ChannelKind::Thread })
            });
            let owner = state.guilds.get(&guild).map_or(0, |guild| guild.owner);
            let id = state.make_channel(guild, Some(parent), name, kind, owner);
            state.tell_channel("THREAD_CREATE", id);
            id
        })
    }

    /// Sets or clears the age restriction (CHANNEL_UPDATE). A thread has none of its own.
    pub fn set_nsfw(&self, channel: u64, nsfw: bool) {
        self.change(|state| {
            if let Some(channel) = state.channels.get_mut(&channel).filter(|channel| !channel.kind.is_thread()) {
                channel.nsfw = nsfw;
            }
            state.tell_channel("CHANNEL_UPDATE", channel);
        });
    }

    /// Renames a channel or thread (CHANNEL_UPDATE or THREAD_UPDATE).
    pub fn rename_channel(&self, channel: u64, name: &str) {
        self.change(|state| {
            let Some(found) = state.channels.get_mut(&channel) else { return };
            name.clone_into(&mut found.name);
            let event = if found.kind.is_thread() { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" };
            state.tell_channel(event, channel);
        });
    }

    /// Gives the bot exactly these bits in the channel, by an overwrite of its member (CHANNEL_UPDATE).
    pub fn set_bot_permissions(&self, channel: u64, bits: u64) {
        let bot = self.inner.state().bot;
        self.overwrite(channel, bot, true, bits, permission::ALL & !bits);
    }

    /// Takes the bot's overwrite away again (CHANNEL_UPDATE).
    pub fn reset_bot_permissions(&self, channel: u64) {
        let bot = self.inner.state().bot;
        self.overwrite(channel, bot, true, 0, 0);
    }

    /// Grants and denies bits to a role or, with `member`, to an account, in one channel (CHANNEL_UPDATE).
    pub fn overwrite(&self, channel: u64, id: u64, member: bool, allow: u64, deny: u64) {
        self.change(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.overwrites.retain(|over| over.id != id);
                if allow | deny != 0 {
                    channel.overwrites.push(permission::Overwrite { id, member, allow, deny });
                }
            }
            state.tell_channel("CHANNEL_UPDATE", channel);
        });
    }

    /// A channel goes, with its threads (CHANNEL_DELETE, or THREAD_DELETE for a thread).
    pub fn delete_channel(&self, channel: u64) {
        self.change(|state| state.delete_channel(channel));
    }

    /// A thread is archived (THREAD_UPDATE).
    pub fn archive_thread(&self, thread: u64) {
        self.set_thread(thread, true, false);
    }

    /// A thread is archived and locked by a moderator (THREAD_UPDATE).
    pub fn lock_thread(&self, thread: u64) {
        self.set_thread(thread, true, true);
    }

    /// A thread is open again (THREAD_UPDATE).
    pub fn open_thread(&self, thread: u64) {
        self.set_thread(thread, false, false);
    }

    fn set_thread(&self, thread: u64, archived: bool, locked: bool) {
        self.change(|state| {
            if let Some(thread) = state.channels.get_mut(&thread) {
                (thread.archived, thread.locked, thread.archived_ms) = (archived, locked, now_ms());
            }
            state.tell_channel("THREAD_UPDATE", thread);
        });
    }

    /// Whether a thread is archived now; `None` when there is no such channel.
    #[must_use]
    pub fn is_archived(&self, thread: u64) -> Option<bool> {
        self.inner.state().channels.get(&thread).map(|thread| thread.archived)
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

    /// Waits until so many messages were created; then all of them.
    ///
    /// # Errors
    /// When a minute was not enough.
    pub async fn wait_for_messages(&self, count: usize) -> Result<Vec<Message>, Waited> {
        let wanted = u64::try_from(count).unwrap_or(u64::MAX);
        self.wait_until(&format!("{count} messages"), |world| world.message_count() >= wanted).await?;
        Ok(self.all_messages())
    }

    /// Waits until a condition holds; it is looked at after every change and request.
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
                // Under load a change comes every few microseconds; a look every few milliseconds is enough.
                tokio::time::sleep(Duration::from_millis(2)).await;
                if changes.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.map_err(|_| Waited { what: what.to_owned(), after: PATIENCE })
    }

    /// Posts that are visible more than once in the same channel, by URL of the first embed, else by content.
    #[must_use]
    pub fn duplicates(&self) -> Vec<Duplicate> {
        let state = self.inner.state();
        let mut shown: BTreeMap<(u64, &str), Vec<u64>> = BTreeMap::new();
        for message in state.messages.all().filter(|message| !message.deleted && !message.subject.is_empty()) {
            shown.entry((message.channel, &message.subject)).or_default().push(message.id);
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

    /// The latest requests of REST, oldest first, as many as [`super::Options::keep_requests`] says.
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

    /// People who use commands and components.
    #[must_use]
    pub fn interact(&self) -> Interact {
        Interact::new(self.clone())
    }

    /// The gateway's own switches.
    #[must_use]
    pub fn gateway(&self) -> Gateway {
        Gateway { world: self.clone() }
    }
}

/// The gateway's switches.
pub struct Gateway {
    world: World,
}

impl Gateway {
    fn order(&self, order: impl Fn() -> Order) -> usize {
        self.world.change(|state| state.sessions.order(order))
    }

    /// Asks every connection to reconnect and resume (op 7); answers how many were told.
    pub fn reconnect(&self) -> usize {
        self.order(|| Order::Reconnect)
    }

    /// Tells every connection that its session is invalid (op 9).
    pub fn invalid_session(&self, resumable: bool) -> usize {
        self.order(|| Order::InvalidSession(resumable))
    }

    /// Ends every connection without a closing handshake.
    pub fn drop_connections(&self) -> usize {
        self.order(|| Order::Drop)
    }

    /// Closes every connection with this code.
    pub fn close(&self, code: u16) -> usize {
        self.order(|| Order::Close(code))
    }

    /// Whether heartbeats stay without an answer from now on: a zombie connection.
    pub fn stop_acking_heartbeats(&self, silent: bool) {
        self.world.change(|state| state.sessions.silent = silent);
    }

    /// The sessions, attached or resumable.
    #[must_use]
    pub fn sessions(&self) -> Vec<SessionInfo> {
        self.world.inner.state().sessions.info()
    }

    /// How often a client identified, and how many heartbeats came.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        let state = self.world.inner.state();
        (state.sessions.identifies, state.sessions.heartbeats)
    }

    /// Waits until a session is attached.
    ///
    /// # Errors
    /// When a minute was not enough.
    pub async fn wait_for_session(&self) -> Result<(), Waited> {
        let attached = |world: &World| world.gateway().sessions().iter().any(|session| session.connected);
        self.world.wait_until("an attached gateway session", attached).await
    }
}
