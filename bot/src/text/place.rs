//! What is wrong with a channel or a role.

use super::format::{channel, join, role};
use crate::language::{keyed, say};
use serenity::all::{ChannelId, RoleId};

// Permissions, by the names of the messages that say what Discord's settings call them.
pub(crate) const VIEW_CHANNEL: &str = "permission-view-channel";
pub(crate) const SEND_MESSAGES: &str = "permission-send-messages";
pub(crate) const SEND_MESSAGES_IN_THREADS: &str = "permission-send-messages-in-threads";
pub(crate) const CREATE_POSTS: &str = "permission-create-posts";
pub(crate) const EMBED_LINKS: &str = "permission-embed-links";
pub(crate) const READ_MESSAGE_HISTORY: &str = "permission-read-message-history";
pub(crate) const CONNECT: &str = "permission-connect";

/// `permissions`: some of the names above.
pub(crate) fn missing(id: ChannelId, permissions: &[&str]) -> String {
    say!("place-missing", place = channel(id), list = listed(permissions), count = permissions.len())
}

fn listed(permissions: &[&str]) -> String {
    join(permissions.iter().map(|key| format!("**{}**", keyed(key).unwrap_or(key))))
}

pub(crate) fn wrong_kind(id: ChannelId) -> String {
    say!("place-wrong-kind", place = channel(id))
}

/// `kinds`: of posts, as cards call them.
pub(crate) fn needs_tag(id: ChannelId, kinds: &[&str]) -> String {
    say!("place-needs-tag", place = channel(id), kinds = join(kinds.iter().map(|kind| (*kind).to_owned())))
}

pub(crate) fn elsewhere() -> String {
    say!("place-elsewhere", list = listed(&[VIEW_CHANNEL, SEND_MESSAGES, EMBED_LINKS]), last = listed(&[READ_MESSAGE_HISTORY]))
}

pub(crate) fn hidden(id: ChannelId) -> String {
    say!("place-hidden", place = channel(id), list = listed(&[VIEW_CHANNEL]))
}

/// `permission`: one of the names above.
pub(crate) fn you_cannot_write(id: ChannelId, permission: &str) -> String {
    say!("place-you-cannot-write", place = channel(id), list = listed(&[permission]))
}

/// Commands were installed without the bot itself.
pub(crate) fn not_invited(application: u64, guild: u64) -> String {
    say!("place-not-invited", link = format!("<{}>", crate::discord::permission::invitation(application, guild)))
}

pub(crate) fn in_time_out(until: i64) -> String {
    say!("place-in-time-out", until = format!("<t:{until}:f>"))
}

pub(crate) fn not_in_thread(id: ChannelId) -> String {
    say!("place-not-in-thread", place = channel(id))
}

pub(crate) fn not_ready() -> String {
    say!("place-not-ready")
}

pub(crate) fn ping_managed(id: RoleId) -> String {
    say!("place-ping-managed", role = role(id))
}

pub(crate) fn ping_everyone() -> String {
    say!("place-ping-everyone")
}

pub(crate) fn ping_not_allowed(id: RoleId, place: ChannelId) -> String {
    say!("place-ping-not-allowed", role = role(id), place = channel(place))
}

pub(crate) fn bot_cannot_ping(id: RoleId, place: ChannelId) -> String {
    say!("place-bot-cannot-ping", role = role(id), place = channel(place))
}
