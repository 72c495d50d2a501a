//! What the gateway reports, read and passed on: to the picture, to the store, to the sender. Events come one after the other; nothing here
//! waits for anybody.

use super::notes::{Note, Notes};
use super::protocol;
use crate::delivery::{Handle, Hint, StatusBoard};
use crate::discord::picture::read::{self, GuildCreate, Read};
use crate::discord::picture::{Channel, Picture, Role};
use domain::id::{ChannelId, GuildId};
use serde_json::Value;

/// Where events go.
#[derive(Clone)]
pub(super) struct Events {
    pub picture: Picture,
    pub delivery: Handle,
    pub notes: Notes,
    pub board: StatusBoard,
}

impl Events {
    /// One event that is no interaction. What cannot be read is counted, and logged the first time.
    pub(super) fn handle(&self, shard: u32, name: &str, frame: &str) {
        let read = match name {
            "GUILD_CREATE" => self.guild_create(shard, frame),
            "GUILD_UPDATE"
            | "GUILD_DELETE"
            | "GUILD_ROLE_CREATE"
            | "GUILD_ROLE_UPDATE"
            | "GUILD_ROLE_DELETE"
            | "GUILD_MEMBER_UPDATE"
            | "CHANNEL_CREATE"
            | "CHANNEL_UPDATE"
            | "CHANNEL_DELETE"
            | "THREAD_CREATE"
            | "THREAD_UPDATE"
            | "THREAD_DELETE"
            | "THREAD_LIST_SYNC"
            | "THREAD_MEMBERS_UPDATE" => protocol::data::<Value>(frame).and_then(|data| {
                let guild = read::id(&data, "guild_id").or_else(|| read::id(&data, "id"));
                let old = guild.is_some_and(|guild| self.picture.is_relieved(shard, GuildId(guild)));
                if old { Some(()) } else { self.change(name, &data) }
            }),
            _ => Some(()),
        };
        if read.is_none() {
            self.unread(name);
        }
    }

    /// An event could not be read.
    pub(super) fn unread(&self, name: &str) {
        if self.board.unread(name) {
            tracing::warn!(event = name, "an event of Discord's gateway could not be read; what it was about is asked for when it matters");
        }
    }

    fn guild_create(&self, shard: u32, frame: &str) -> Option<()> {
        let mut create: GuildCreate = protocol::data(frame)?;
        let id = GuildId(create.id?);
        if self.picture.is_relieved(shard, id) {
            return Some(());
        }
        if create.unavailable {
            self.picture.forget(id);
            return Some(());
        }
        let locale = create.locale.take();
        self.picture.told(shard, create.guild(self.picture.me())?);
        self.delivery.hint(Hint::Guild(id));
        self.notes.add(Note::Joined(id, locale));
        Some(())
    }

    /// An event about a server that is known, or about something in it. None: it could not be read.
    fn change(&self, name: &str, data: &Value) -> Option<()> {
        if name == "GUILD_UPDATE" || name == "GUILD_DELETE" {
            return self.guild(name, data);
        }
        let guild = GuildId(read::id(data, "guild_id")?);
        match name {
            "GUILD_ROLE_CREATE" | "GUILD_ROLE_UPDATE" => {
                let role = data.get("role").and_then(Role::read);
                // A role that cannot be read may not stay as it was.
                let Some(role) = role else {
                    self.picture.forget(guild);
                    return None;
                };
                self.picture.change(guild, |known| known.put_role(role));
                self.delivery.hint(Hint::Guild(guild));
            }
            "GUILD_ROLE_DELETE" => {
                let role = read::id(data, "role_id")?;
                self.picture.change(guild, |known| known.remove_role(role));
                self.delivery.hint(Hint::Guild(guild));
            }
            // Without the members intent, Discord tells of the bot itself; other accounts' news would be no news here.
            "GUILD_MEMBER_UPDATE" => {
                if read::id(data.get("user")?, "id")? == self.picture.me()? {
                    let me = read::member(data);
                    self.picture.change(guild, |known| known.me = me);
                    self.delivery.hint(Hint::Guild(guild));
                }
            }
            "THREAD_LIST_SYNC" => {
                let of: Vec<u64> =
                    data.get("channel_ids").and_then(Value::as_array).into_iter().flatten().filter_map(read::number).collect();
                let threads = read::list::<Channel>(data.get("threads"));
                self.picture.change(guild, |known| known.sync_threads(&of, threads));
            }
            // Without the members intent, Discord tells of the bot itself only: taken out of a private thread, it sees it no longer.
            "THREAD_MEMBERS_UPDATE" => {
                let id = ChannelId(read::id(data, "id")?);
                let me = self.picture.me();
                let removed = data.get("removed_member_ids").and_then(Value::as_array);
                if removed.into_iter().flatten().any(|id| read::number(id) == me && me.is_some()) {
                    self.picture.outdated(id);
                    self.picture.change(guild, |known| known.leave_thread(id));
                    self.delivery.hint(Hint::Channel(id));
                }
            }
            "CHANNEL_DELETE" | "THREAD_DELETE" => {
                let id = ChannelId(read::id(data, "id")?);
                self.picture.outdated(id);
                self.picture.change(guild, |known| known.remove_channel(id));
                self.delivery.hint(Hint::Channel(id));
            }
            _ => {
                let id = ChannelId(read::id(data, "id")?);
                let channel = Channel::read(data)?;
                let was = self.picture.last_known(guild).and_then(|known| known.info(id)).is_some_and(|info| info.nsfw);
                let unrestricted = was && !channel.nsfw;
                self.picture.outdated(id);
                // A forum makes as many threads as posts: those that are archived are asked for when somebody wants them.
                let archived = data.get("thread_metadata").and_then(|thread| thread.get("archived")).and_then(Value::as_bool) == Some(true);
                self.picture.change(guild, |known| match archived && known.is_post(&channel) {
                    true => known.remove_channel(id),
                    false => known.put_channel(channel),
                });
                self.delivery.hint(Hint::Channel(id));
                if unrestricted {
                    self.delivery.hint(Hint::Unrestricted(guild, id));
                }
            }
        }
        Some(())
    }

    fn guild(&self, name: &str, data: &Value) -> Option<()> {
        let guild = GuildId(read::id(data, "id")?);
        if name == "GUILD_UPDATE" {
            let (owner, roles) = (read::id(data, "owner_id"), read::list::<Role>(data.get("roles")));
            self.picture.change(guild, |known| {
                known.owner = owner.unwrap_or(known.owner);
                roles.into_iter().for_each(|role| known.put_role(role));
            });
            if let Some(locale) = data.get("preferred_locale").and_then(Value::as_str) {
                self.notes.add(Note::Speaks(guild, locale.to_owned()));
            }
            self.delivery.hint(Hint::Guild(guild));
            return Some(());
        }
        self.picture.forget(guild);
        // `unavailable` means an outage at Discord; only its absence means that the bot was removed.
        if data.get("unavailable").is_none_or(|word| word == false) {
            tracing::info!(%guild, "removed from a server");
            self.notes.add(Note::Left(guild));
        }
        Some(())
    }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
