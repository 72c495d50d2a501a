//! Permission bits and Discord's rule of computing them (its documentation, "Permissions"). Pure.

use super::picture::{Channel, Guild, Overwrite};

/// May do everything, whatever channels say.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// May change channels, and so let itself write in them.
pub const MANAGE_CHANNELS: u64 = 1 << 4;
/// May change the server ("Manage Server").
pub const MANAGE_GUILD: u64 = 1 << 5;
/// May see the channel; without it nothing else counts.
pub const VIEW_CHANNEL: u64 = 1 << 10;
/// May send messages, outside of threads.
pub const SEND_MESSAGES: u64 = 1 << 11;
/// May have embeds in messages.
pub const EMBED_LINKS: u64 = 1 << 14;
/// May read old messages.
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
/// May mention everyone and every role.
pub const MENTION_EVERYONE: u64 = 1 << 17;
/// May join a voice channel; without it the channel's chat is closed too.
pub const CONNECT: u64 = 1 << 20;
/// May make webhooks, and so post in the channel.
pub const MANAGE_WEBHOOKS: u64 = 1 << 29;
/// May archive, lock and see threads that it is not in.
pub const MANAGE_THREADS: u64 = 1 << 34;
/// May send messages in threads.
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;

/// What the bot asks for when it is invited: to see channels and their history, and to write in them and in their threads.
pub const INVITED: u64 = VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | READ_MESSAGE_HISTORY | SEND_MESSAGES_IN_THREADS;

/// What of that is needed in a text channel, by the names that Discord's settings have for it.
const NEEDED: [(u64, &str); 4] = [
    (VIEW_CHANNEL, "View Channel"),
    (SEND_MESSAGES, "Send Messages"),
    (EMBED_LINKS, "Embed Links"),
    (READ_MESSAGE_HISTORY, "Read Message History"),
];

/// What these bits lack for cards in a text channel, by name.
#[must_use]
pub fn lacking(bits: u64) -> Vec<&'static str> {
    NEEDED.iter().filter(|(bit, _)| !allows(bits, *bit)).map(|(_, name)| *name).collect()
}

/// The address at which somebody can invite the bot into a server of their choice.
#[must_use]
pub fn invitation_anywhere(application: u64) -> String {
    format!("https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={INVITED}")
}

/// The address at which somebody can invite the bot into this server.
#[must_use]
pub fn invitation(application: u64, guild: u64) -> String {
    format!("{}&guild_id={guild}&disable_guild_select=true", invitation_anywhere(application))
}

/// What is left to a member in time-out (documentation, "Permissions for Timed Out Members").
const IN_TIME_OUT: u64 = VIEW_CHANNEL | READ_MESSAGE_HISTORY;

/// Whether all of `needed` is granted; an administrator may do everything.
#[must_use]
pub const fn allows(bits: u64, needed: u64) -> bool {
    bits & ADMINISTRATOR != 0 || bits & needed == needed
}

impl Guild {
    /// What a member with these roles may do in this channel (for a thread: in its parent, whose overwrites count). None: something that
    /// decides is not known.
    #[must_use]
    pub fn permissions(&self, user: u64, roles: &[u64], channel: &Channel) -> Option<u64> {
        let everyone = self.role(self.id.0)?.permissions;
        let mut bits = everyone;
        for id in roles {
            // A role that is gone grants nothing.
            bits |= self.role(*id).map_or(0, |role| role.permissions);
        }
        if self.owner == user || bits & ADMINISTRATOR != 0 {
            return Some(u64::MAX);
        }
        let overwrites = channel.overwrites.as_deref()?;
        let of_roles = || overwrites.iter().filter(|one| !one.member && one.id != self.id.0 && roles.contains(&one.id));
        let everyone = overwrites.iter().find(|one| !one.member && one.id == self.id.0);
        bits = apply(bits, everyone);
        bits &= !of_roles().fold(0, |all, one| all | one.deny);
        bits |= of_roles().fold(0, |all, one| all | one.allow);
        bits = apply(bits, overwrites.iter().find(|one| one.member && one.id == user));
        Some(if bits & VIEW_CHANNEL == 0 { 0 } else { bits })
    }

    /// What the bot may do in this channel; a time-out that lasts beyond `now_ms` (milliseconds since 1970) takes nearly everything.
    #[must_use]
    pub fn own_permissions(&self, bot: u64, channel: &Channel, now_ms: i64) -> Option<u64> {
        let me = self.me.as_ref()?;
        let bits = self.permissions(bot, &me.roles, channel)?;
        Some(if bits != u64::MAX && me.in_time_out(now_ms) { bits & IN_TIME_OUT } else { bits })
    }
}

fn apply(bits: u64, overwrite: Option<&Overwrite>) -> u64 {
    overwrite.map_or(bits, |one| (bits & !one.deny) | one.allow)
}
