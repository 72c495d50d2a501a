//! Guilds, roles and people, as a test changes them.

use std::collections::BTreeMap;

use serde_json::json;

use super::{GuildId, World};
use crate::discord::gateway::sessions::GUILDS;
use crate::discord::message::User;
use crate::discord::permission;
use crate::discord::render;
use crate::discord::state::{Account, Guild, Role, now_ms};

impl World {
    /// The next things that are made get these ids, in this order: a guild takes three (guild, owner, the bot's role), a channel one. For a
    /// world that has to be as it was when a directory was written.
    pub fn plan_ids(&self, ids: impl IntoIterator<Item = u64>) {
        self.change(|state| state.planned.extend(ids));
    }

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
                time_out_ms: None,
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

    /// Sets the bot's bits in the whole guild: those of everyone and of the bot's role (GUILD_ROLE_UPDATE for both).
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
            let body = json!({ "guild_id": guild.to_string(), "role_id": role.to_string() });
            state.sessions.dispatch("GUILD_ROLE_DELETE", &body, guild, GUILDS);
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

    /// The bot is put in time-out until then, or out of it (GUILD_MEMBER_UPDATE).
    pub fn time_out_bot(&self, guild: impl Into<u64>, until_ms: Option<u64>) {
        let guild = guild.into();
        self.change(|state| {
            let bot = state.bot;
            if let Some(found) = state.guilds.get_mut(&guild) {
                found.time_out_ms = until_ms;
            }
            let Some(found) = state.guilds.get(&guild) else { return };
            let mut body = render::member(state, found, bot);
            body["guild_id"] = guild.to_string().into();
            state.sessions.dispatch("GUILD_MEMBER_UPDATE", &body, guild, 0);
        });
    }

    /// Whether everybody may mention this role (GUILD_ROLE_UPDATE).
    pub fn set_mentionable(&self, guild: impl Into<u64>, role: u64, mentionable: bool) {
        let guild = guild.into();
        self.change(|state| {
            if let Some(role) = state.guilds.get_mut(&guild).and_then(|guild| guild.roles.iter_mut().find(|other| other.id == role)) {
                role.mentionable = mentionable;
            }
            state.tell_role("GUILD_ROLE_UPDATE", guild, role);
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
            let body = json!({ "id": guild.to_string(), "unavailable": true });
            state.sessions.dispatch("GUILD_DELETE", &body, guild, GUILDS);
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
}
