//! What is wrong with a channel or a role.

use super::format::{channel, role};
use serenity::all::{ChannelId, RoleId};

// Names of permissions as Discord's settings show them.
pub(crate) const VIEW_CHANNEL: &str = "View Channel";
pub(crate) const SEND_MESSAGES: &str = "Send Messages";
pub(crate) const SEND_MESSAGES_IN_THREADS: &str = "Send Messages in Threads";
pub(crate) const EMBED_LINKS: &str = "Embed Links";
pub(crate) const CONNECT: &str = "Connect";

pub(crate) fn missing(id: ChannelId, permissions: &[&str]) -> String {
    let list = permissions.iter().map(|name| format!("**{name}**")).collect::<Vec<_>>().join(", ");
    let noun = if permissions.len() == 1 { "this permission" } else { "these permissions" };
    format!(
        "I cannot post in {} yet: I lack {noun} there: {list}. Grant them to me in the channel's settings, then try again.",
        channel(id)
    )
}

pub(crate) fn wrong_kind(id: ChannelId) -> String {
    format!("Posts cannot go to {}: it takes no messages of its own. Choose a text or announcement channel, or a thread.", channel(id))
}

pub(crate) fn elsewhere() -> String {
    format!(
        "That channel is not in this server, or I cannot see it. If it is here, grant me **{VIEW_CHANNEL}**, **{SEND_MESSAGES}** and **{EMBED_LINKS}** there, then try again."
    )
}

pub(crate) fn hidden(id: ChannelId) -> String {
    format!("You cannot see {} yourself, so you cannot have posts sent there.", channel(id))
}

pub(crate) fn you_cannot_write(id: ChannelId) -> String {
    format!("You cannot write in {} yourself, so you cannot have posts sent there.", channel(id))
}

/// Commands were installed without the bot itself.
pub(crate) fn not_invited(application: u64, guild: u64) -> String {
    format!(
        "I am not in this server: only my commands are. Somebody who may manage the server can [invite me](<{}>); then try again.",
        crate::discord::permission::invitation(application, guild)
    )
}

pub(crate) fn in_time_out(until: i64) -> String {
    format!(
        "I am in time-out in this server until <t:{until}:f> and cannot post before that. Somebody who may time out members can end it; then try again."
    )
}

pub(crate) fn not_in_thread(id: ChannelId) -> String {
    format!("I am not in the private thread {}. Mention me there, which adds me to it; then try again.", channel(id))
}

pub(crate) fn not_ready() -> String {
    "Discord does not tell me about this server's channels right now. Please try again in a minute.".to_owned()
}

pub(crate) fn ping_managed(id: RoleId) -> String {
    format!("{} belongs to a bot or another integration, so nobody can be given it. Choose a role that people can have.", role(id))
}

pub(crate) fn ping_everyone() -> String {
    "I do not mention everyone. Choose a role that those who want to be told can have.".to_owned()
}

pub(crate) fn ping_not_allowed(id: RoleId, place: ChannelId) -> String {
    format!(
        "You may not mention {} in {}. Somebody who may mention all roles there can add this watch, or the role can be made mentionable in the server's settings.",
        role(id),
        channel(place)
    )
}

pub(crate) fn bot_cannot_ping(id: RoleId, place: ChannelId) -> String {
    format!(
        "I may not mention {} in {}. Make the role mentionable in the server's settings, or grant me **Mention @everyone, @here, and All Roles** in that channel.",
        role(id),
        channel(place)
    )
}
