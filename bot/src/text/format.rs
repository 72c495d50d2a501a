//! Names, channels, roles and times as they stand in a sentence.

use crate::card::{Lines, markdown};
use crate::language::say;
use domain::clock::Timestamp;
use std::fmt::Display;

/// A name in bold; what somebody typed may be long.
pub(super) fn bold(name: &str) -> String {
    let name = markdown(name, Lines::One, 100, 250);
    if name.is_empty() { say!("format-nothing") } else { format!("**{name}**") }
}

/// A name in bold, short enough for a line of a list: ten of them with their folders fit into one embed.
pub(super) fn brief(name: &str) -> String {
    let name = markdown(name, Lines::One, 40, 90);
    if name.is_empty() { say!("format-no-name") } else { format!("**{name}**") }
}

/// Names in a row, in bold.
pub(super) fn row<S: AsRef<str>>(names: &[S]) -> String {
    join(names.iter().map(|name| brief(name.as_ref())))
}

/// Things in a row.
pub(super) fn join(things: impl Iterator<Item = String>) -> String {
    things.collect::<Vec<_>>().join(", ")
}

/// Sentences behind each other; empty ones are left out.
pub(super) fn sentences<const N: usize>(sentences: [String; N]) -> String {
    sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Which variant of a message holds.
pub(super) const fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

pub(super) fn channel(id: impl Display) -> String {
    format!("<#{id}>")
}

pub(super) fn role(id: impl Display) -> String {
    format!("<@&{id}>")
}

/// Date and time, as the reader's client shows them.
pub(super) fn date(at: Timestamp) -> String {
    format!("<t:{}:f>", at.timestamp())
}

/// How long ago, or in how long, as the reader's client shows it.
pub(super) fn ago(at: Timestamp) -> String {
    format!("<t:{}:R>", at.timestamp())
}
