//! Watches that move to another channel.

use super::format::{bold, count};
use super::list::short;
use crate::card::literal;
use crate::command::plan::Plan;
use domain::id::ChannelId;
use domain::watch::Watch;

/// Watches that are named with the reason why they cannot move; the others are counted.
const NAMED: usize = 5;

/// A channel in a menu, shown as it is. None: it has no name that is known, as when it was deleted.
pub(crate) fn choice(channel: Option<&str>, watches: usize) -> String {
    let watches = of(watches);
    match channel {
        Some(name) => format!("#{} ({watches})", literal(name, 60)),
        None => format!("A channel that is gone, or that I can't see ({watches})"),
    }
}

pub(crate) const fn go() -> &'static str {
    "Move"
}

pub(crate) fn no_channel(typed: &str) -> String {
    format!("I don't know which channel {} is. Choose it from the list, or type it as #channel.", bold(typed))
}

pub(crate) fn same_channel() -> String {
    "They post there already. Choose another channel as `to`.".to_owned()
}

fn of(watches: usize) -> String {
    count(u32::try_from(watches).unwrap_or(u32::MAX), "watch", "watches")
}

/// `waiting`: how many messages go along.
pub(crate) fn question(plan: &Plan, (from, to): (ChannelId, ChannelId), waiting: u32) -> String {
    let mut lines = Vec::new();
    if plan.go.is_empty() {
        lines.push(format!("Nothing can move from <#{from}> to <#{to}>."));
    } else {
        let along = match waiting {
            0 => String::new(),
            waiting => {
                let goes = if waiting == 1 { "goes" } else { "go" };
                format!(" {} that {} {goes} along.", count(waiting, "message", "messages"), if waiting == 1 { "waits" } else { "wait" })
            }
        };
        lines.push(format!("Move {} from <#{from}> to <#{to}>?{along}", of(plan.go.len())));
    }
    lines.extend(left(plan, to));
    lines.join("\n")
}

/// Which cannot move and why, and which would no longer mention their role.
fn left(plan: &Plan, to: ChannelId) -> Vec<String> {
    let mut lines = Vec::new();
    let named = |watches: &[Watch]| {
        let names: Vec<String> = watches.iter().take(NAMED).map(short).collect();
        let more = watches.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{}{more}", names.join("; "))
    };
    if !plan.same.is_empty() {
        lines.push(format!("\u{2022} Can't move, because <#{to}> already gets the same: {}", named(&plan.same)));
    }
    if !plan.mature.is_empty() {
        let names = named(&plan.mature);
        lines.push(format!("\u{2022} Can't move, because they bring mature posts and <#{to}> isn't age-restricted: {names}"));
    }
    if plan.silent > 0 {
        lines.push(format!("\u{2022} {} won't mention their role there, because you or I can't mention it", of(plan.silent)));
    }
    lines
}

pub(crate) fn moved(watches: u32, to: ChannelId, messages: u32, plan: &Plan) -> String {
    let along = match messages {
        0 => String::new(),
        1 => " The message that waited goes along.".to_owned(),
        messages => format!(" The {messages} messages that waited go along."),
    };
    let first = format!("\u{2705} Moved {} to <#{to}>.{along}", count(watches, "watch", "watches"));
    std::iter::once(first).chain(left(plan, to)).collect::<Vec<_>>().join("\n")
}

/// Something of ours failed on the way.
pub(crate) fn moved_some(done: u32, all: usize) -> String {
    format!("\u{26a0}\u{fe0f} Moved {done} of {all} watches, then something went wrong. Use `/move` again for the rest.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{ArtistId, GuildId, WatchId};
    use domain::watch::NewWatch;
    use insta::assert_snapshot;
    use uuid::Uuid;

    fn watches(count: usize) -> Vec<Watch> {
        let wish = NewWatch::new(GuildId(1), ChannelId(2), ArtistId(Uuid::nil()), "Some_Body", Timestamp::UNIX_EPOCH);
        vec![Watch { id: WatchId(Uuid::nil()), wish }; count]
    }

    #[test]
    fn what_moves_and_what_does_not() {
        let route = (ChannelId(2), ChannelId(3));
        assert_snapshot!(question(&Plan { go: watches(1), ..Plan::default() }, route, 0), @"Move 1 watch from <#2> to <#3>?");
        let plan = Plan { go: watches(4), same: watches(1), mature: watches(7), silent: 2 };
        assert_snapshot!(question(&plan, route, 3), @r"
        Move 4 watches from <#2> to <#3>? 3 messages that wait go along.
        • Can't move, because <#3> already gets the same: **Some\_Body**, everything
        • Can't move, because they bring mature posts and <#3> isn't age-restricted: **Some\_Body**, everything; **Some\_Body**, everything; **Some\_Body**, everything; **Some\_Body**, everything; **Some\_Body**, everything and 2 more
        • 2 watches won't mention their role there, because you or I can't mention it
        ");
        assert_snapshot!(question(&Plan { same: watches(1), ..Plan::default() }, route, 0), @r"
        Nothing can move from <#2> to <#3>.
        • Can't move, because <#3> already gets the same: **Some\_Body**, everything
        ");
        assert_snapshot!(moved(2, ChannelId(3), 1, &Plan::default()), @"✅ Moved 2 watches to <#3>. The message that waited goes along.");
        assert_snapshot!(moved_some(1, 3), @"⚠️ Moved 1 of 3 watches, then something went wrong. Use `/move` again for the rest.");
    }
}
