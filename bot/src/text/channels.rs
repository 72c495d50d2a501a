//! The answers of `/channels`.

use super::format::count;
use crate::card::{Lines, literal, markdown};
use domain::clock::Timestamp;
use domain::id::ChannelId;
use domain::notification::KEPT;

pub(crate) const fn title() -> &'static str {
    "Channels where posts have to wait"
}

pub(crate) const fn choose() -> &'static str {
    "Do something about a channel"
}

pub(crate) const fn move_to() -> &'static str {
    "Move what posts there to\u{2026}"
}

pub(crate) const fn try_now() -> &'static str {
    "Try now"
}

pub(crate) const fn drop_waiting() -> &'static str {
    "Drop what waits"
}

pub(crate) const fn drop() -> &'static str {
    "Drop"
}

pub(crate) const fn keep() -> &'static str {
    "Keep"
}

/// `hidden`: channels that the asker cannot see.
pub(crate) fn all_well(hidden: usize) -> String {
    match hidden {
        0 => "\u{2705} Every channel takes my posts.".to_owned(),
        1 => "\u{2705} Every channel that you can see takes my posts. 1 that you can't see doesn't.".to_owned(),
        hidden => format!("\u{2705} Every channel that you can see takes my posts. {hidden} that you can't see don't."),
    }
}

/// Below the list: how many more there are, and how many the asker cannot see.
pub(crate) fn more(more: usize, hidden: usize) -> String {
    let of = |number: usize| count(u32::try_from(number).unwrap_or(u32::MAX), "more channel", "more channels");
    match (more, hidden) {
        (more, 0) => format!("*{} with the same trouble.*", of(more)),
        (0, hidden) => format!("*{} that you can't see.*", of(hidden)),
        (more, hidden) => format!("*{} with the same trouble, and {} that you can't see.*", of(more), of(hidden)),
    }
}

/// A choice in a menu, shown as it is. None: the channel has no name that is known.
pub(crate) fn choice(channel: Option<&str>, waiting: u32) -> String {
    let name = channel.map_or_else(|| "A channel that is gone, or that I can't see".to_owned(), |name| format!("#{}", literal(name, 60)));
    format!("{name} ({waiting} waiting)")
}

/// What a channel does not take. `reason`: Discord's words. `restricted`: only mature posts wait.
pub(crate) fn trouble(reason: &str, restricted: bool, since: Timestamp, waiting: u32) -> String {
    let why = match restricted {
        true => "isn't age-restricted, so mature posts wait".to_owned(),
        false if reason.contains("code 10003") => "was deleted".to_owned(),
        false => format!("takes no messages of mine; Discord says: {}", markdown(reason, Lines::One, 60, 100)),
    };
    let waiting = match waiting {
        0 => "no message waits for it".to_owned(),
        1 => "1 message waits".to_owned(),
        waiting => format!("{waiting} messages wait"),
    };
    format!("{why}, since <t:{}:R>: {waiting}", since.timestamp())
}

pub(crate) fn line(channel: ChannelId, troubles: &[String]) -> String {
    format!("\u{2022} <#{channel}> {}", troubles.join("; "))
}

pub(crate) fn works(channel: ChannelId) -> String {
    format!("\u{2705} <#{channel}> takes my posts.")
}

pub(crate) fn trying(channel: ChannelId) -> String {
    format!("I'm trying <#{channel}> now. If it works, what waits comes by itself; if not, this list says so in a minute.")
}

pub(crate) fn drop_question(channel: ChannelId, waiting: u32) -> String {
    format!(
        "Drop {} for <#{channel}>? What you drop never comes. Left alone, it is kept for {} days and comes once the channel takes it.",
        if waiting == 1 { "the message that waits".to_owned() } else { format!("the {waiting} messages that wait") },
        KEPT.num_days()
    )
}

pub(crate) fn dropped(channel: ChannelId, messages: u32) -> String {
    match messages {
        0 => format!("Nothing was waiting for <#{channel}> to take it."),
        messages => format!("\u{2705} Dropped {} for <#{channel}>.", count(messages, "message", "messages")),
    }
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
