//! Watches that move to another channel.

use super::format::{bold, channel as place, sentences};
use super::list::short;
use crate::card::literal;
use crate::command::plan::Plan;
use crate::language::{say, word};
use domain::id::ChannelId;
use domain::watch::Watch;

/// Watches that are named with the reason why they cannot move; the others are counted.
const NAMED: usize = 5;

/// A channel in a menu, shown as it is. None: it has no name that is known, as when it was deleted.
pub(crate) fn choice(channel: Option<&str>, watches: usize) -> String {
    match channel {
        Some(name) => say!("moving-choice", name = literal(name, 60), count = watches),
        None => say!("moving-choice-gone", count = watches),
    }
}

pub(crate) fn go() -> &'static str {
    word("moving-go")
}

pub(crate) fn no_channel(typed: &str) -> String {
    say!("moving-no-channel", typed = bold(typed))
}

pub(crate) fn same_channel() -> String {
    say!("moving-same-channel")
}

/// `waiting`: how many messages go along.
pub(crate) fn question(plan: &Plan, (from, to): (ChannelId, ChannelId), waiting: u32) -> String {
    let first = if plan.go.is_empty() {
        say!("moving-nothing", from = place(from), to = place(to))
    } else {
        let along = if waiting == 0 { String::new() } else { say!("moving-waiting-along", count = waiting) };
        sentences([say!("moving-question", count = plan.go.len(), from = place(from), to = place(to)), along])
    };
    std::iter::once(first).chain(left(plan, to)).collect::<Vec<_>>().join("\n")
}

/// Which cannot move and why, and which would no longer mention their role.
fn left(plan: &Plan, to: ChannelId) -> Vec<String> {
    let mut lines = Vec::new();
    let named = |watches: &[Watch]| {
        let names = watches.iter().take(NAMED).map(short).collect::<Vec<_>>().join("; ");
        match watches.len().saturating_sub(NAMED) {
            0 => names,
            more => say!("list-and-more", names = names, count = more),
        }
    };
    if !plan.same.is_empty() {
        lines.push(say!("moving-same", to = place(to), watches = named(&plan.same)));
    }
    if !plan.mature.is_empty() {
        lines.push(say!("moving-mature", to = place(to), watches = named(&plan.mature)));
    }
    if plan.silent > 0 {
        lines.push(say!("moving-silent", count = plan.silent));
    }
    lines
}

pub(crate) fn moved(watches: u32, to: ChannelId, messages: u32, plan: &Plan) -> String {
    let along = if messages == 0 { String::new() } else { say!("moving-along", count = messages) };
    let first = sentences([say!("moving-moved", count = watches, to = place(to)), along]);
    std::iter::once(first).chain(left(plan, to)).collect::<Vec<_>>().join("\n")
}

/// Something of ours failed on the way.
pub(crate) fn moved_some(done: u32, all: usize) -> String {
    say!("moving-moved-some", count = done, all = all)
}

#[cfg(test)]
mod tests {
    use super::super::for_tests::watch;
    use super::*;
    use insta::assert_snapshot;

    fn watches(count: usize) -> Vec<Watch> {
        vec![watch(|wish| wish); count]
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
