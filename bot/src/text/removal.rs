//! What is said when watches are removed together, and when they come back.

use super::format::{bold, channel as place};
use crate::language::{say, word};
use domain::id::ChannelId;
use domain::watch::Watch;

pub(crate) fn all_of_artist(artist: &str, count: usize) -> String {
    say!("removal-all-of-artist", artist = bold(artist), count = count)
}

pub(crate) fn all_of_channel(channel: ChannelId, count: usize) -> String {
    say!("removal-all-of-channel", place = place(channel), count = count)
}

/// In a menu, shown as it is.
pub(crate) fn choice_of_artist(artist: &str, count: usize) -> String {
    say!("removal-choice-of-artist", artist = crate::card::literal(artist, 40), count = count)
}

/// In a menu, shown as it is.
pub(crate) fn choice_of_channel(channel: &str, count: usize) -> String {
    say!("removal-choice-of-channel", name = crate::card::literal(channel, 40), count = count)
}

pub(crate) fn remove() -> &'static str {
    word("removal-remove")
}

pub(crate) fn undo() -> &'static str {
    word("removal-undo")
}

pub(crate) fn removed(count: usize) -> String {
    say!("removal-removed", count = count)
}

/// Something of ours failed on the way.
pub(crate) fn removed_some(count: usize, all: usize) -> String {
    say!("removal-removed-some", count = count, all = all)
}

/// `all`: how many there were to bring back.
pub(crate) fn restored(back: &[Watch], all: usize) -> String {
    match back {
        [] => say!("removal-restored-none"),
        [one] if all == 1 => say!("removal-restored-one", watch = super::list::short(one), place = place(one.wish.channel)),
        back if back.len() == all => say!("removal-restored-all", all = all),
        back => say!("removal-restored-some", count = back.len(), all = all),
    }
}

pub(crate) fn too_late() -> String {
    say!("removal-too-late")
}
