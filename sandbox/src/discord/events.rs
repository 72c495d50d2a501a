//! Changes that the gateway tells of.

use std::time::Instant;

use serde_json::json;

use super::gateway::sessions::{DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS};
use super::render;
use super::shown::shown;
use super::state::{State, timestamp};
use super::store::Stored;

/// Flag of a message whose embeds somebody removed.
const SUPPRESS_EMBEDS: u64 = 1 << 2;

impl State {
    /// GUILD_CREATE.
    pub fn tell_guild(&mut self, guild: u64) {
        let Some(found) = self.guilds.get(&guild).filter(|found| !found.unavailable && found.members.contains_key(&self.bot)) else {
            return;
        };
        let body = render::guild_create(self, found);
        self.sessions.dispatch("GUILD_CREATE", &body, guild, GUILDS);
    }

    /// A role's event, to guilds that the bot is in.
    pub fn tell_role(&mut self, event: &str, guild: u64, role: u64) {
        let Ok(found) = self.guild(guild) else { return };
        let Some(role) = found.roles.iter().find(|other| other.id == role) else { return };
        let body = json!({ "guild_id": guild.to_string(), "role": render::role(found, role) });
        self.sessions.dispatch(event, &body, guild, GUILDS);
    }

    /// A channel's or thread's event, to guilds that the bot is in.
    pub fn tell_channel(&mut self, event: &str, channel: u64) {
        let Some(found) = self.channels.get(&channel) else { return };
        if self.guild(found.guild).is_err() {
            return;
        }
        let mut body = render::channel(self, found);
        if event == "THREAD_CREATE" {
            body["newly_created"] = true.into();
        }
        let guild = found.guild;
        self.sessions.dispatch(event, &body, guild, GUILDS);
    }

    /// Takes the bot out of a guild; the event has no `unavailable`.
    pub fn remove_bot(&mut self, guild: u64) {
        let bot = self.bot;
        if let Some(found) = self.guilds.get_mut(&guild) {
            found.members.remove(&bot);
        }
        self.sessions.dispatch("GUILD_DELETE", &json!({ "id": guild.to_string() }), guild, GUILDS);
    }

    /// Removes a channel with its threads.
    pub fn delete_channel(&mut self, channel: u64) {
        for thread in self.threads_of(channel) {
            self.channels.remove(&thread);
        }
        let Some(found) = self.channels.get(&channel) else { return };
        let event = if found.kind.is_thread() { "THREAD_DELETE" } else { "CHANNEL_DELETE" };
        self.tell_channel(event, channel);
        self.channels.remove(&channel);
    }

    /// Marks a message as deleted; it stays known to the nonce window and to tests.
    pub fn delete_message(&mut self, message: u64) {
        let Some(stored) = self.messages.get_mut(message).filter(|stored| !stored.deleted) else { return };
        stored.deleted = true;
        let (channel, ephemeral) = (stored.channel, stored.ephemeral);
        let guild = self.channels.get(&channel).map_or(0, |channel| channel.guild);
        if !ephemeral {
            let mut body = json!({ "id": message.to_string(), "channel_id": channel.to_string() });
            if guild != 0 {
                body["guild_id"] = guild.to_string().into();
            }
            let intent = if guild == 0 { DIRECT_MESSAGES } else { GUILD_MESSAGES };
            self.sessions.dispatch("MESSAGE_DELETE", &body, guild, intent);
        }
    }

    pub fn suppress_embeds(&mut self, message: u64) {
        let Some(stored) = self.messages.get_mut(message).filter(|stored| !stored.deleted) else { return };
        let mut body = stored.value();
        body["embeds"] = json!([]);
        body["flags"] = (body["flags"].as_u64().unwrap_or(0) | SUPPRESS_EMBEDS).into();
        (stored.raw, stored.edited) = (body.to_string().into(), true);
        let channel = stored.channel;
        let guild = self.channels.get(&channel).map_or(0, |channel| channel.guild);
        body["guild_id"] = guild.to_string().into();
        self.sessions.dispatch("MESSAGE_UPDATE", &body, guild, GUILD_MESSAGES);
    }

    /// A message of the guild's owner. It is counted like the bot's own.
    pub fn say(&mut self, channel: u64, content: &str) -> u64 {
        let (id, now) = (self.snowflake(), self.now_ms());
        let guild = self.channels.get(&channel).map_or(0, |channel| channel.guild);
        let author = self.guilds.get(&guild).map_or(0, |guild| guild.owner);
        let body = json!({
            "id": id.to_string(), "channel_id": channel.to_string(), "type": 0, "content": content, "embeds": [], "components": [],
            "author": self.accounts.get(&author).map_or_else(|| json!({ "id": author.to_string() }), render::user), "timestamp": timestamp(now),
            "edited_timestamp": null, "tts": false, "pinned": false, "attachments": [], "flags": 0, "mentions": [], "mention_roles": [],
            "mention_everyone": false,
        });
        self.messages.add(Stored {
            id,
            channel,
            author,
            nonce: None,
            raw: body.to_string().into(),
            allowed_mentions: None,
            shown: shown(&body),
            ephemeral: false,
            edited: false,
            deleted: false,
            at: Instant::now(),
        });
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.last_message = Some(id);
        }
        id
    }
}
