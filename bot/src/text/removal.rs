//! What is said when watches are removed together, and when they come back.

use super::format::bold;
use domain::id::ChannelId;
use domain::watch::Watch;

pub(crate) fn all_of_artist(artist: &str, count: usize) -> String {
    match count {
        1 => format!("Remove the watch of {}?", bold(artist)),
        _ => format!("Remove all {count} watches of {}? To keep some, choose one from the menu that appears while you type.", bold(artist)),
    }
}

pub(crate) fn all_of_channel(channel: ChannelId, count: usize) -> String {
    match count {
        1 => format!("Remove the only watch that posts in <#{channel}>?"),
        _ => format!("Remove all {count} watches that post in <#{channel}>?"),
    }
}

/// In a menu, shown as it is.
pub(crate) fn choice_of_artist(artist: &str, count: usize) -> String {
    format!("Everything by {} ({count} watches)", crate::card::literal(artist, 40))
}

/// In a menu, shown as it is.
pub(crate) fn choice_of_channel(channel: &str, count: usize) -> String {
    format!("Everything in #{} ({count} watches)", crate::card::literal(channel, 40))
}

pub(crate) const fn remove() -> &'static str {
    "Remove"
}

pub(crate) const fn undo() -> &'static str {
    "Undo"
}

pub(crate) fn removed(count: usize) -> String {
    format!("\u{2705} Removed {count} watches. Their posts no longer appear.")
}

/// `all`: how many there were to bring back.
pub(crate) fn restored(back: &[Watch], all: usize) -> String {
    match back {
        [] => {
            "Nothing came back: the same watches are there already, this server is full, or you may not write in their channels.".to_owned()
        }
        [one] if all == 1 => {
            format!("\u{2705} Back again: {} in <#{}>, with the posts that were waiting.", super::list::short(one), one.wish.channel)
        }
        back if back.len() == all => format!("\u{2705} All {all} watches are back, with the posts that were waiting."),
        back => format!(
            "\u{2705} {} of {all} watches are back. The others are there already, don't fit into this server, or post where you may not write.",
            back.len()
        ),
    }
}

pub(crate) fn too_late() -> String {
    "This can't be undone any more. Use `/watch` to begin again.".to_owned()
}
