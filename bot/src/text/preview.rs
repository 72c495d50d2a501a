//! The answers of `/preview` and `/test`.

use super::format::{bold, channel};
use super::trouble::within;
use serenity::all::ChannelId;
use std::time::Duration;

pub(crate) const fn preview() -> &'static str {
    "Preview"
}

/// Above the card. `left_out`: a later post is mature.
pub(crate) fn note(left_out: bool) -> String {
    let mature = if left_out { " A later one is mature, so it isn't shown here." } else { "" };
    format!("This is how the latest post would look. Only you can see this.{mature}")
}

pub(crate) fn group(name: &str) -> String {
    format!("{} is a group. Use `/watch` with one of its folders, then choose **Preview** below the answer.", bold(name))
}

/// No post is known that would come.
pub(crate) fn nothing(name: &str) -> String {
    format!("I found no post by {} that could be shown here. The next one comes when it is published.", bold(name))
}

/// `link` leads to the message.
pub(crate) fn sent(artist: &str, place: ChannelId, link: &str) -> String {
    format!(
        "\u{2705} The latest post by {} is in {}, marked as a test: {link}. It mentions nobody and counts as nothing.",
        bold(artist),
        channel(place)
    )
}

pub(crate) fn sent_somewhere(artist: &str, place: ChannelId) -> String {
    format!(
        "\u{2705} The latest post by {} is in {}, marked as a test. It mentions nobody and counts as nothing.",
        bold(artist),
        channel(place)
    )
}

pub(crate) fn several() -> String {
    "Several watches fit that. Choose one from the list that appears while you type.".to_owned()
}

pub(crate) fn refused(place: ChannelId) -> String {
    format!("Discord doesn't let me post in {}. Check what I may do in that channel, then try again.", channel(place))
}

/// Discord will not take this card.
pub(crate) fn rejected() -> String {
    "Discord doesn't accept the card of that post, so I can't show it. New posts whose card isn't accepted come as a link.".to_owned()
}

/// Discord's answer was lost, or none came.
pub(crate) fn unsure(place: ChannelId) -> String {
    format!("Discord didn't confirm the test. Look into {} before you try again.", channel(place))
}

/// Discord wants a pause.
pub(crate) fn wait(wait: Duration) -> String {
    format!("Discord asks me to wait. Please try again {}.", within(wait))
}

pub(crate) fn too_fast(wait: Duration) -> String {
    format!("This server has sent several tests in the last minute. Please try again {}.", within(wait))
}
