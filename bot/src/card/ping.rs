//! What every message begins with: the role that it mentions, and its nonce. Pure.

use domain::notification::{Due, Subject};
use serenity::builder::{CreateAllowedMentions, CreateMessage};
use serenity::model::channel::Nonce;
use serenity::model::id::RoleId;
use std::collections::HashSet;

/// Roles that one message pings; Discord takes up to 100, and their mentions must leave room for the plain form.
const PINGS: usize = 20;

/// A message without content and embeds, and the text that mentions its roles.
pub(super) fn begin(due: &Due, nonce: String) -> (CreateMessage, String) {
    let ping = ping(due);
    let content = ping.iter().map(|role| format!("<@&{role}>")).collect::<Vec<_>>().join(" ");
    let mentions = CreateAllowedMentions::new().roles(ping);
    let message = CreateMessage::new().allowed_mentions(mentions).nonce(Nonce::String(nonce)).enforce_nonce(true);
    (message, content)
}

/// The text that mentions roles, if any, and then this.
pub(super) fn before(mut pings: String, text: &str) -> String {
    if !pings.is_empty() {
        pings.push(' ');
    }
    pings.push_str(text);
    pings
}

/// The roles to be pinged: the watch's own, then those of the other watches for which the message stands. A digest never pings: the cards
/// before it did.
fn ping(due: &Due) -> Vec<RoleId> {
    if !matches!(due.subject, Subject::Card { .. }) {
        return Vec::new();
    }
    let own = due.watch.as_ref().and_then(|watch| watch.wish.ping);
    let mut seen = HashSet::new();
    let wanted = own.into_iter().chain(due.also_ping.iter().copied()).map(|ping| ping.role);
    wanted.filter(|role| role.0 != 0 && role.0 != due.guild.0 && seen.insert(role.0)).take(PINGS).map(|role| RoleId::new(role.0)).collect()
}
