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
    format!("\u{2705} Removed {count} watches.")
}

/// Something of ours failed on the way.
pub(crate) fn removed_some(count: usize, all: usize) -> String {
    format!("\u{26a0}\u{fe0f} Removed {count} of {all} watches, then something went wrong. Use the command again for the rest.")
}

/// `all`: how many there were to bring back.
pub(crate) fn restored(back: &[Watch], all: usize) -> String {
    let waiting = "Posts that were waiting will still come. Posts from while it was removed may not.";
    match back {
        [] => "Nothing was restored. The same watches may exist already, this server may have reached its limit of watches, or I couldn't \
               confirm that you may post in their channels."
            .to_owned(),
        [one] if all == 1 => format!("\u{2705} Back again: {} in <#{}>. {waiting}", super::list::short(one), one.wish.channel),
        back if back.len() == all => format!("\u{2705} All {all} watches are back. {}", waiting.replace("it was", "they were")),
        back => format!(
            "\u{2705} Restored {} of {all} watches. The others exist already, exceed this server's limit of watches, or post where I couldn't \
             confirm that you may write.",
            back.len()
        ),
    }
}

pub(crate) fn too_late() -> String {
    "This can't be undone anymore. Use `/watch` to add it again.".to_owned()
}
