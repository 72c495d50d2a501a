//! The answers of `/pause` and `/resume`.

use super::format::{bold, channel as place, date, sentences};
use super::list::{only_these, short};
use crate::command::when::Unclear;
use crate::language::{say, word};
use domain::clock::Timestamp;
use domain::id::ChannelId;
use domain::notification::KEPT;
use domain::watch::{CatchUp, Watch};
use domain::zone::Zone;
use store::pauses::Resumed;

pub(crate) fn resume() -> &'static str {
    word("pause-resume")
}

pub(crate) fn pause() -> &'static str {
    word("pause-pause")
}

/// `until`: None where somebody has to resume it. `hidden`: watches that the asker cannot see, and that stay as they are.
pub(crate) fn paused(watches: &[Watch], until: Option<Timestamp>, hidden: u32) -> String {
    let what = match watches {
        [one] => one_of(one),
        watches => say!("pause-watches", count = watches.len()),
    };
    let paused = match until {
        Some(until) => say!("pause-paused-until", until = date(until), what = what),
        None => say!("pause-paused", what = what),
    };
    let others = if hidden == 0 { String::new() } else { format!("\n{}", only_these(hidden)) };
    format!("{paused} {}{others}", meanwhile(watches))
}

/// A watch and where it posts.
fn one_of(watch: &Watch) -> String {
    say!("pause-watch-in", watch = short(watch), place = place(watch.wish.channel))
}

/// What becomes of what is posted meanwhile.
fn meanwhile(watches: &[Watch]) -> String {
    let days = KEPT.num_days();
    let mut policies: Vec<CatchUp> = watches.iter().map(|watch| watch.wish.catch_up).collect();
    policies.dedup();
    match policies.as_slice() {
        [CatchUp::All | CatchUp::Each] => say!("pause-meanwhile-all", days = days),
        [CatchUp::Newest(count)] => say!("pause-meanwhile-newest", count = count.get()),
        [CatchUp::Skip] => say!("pause-meanwhile-skip"),
        _ => say!("pause-meanwhile-mixed", days = days),
    }
}

pub(crate) fn resumed(watches: &[Resumed]) -> String {
    let what = match watches {
        [one] => one_of(&one.watch),
        watches => say!("pause-watches", count = watches.len()),
    };
    let coming = watches.iter().fold(0_u32, |sum, one| sum.saturating_add(one.coming));
    sentences([say!("pause-resumed", what = what), say!("pause-waited", count = coming)])
}

/// Something of ours failed on the way.
pub(crate) fn resumed_some(done: usize, all: usize) -> String {
    say!("pause-resumed-some", count = done, all = all)
}

pub(crate) fn stay_paused(watches: usize) -> String {
    say!("pause-stay-paused", count = watches)
}

pub(crate) fn you_cannot_write(channel: ChannelId) -> String {
    say!("pause-you-cannot-write", place = place(channel))
}

pub(crate) fn none_is_paused(hidden: u32) -> String {
    let hidden = if hidden == 0 { String::new() } else { only_these(hidden) };
    sentences([say!("pause-none"), hidden])
}

/// Nobody can tell until when from what was typed.
pub(crate) fn unclear(typed: &str, why: Unclear, zone: Zone) -> String {
    let typed = bold(typed);
    match why {
        Unclear::NotATime => say!("pause-not-a-time", typed = typed, zone = zone.into_str()),
        Unclear::Ambiguous => say!("pause-ambiguous", typed = typed),
        Unclear::Past => say!("pause-past", typed = typed),
        Unclear::TooFar => say!("pause-too-far", typed = typed),
    }
}

#[cfg(test)]
mod tests {
    use super::super::for_tests::watch;
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn what_is_paused_and_what_comes_later() {
        let until = Timestamp::from_timestamp(1_800_000_000, 0);
        assert_snapshot!(paused(&[watch(|wish| wish.catch_up(CatchUp::All))], None, 0), @r"⏸️ Paused: **Some\_Body**, everything in <#2>. What is posted meanwhile waits, for up to 30 days, and comes when you resume.");
        assert_snapshot!(paused(&[watch(|wish| wish.catch_up(CatchUp::NEWEST))], until, 0), @r"⏸️ Paused until <t:1800000000:f>: **Some\_Body**, everything in <#2>. Of what is posted meanwhile, only the newest comes when you resume.");
        assert_snapshot!(paused(&[watch(|wish| wish.catch_up(CatchUp::Skip)), watch(|wish| wish.catch_up(CatchUp::Skip))], None, 3), @r"
        ⏸️ Paused: 2 watches. What is posted meanwhile will not come later.
        3 watches stay as they are: they are in channels that you can't see.
        ");
        assert_snapshot!(paused(&[watch(|wish| wish.catch_up(CatchUp::Skip)), watch(|wish| wish.catch_up(CatchUp::All))], None, 0), @"⏸️ Paused: 2 watches. What is posted meanwhile waits, for up to 30 days; what comes when you resume depends on each watch.");
    }

    #[test]
    fn what_resumes() {
        let one = |coming| Resumed { watch: watch(|wish| wish.catch_up(CatchUp::All)), coming };
        assert_snapshot!(resumed(&[one(0)]), @r"▶️ Resumed: **Some\_Body**, everything in <#2>. Nothing was waiting.");
        assert_snapshot!(resumed(&[one(1)]), @r"▶️ Resumed: **Some\_Body**, everything in <#2>. The message that was waiting comes now.");
        assert_snapshot!(resumed(&[one(1), one(4)]), @"▶️ Resumed: 2 watches. The 5 messages that were waiting come now.");
        assert_snapshot!(resumed_some(2, 5), @"⚠️ Resumed 2 of 5 watches, then something went wrong. Use `/resume` again for the rest.");
        assert_snapshot!(stay_paused(1), @"1 watch stays paused, because you can't write in its channel.");
        assert_snapshot!(you_cannot_write(ChannelId(2)), @"You can't write in <#2>, so you can't have posts sent there again. Somebody who can, or who manages that channel or its webhooks, can resume it.");
        assert_snapshot!(none_is_paused(0), @"None of these is paused. `/watches only: paused` lists what is.");
        assert_snapshot!(none_is_paused(1), @"None of these is paused. `/watches only: paused` lists what is. 1 watch stays as it is: it is in a channel that you can't see.");
    }

    #[test]
    fn what_names_no_time() {
        assert_snapshot!(unclear("soon", Unclear::NotATime, Zone::UTC), @"I can't tell which time **soon** is. Write for example `2h`, `3d`, `2026-12-24` or `24 Dec 18:00` (dates are in UTC).");
        assert_snapshot!(unclear("10/12/2026", Unclear::Ambiguous, Zone::UTC), @r"**10\/12\/2026** could mean two different dates. Write it as year-month-day, for example `2026-12-24`.");
        assert_snapshot!(unclear("2020", Unclear::Past, Zone::UTC), @"**2020** is in the past. Write how long from now, for example `2h` or `3d`, or a date ahead.");
        assert_snapshot!(unclear("99w", Unclear::TooFar, Zone::UTC), @"**99w** is more than a year ahead. Leave out `for` to pause until you use `/resume`.");
    }
}
