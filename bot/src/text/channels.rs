//! The answers of `/channels`.

use super::format::{ago, channel as place};
use crate::card::{Lines, literal, markdown};
use crate::language::{say, word};
use domain::clock::Timestamp;
use domain::id::ChannelId;
use domain::notification::KEPT;

pub(crate) fn title() -> &'static str {
    word("channels-title")
}

pub(crate) fn choose() -> &'static str {
    word("channels-choose")
}

pub(crate) fn move_to() -> &'static str {
    word("channels-move-to")
}

pub(crate) fn try_now() -> &'static str {
    word("channels-try-now")
}

pub(crate) fn drop_waiting() -> &'static str {
    word("channels-drop-waiting")
}

pub(crate) fn drop() -> &'static str {
    word("channels-drop")
}

pub(crate) fn keep() -> &'static str {
    word("channels-keep")
}

/// `hidden`: channels that the asker cannot see.
pub(crate) fn all_well(hidden: usize) -> String {
    say!("channels-all-well", hidden = hidden)
}

/// Below the list: how many more there are, and how many the asker cannot see.
pub(crate) fn more(more: usize, hidden: usize) -> String {
    let same = || say!("channels-more-same", count = more);
    let unseen = || say!("channels-more-hidden", count = hidden);
    let words = match (more, hidden) {
        (_, 0) => say!("channels-more", what = same()),
        (0, _) => say!("channels-more", what = unseen()),
        _ => say!("channels-more-both", same = same(), hidden = unseen()),
    };
    format!("*{words}*")
}

/// A choice in a menu, shown as it is. None: the channel has no name that is known.
pub(crate) fn choice(channel: Option<&str>, waiting: u32) -> String {
    match channel {
        Some(name) => say!("channels-choice", name = literal(name, 60), count = waiting),
        None => say!("channels-choice-gone", count = waiting),
    }
}

/// What a channel does not take. `reason`: Discord's words. `restricted`: only mature posts wait.
pub(crate) fn trouble(reason: &str, restricted: bool, since: Timestamp, waiting: u32) -> String {
    let since = ago(since);
    let why = match restricted {
        true => say!("channels-not-restricted", since = since),
        false if reason.contains(super::broken::TAG_REQUIRED) => say!("channels-needs-tag", since = since),
        false if reason.contains("code 10003") => say!("channels-deleted", since = since),
        false => say!("channels-closed", reason = markdown(reason, Lines::One, 60, 100), since = since),
    };
    format!("{why}: {}", say!("channels-waiting", count = waiting))
}

pub(crate) fn line(channel: ChannelId, troubles: &[String]) -> String {
    format!("\u{2022} <#{channel}> {}", troubles.join("; "))
}

pub(crate) fn works(channel: ChannelId) -> String {
    say!("channels-works", place = place(channel))
}

pub(crate) fn trying(channel: ChannelId) -> String {
    say!("channels-trying", place = place(channel))
}

pub(crate) fn drop_question(channel: ChannelId, waiting: u32) -> String {
    say!("channels-drop-question", place = place(channel), count = waiting, days = KEPT.num_days())
}

pub(crate) fn dropped(channel: ChannelId, messages: u32) -> String {
    say!("channels-dropped", place = place(channel), count = messages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn what_is_wrong_with_a_channel() {
        let of = |reason, restricted, waiting| line(ChannelId(2), &[trouble(reason, restricted, Timestamp::UNIX_EPOCH, waiting)]);
        assert_snapshot!(of("Missing Access (code 50001)", false, 3), @r"• <#2> takes no messages of mine; Discord says: Missing Access \(code 50001\), since <t:0:R>: 3 messages wait");
        assert_snapshot!(of("Unknown Channel (code 10003)", false, 0), @"• <#2> was deleted, since <t:0:R>: no message waits for it");
        assert_snapshot!(of("", true, 1), @"• <#2> isn't age-restricted, so mature posts wait, since <t:0:R>: 1 message waits");
        assert_snapshot!(choice(Some("art"), 4), @"#art (4 waiting)");
        assert_snapshot!(choice(None, 4), @"A channel that is gone, or that I can't see (4 waiting)");
        assert_snapshot!(more(2, 0), @"*2 more channels with the same trouble.*");
        assert_snapshot!(more(2, 1), @"*2 more channels with the same trouble, and 1 more channel that you can't see.*");
        assert_snapshot!(all_well(1), @"✅ Every channel that you can see takes my posts. 1 that you can't see doesn't.");
    }

    #[test]
    fn what_is_dropped() {
        assert_snapshot!(drop_question(ChannelId(2), 1), @"Drop the message that waits for <#2>? What you drop never comes. Left alone, it is kept for 30 days and comes once the channel takes it.");
        assert_snapshot!(dropped(ChannelId(2), 5), @"✅ Dropped 5 messages for <#2>.");
        assert_snapshot!(trying(ChannelId(2)), @"I'm trying <#2> now. If it works, what waits comes by itself; if not, this list says so in a minute.");
    }
}
