//! Names, channels and roles as they stand in a sentence.

use crate::card::{Lines, markdown};
use serenity::all::{ChannelId, RoleId};

/// A name in bold; what somebody typed may be long.
pub(super) fn bold(name: &str) -> String {
    let name = markdown(name, Lines::One, 100, 250);
    if name.is_empty() { "(nothing)".to_owned() } else { format!("**{name}**") }
}

/// A name in bold, short enough for a line of a list: ten of them with their folders fit into one embed.
pub(super) fn brief(name: &str) -> String {
    let name = markdown(name, Lines::One, 40, 90);
    if name.is_empty() { "(no name)".to_owned() } else { format!("**{name}**") }
}

/// A number of things.
pub(super) fn count(number: u32, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Names in a row, in bold.
pub(super) fn row<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| brief(name.as_ref())).collect::<Vec<_>>().join(", ")
}

pub(super) fn channel(id: ChannelId) -> String {
    format!("<#{id}>")
}

pub(super) fn role(id: RoleId) -> String {
    format!("<@&{id}>")
}
