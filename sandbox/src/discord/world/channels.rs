//! Channels and threads, as a test changes them.

use super::World;
use crate::discord::permission::{self, Overwrite};
use crate::discord::state::{ChannelKind, NewChannel, Tag};

/// A post of a forum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The thread; its first message has the same id.
    pub id: u64,
    /// What it is called.
    pub name: String,
    /// The names of its tags.
    pub tags: Vec<String>,
}

impl World {
    /// A new channel at the end of the list (CHANNEL_CREATE).
    pub fn add_channel(&self, guild: impl Into<u64>, name: &str, kind: ChannelKind) -> u64 {
        let guild = guild.into();
        self.change(|state| {
            let owner = state.bot;
            let id = state.make_channel(NewChannel { guild, parent: None, name, kind, owner });
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
            let id = state.make_channel(NewChannel { guild, parent: Some(parent), name, kind, owner });
            state.tell_channel("THREAD_CREATE", id);
            id
        })
    }

    /// A new private thread that the bot was not added to, and is not told of.
    pub fn add_private_thread(&self, parent: u64, name: &str) -> u64 {
        self.change(|state| {
            let guild = state.channels.get(&parent).map_or(0, |channel| channel.guild);
            let owner = state.guilds.get(&guild).map_or(0, |guild| guild.owner);
            state.make_channel(NewChannel { guild, parent: Some(parent), name, kind: ChannelKind::PrivateThread, owner })
        })
    }

    /// Sets or clears the age restriction (CHANNEL_UPDATE). A thread has none.
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
        self.overwrite(channel, Overwrite::of_member(bot, bits, permission::ALL & !bits));
    }

    /// Takes the bot's overwrite away again (CHANNEL_UPDATE).
    pub fn reset_bot_permissions(&self, channel: u64) {
        let bot = self.inner.state().bot;
        self.overwrite(channel, Overwrite::of_member(bot, 0, 0));
    }

    /// Grants and denies bits to a role or an account in one channel, in place of what it had there; no bits: takes it away (CHANNEL_UPDATE).
    pub fn overwrite(&self, channel: u64, new: Overwrite) {
        self.change(|state| {
            if let Some(channel) = state.channels.get_mut(&channel) {
                channel.overwrites.retain(|over| over.id != new.id);
                if new.allow | new.deny != 0 {
                    channel.overwrites.push(new);
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
            let now = state.now_ms();
            if let Some(thread) = state.channels.get_mut(&thread) {
                (thread.archived, thread.locked, thread.archived_ms) = (archived, locked, now);
            }
            state.tell_channel("THREAD_UPDATE", thread);
        });
    }

    /// A forum gets these tags in place of what it had (CHANNEL_UPDATE). `required`: each post needs one; `moderated`: those that only who manages
    /// threads may use.
    pub fn set_tags(&self, forum: u64, names: &[&str], moderated: &[&str], required: bool) {
        self.change(|state| {
            let tag = |state: &mut crate::discord::state::State, name: &&str| Tag {
                id: state.snowflake(),
                name: (*name).to_owned(),
                moderated: moderated.contains(name),
            };
            let tags: Vec<Tag> = names.iter().map(|name| tag(state, name)).collect();
            if let Some(forum) = state.channels.get_mut(&forum) {
                (forum.tags, forum.requires_tag) = (tags, required);
            }
            state.tell_channel("CHANNEL_UPDATE", forum);
        });
    }

    /// The posts of a forum that are there, the oldest first.
    #[must_use]
    pub fn posts(&self, forum: u64) -> Vec<Post> {
        let state = self.inner.state();
        let tags = state.channels.get(&forum).map(|forum| forum.tags.as_slice()).unwrap_or_default();
        let name = |id: &u64| tags.iter().find(|tag| tag.id == *id).map_or_else(String::new, |tag| tag.name.clone());
        let posts = state.channels.values().filter(|one| one.kind.is_thread() && one.parent == Some(forum));
        posts.map(|one| Post { id: one.id, name: one.name.clone(), tags: one.applied.iter().map(name).collect() }).collect()
    }

    /// Whether a thread is archived now; `None` when there is no such channel.
    #[must_use]
    pub fn is_archived(&self, thread: u64) -> Option<bool> {
        self.inner.state().channels.get(&thread).map(|thread| thread.archived)
    }
}
