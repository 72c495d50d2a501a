//! Changes that the gateway tells of.

use serde_json::json;

use super::gateway::sessions::{DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS};
use super::render;
use super::state::State;

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
}
