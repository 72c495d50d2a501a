//! The answers of `/preview` and `/test`.

use super::format::{bold, channel, sentences};
use super::trouble::within;
use crate::language::{say, word};
use serenity::all::ChannelId;
use std::time::Duration;

pub(crate) fn preview() -> &'static str {
    word("preview-preview")
}

/// Above the card. `left_out`: a later post is mature.
pub(crate) fn note(left_out: bool) -> String {
    let mature = if left_out { say!("preview-left-out") } else { String::new() };
    sentences([say!("preview-note"), mature])
}

pub(crate) fn group(name: &str) -> String {
    say!("preview-group", name = bold(name))
}

/// No post is known that would come.
pub(crate) fn nothing(name: &str) -> String {
    say!("preview-nothing", name = bold(name))
}

/// `link` leads to the message.
pub(crate) fn sent(artist: &str, place: ChannelId, link: &str) -> String {
    say!("preview-sent", artist = bold(artist), place = channel(place), link = link.to_owned())
}

pub(crate) fn sent_somewhere(artist: &str, place: ChannelId) -> String {
    say!("preview-sent-somewhere", artist = bold(artist), place = channel(place))
}

pub(crate) fn several() -> String {
    say!("preview-several")
}

pub(crate) fn refused(place: ChannelId) -> String {
    say!("preview-refused", place = channel(place))
}

/// Discord will not take this card.
pub(crate) fn rejected() -> String {
    say!("preview-rejected")
}

/// Discord's answer was lost, or none came.
pub(crate) fn unsure(place: ChannelId) -> String {
    say!("preview-unsure", place = channel(place))
}

/// Discord wants a pause.
pub(crate) fn wait(wait: Duration) -> String {
    say!("preview-wait", within = within(wait))
}

pub(crate) fn too_fast(wait: Duration) -> String {
    say!("preview-too-fast", within = within(wait))
}
