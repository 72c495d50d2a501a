//! The answers of `/watches` and `/unwatch`.

use super::format::{bold, brief};
use crate::card::literal;
use domain::watch::{Watch, What};

const fn kinds(what: What) -> &'static str {
    match what {
        What::Everything => "everything",
        What::Deviations => "deviations",
        What::Journals => "journals",
        What::Statuses => "status updates",
    }
}

/// The folder, else the kinds: a folder holds deviations only.
fn part(watch: &Watch) -> String {
    match &watch.wish.folder {
        Some((_, folder)) => format!("folder {}", brief(folder)),
        None => kinds(watch.wish.what).to_owned(),
    }
}

/// Artist and what is wanted.
pub(crate) fn short(watch: &Watch) -> String {
    format!("{}, {}", brief(&watch.wish.artist_name), part(watch))
}

/// What is wrong with a watch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Faults {
    /// The role that it would mention is gone.
    pub role_gone: bool,
    /// The watched folder is gone; `Some(true)`: the artist has a new one of that name.
    pub folder_gone: Option<bool>,
}

/// A line of the list.
pub(crate) fn line(watch: &Watch, faults: Faults) -> String {
    let mature = if watch.wish.mature { " \u{b7} mature too" } else { "" };
    let ping = match watch.wish.ping {
        Some(_) if faults.role_gone => " \u{b7} mentions nobody: its role is gone".to_owned(),
        Some(ping) => format!(" \u{b7} mentions <@&{}>", ping.role),
        None => String::new(),
    };
    let folder = match faults.folder_gone {
        None => "",
        Some(false) => " \u{b7} \u{26a0}\u{fe0f} the artist deleted this folder",
        Some(true) => {
            " \u{b7} \u{26a0}\u{fe0f} the artist deleted this folder and has a new one of that name: `/watch` the new one, `/unwatch` this"
        }
    };
    format!("{} \u{b7} {} \u{2192} <#{}>{mature}{ping}{folder}", brief(&watch.wish.artist_name), part(watch), watch.wish.channel)
}

/// A choice in a menu, shown as it is: no markdown there.
pub(crate) fn choice(watch: &Watch, channel: Option<&str>) -> String {
    let part = match &watch.wish.folder {
        Some((_, folder)) => format!("folder {}", literal(folder, 35)),
        None => kinds(watch.wish.what).to_owned(),
    };
    let channel = channel.map(|name| format!(" \u{2192} #{}", literal(name, 25))).unwrap_or_default();
    format!("{} \u{b7} {part}{channel}", literal(&watch.wish.artist_name, 25))
}

pub(crate) const fn title() -> &'static str {
    "What is posted in this server"
}

pub(crate) fn footer(page: u32, pages: u32, total: u32) -> String {
    let noun = if total == 1 { "watch" } else { "watches" };
    if pages == 1 { format!("{total} {noun}") } else { format!("Page {page} of {pages} \u{b7} {total} {noun}") }
}

pub(crate) const fn previous() -> &'static str {
    "Previous"
}

pub(crate) const fn next() -> &'static str {
    "Next"
}

pub(crate) fn empty() -> String {
    "Nothing is posted in this server yet. Use `/watch` with an artist's name to begin.".to_owned()
}

pub(crate) fn removed(watch: &Watch) -> String {
    format!("\u{2705} Removed: {} in <#{}>. No more of these posts will come.", short(watch), watch.wish.channel)
}

pub(crate) fn no_such_watch() -> String {
    "This server has no such watch (any more). `/watches` lists all.".to_owned()
}

pub(crate) fn nothing_of(name: &str) -> String {
    format!("Nothing by {} is posted in this server. `/watches` lists all.", bold(name))
}

pub(crate) fn several_of(name: &str, count: usize) -> String {
    format!("This server has {count} watches of {}. Choose one from the list that appears while you type.", bold(name))
}

pub(crate) fn old_button() -> String {
    "This button no longer works. Use `/watches` again.".to_owned()
}

pub(crate) fn not_yours() -> String {
    "This list was made for somebody else. Use `/watches` to get your own.".to_owned()
}
