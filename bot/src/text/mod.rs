//! Every word that users read: one function per message, so that a language is one more set of functions. English.
//!
//! What users or artists wrote is escaped here, where it enters a message.

pub(crate) mod broken;
pub(crate) mod card;
pub(crate) mod help;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod trouble;
pub(crate) mod unsure;
pub(crate) mod watch;

use crate::card::{Lines, markdown};
use serenity::all::{ChannelId, RoleId};

/// A name in bold; what somebody typed may be long.
fn bold(name: &str) -> String {
    let name = markdown(name, Lines::One, 100, 250);
    if name.is_empty() { "(nothing)".to_owned() } else { format!("**{name}**") }
}

/// A name in bold, short enough for a line of a list: ten of them with their folders fit into one embed.
fn brief(name: &str) -> String {
    let name = markdown(name, Lines::One, 40, 90);
    if name.is_empty() { "(no name)".to_owned() } else { format!("**{name}**") }
}

/// Names in a row, in bold.
fn row<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| brief(name.as_ref())).collect::<Vec<_>>().join(", ")
}

fn channel(id: ChannelId) -> String {
    format!("<#{id}>")
}

fn role(id: RoleId) -> String {
    format!("<@&{id}>")
}
