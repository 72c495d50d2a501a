//! What is wrong with a channel or a role.

use super::format::{channel, role};
use serenity::all::{ChannelId, RoleId};

// Names of permissions as Discord's settings show them.
pub(crate) const VIEW_CHANNEL: &str = "View Channel";
pub(crate) const SEND_MESSAGES: &str = "Send Messages";
pub(crate) const SEND_MESSAGES_IN_THREADS: &str = "Send Messages in Threads";
pub(crate) const EMBED_LINKS: &str = "Embed Links";
pub(crate) const READ_MESSAGE_HISTORY: &str = "Read Message History";
pub(crate) const CONNECT: &str = "Connect";

pub(crate) fn missing(id: ChannelId, permissions: &[&str]) -> String {
    let list = permissions.iter().map(|name| format!("**{name}**")).collect::<Vec<_>>().join(", ");
    let them = if permissions.len() == 1 { "it" } else { "them" };
    format!("I can't post in {} yet. I need {list} there: grant me {them} in the channel's settings, then try again.", channel(id))
}

pub(crate) fn wrong_kind(id: ChannelId) -> String {
    format!("Posts can't go to {}, because it holds no messages itself. Choose a text or announcement channel, or a thread.", channel(id))
}

pub(crate) fn elsewhere() -> String {
    format!(
        "That channel isn't in this server, or I can't see it. If it's here, grant me **{VIEW_CHANNEL}**, **{SEND_MESSAGES}**, **{EMBED_LINKS}** and **{READ_MESSAGE_HISTORY}** there, then try again."
    )
}

pub(crate) fn hidden(id: ChannelId) -> String {
    format!("You can't see {}, so you can't have posts sent there.", channel(id))
}

pub(crate) fn you_cannot_write(id: ChannelId) -> String {
    format!(
        "You can't write in {}, so you can't have posts sent there. Somebody who can, or who manages that channel or its webhooks, can do this.",
        channel(id)
    )
}

/// Commands were installed without the bot itself.
pub(crate) fn not_invited(application: u64, guild: u64) -> String {
    format!(
        "My commands are in this server, but I'm not. Somebody who manages the server can [invite me](<{}>); then try again.",
        crate::discord::permission::invitation(application, guild)
    )
}

pub(crate) fn in_time_out(until: i64) -> String {
    format!("I'm in time-out in this server until <t:{until}:f> and can't post before that. A moderator can end it; then try again.")
}

pub(crate) fn not_in_thread(id: ChannelId) -> String {
    format!("I'm not in the private thread {}. Mention me there to add me, then try again.", channel(id))
}

pub(crate) fn not_ready() -> String {
    "Discord isn't telling me about this server's channels right now. Please try again in a minute.".to_owned()
}

pub(crate) fn ping_managed(id: RoleId) -> String {
    format!("{} belongs to a bot or another integration, so nobody can have it. Choose a role that people can have.", role(id))
}

pub(crate) fn ping_everyone() -> String {
    "I never mention everyone. Choose a role for those who want to be told.".to_owned()
}

pub(crate) fn ping_not_allowed(id: RoleId, place: ChannelId) -> String {
    format!(
        "You can't mention {} in {}. Somebody who can mention all roles there can do this, or make the role mentionable in the server's settings.",
        role(id),
        channel(place)
    )
}

pub(crate) fn bot_cannot_ping(id: RoleId, place: ChannelId) -> String {
    format!(
        "I can't mention {} in {}. Make the role mentionable in the server's settings, or grant me **Mention @everyone, @here, and All Roles** in that channel.",
        role(id),
        channel(place)
    )
}
