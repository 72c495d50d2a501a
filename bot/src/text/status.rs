//! The answers of `/status`.

use super::format::{ago, brief};
use super::why::{Checked, List};
use crate::language::{Words, say, word};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use store::insight::{COUNTED, Open};

/// How things stand for one server, as far as the asker sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// DeviantArt refuses the bot's login.
    pub refused: bool,
    /// DeviantArt asked for a rest until then.
    pub resting: Option<Timestamp>,
    pub artists: usize,
    /// Artists whose last check failed.
    pub failing: usize,
    /// Whether messages can be sent.
    pub sending: bool,
    /// Whether Discord asked for a rest.
    pub waits: bool,
    /// Channels that take no messages, or not all.
    pub closed: usize,
    /// Whether new posts are handed to the watches.
    pub folded: bool,
    /// Artists that have a list which was not checked yet.
    pub unchecked: usize,
}

/// From publication to message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Speed {
    pub posts: usize,
    pub half: TimeDelta,
    /// What 99 of 100 do not exceed.
    pub most: TimeDelta,
}

pub(crate) fn title() -> &'static str {
    word("status-title")
}

pub(crate) fn deviantart(standing: &Standing) -> String {
    match (standing.refused, standing.resting, standing.failing) {
        (true, ..) => say!("status-da-refused"),
        (_, Some(until), _) => say!("status-da-resting", until = format!("<t:{}:t>", until.timestamp())),
        (_, _, 0) => say!("status-da-well"),
        (_, _, failing) => say!("status-da-failing", failing = failing, count = standing.artists),
    }
}

pub(crate) fn discord(standing: &Standing) -> String {
    match (standing.sending, standing.waits, standing.closed) {
        (false, ..) => say!("status-discord-away"),
        (_, true, _) => say!("status-discord-resting"),
        (_, _, 0) => say!("status-discord-well"),
        (_, _, closed) => say!("status-discord-closed", count = closed),
    }
}

pub(crate) fn bot(standing: &Standing) -> String {
    match (standing.folded, standing.unchecked) {
        (false, _) => say!("status-bot-stuck"),
        (_, 0) => say!("status-bot-well"),
        (_, unchecked) => say!("status-bot-unchecked", count = unchecked),
    }
}

/// How fast posts came in the last 7 days. None: none came.
pub(crate) fn speed(speed: Option<Speed>) -> String {
    match speed {
        None => say!("status-speed-none"),
        Some(Speed { posts: 1, half, .. }) => say!("status-speed-one", half = span(half)),
        Some(Speed { posts, half, most }) if posts < 100 => say!("status-speed", count = posts, half = span(half), most = span(most)),
        Some(Speed { posts, half, most }) => say!("status-speed-many", count = posts, half = span(half), most = span(most)),
    }
}

/// Rounded up: `within` stays true.
fn span(time: TimeDelta) -> String {
    let seconds = u32::try_from(time.num_seconds().max(0)).unwrap_or(u32::MAX).saturating_add(u32::from(time.subsec_nanos() > 0)).max(1);
    match seconds {
        0..120 => say!("status-seconds", count = seconds),
        120..7_200 => say!("status-minutes", count = seconds.div_ceil(60)),
        7_200..172_800 => say!("status-hours", count = seconds.div_ceil(3_600)),
        _ => say!("status-days", count = seconds.div_ceil(86_400)),
    }
}

/// What is still to come.
pub(crate) fn open(open: Open) -> String {
    let many = |number: u64| if number > COUNTED { Words::from(say!("status-more-than", count = COUNTED)) } else { Words::from(number) };
    match (open.waiting, open.held) {
        (0, 0) => say!("status-open-nothing"),
        (waiting, 0) => say!("status-open-waiting", waiting = many(waiting)),
        (0, held) => say!("status-open-held", held = many(held)),
        (waiting, held) => say!("status-open-both", waiting = many(waiting), held = many(held)),
    }
}

/// What waits for its hour; None: nothing does.
pub(crate) fn later(open: Open) -> Option<String> {
    (open.later > 0).then(|| say!("status-open-later", count = open.later))
}

/// Messages of announcement channels that Discord did not publish in the last 7 days; None: there are none.
pub(crate) fn unpublished(count: u64) -> Option<String> {
    (count > 0).then(|| say!("status-unpublished", count = count))
}

/// An artist, and when each list is checked that this server needs.
pub(crate) fn line(artist: &str, lists: &[Checked]) -> String {
    let parts: Vec<String> = lists.iter().map(|list| part(list, lists.len() > 1)).collect();
    let parts = if parts.is_empty() { say!("status-unchecked") } else { parts.join("; ") };
    format!("\u{2022} {}: {parts}", brief(artist))
}

/// One list. `named`: there are several.
fn part(list: &Checked, named: bool) -> String {
    let next = match list.next {
        _ if list.due => Some(say!("status-next-due")),
        Some(at) => Some(say!("status-next", at = ago(at))),
        None => None,
    };
    let last = match list.last {
        Some(at) if list.failures > 0 => say!("status-failed", at = ago(at)),
        Some(at) => say!("status-checked", at = ago(at)),
        None => say!("status-unchecked"),
    };
    let name = match list.list {
        _ if !named => None,
        List::Gallery => Some(word("status-gallery")),
        List::Posts => Some(word("status-posts")),
        // Beside it stands no other list.
        List::Folder | List::Group => Some(word("status-folder")),
    };
    let named = name.map_or_else(|| last.clone(), |name| format!("{name} {last}"));
    next.filter(|_| list.last.is_some()).map_or_else(|| named.clone(), |next| format!("{named}, {next}"))
}

pub(crate) fn footer(page: u32, pages: u32, total: u32) -> String {
    let artists = say!("status-artists", count = total);
    if pages == 1 { artists } else { format!("{} \u{b7} {artists}", say!("list-page", page = page, pages = pages)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    const WELL: Standing = Standing {
        refused: false,
        resting: None,
        artists: 3,
        failing: 0,
        sending: true,
        waits: false,
        closed: 0,
        folded: true,
        unchecked: 0,
    };

    #[test]
    fn one_line_each_says_how_things_stand() {
        let all = |standing: Standing| [deviantart(&standing), discord(&standing), bot(&standing)].join("\n");
        assert_snapshot!(all(WELL), @r"
        **DeviantArt**: ✅ answers
        **Discord**: ✅ takes my posts
        **This bot**: ✅ works
        ");
        assert_snapshot!(all(Standing { failing: 1, closed: 2, unchecked: 2, ..WELL }), @r"
        **DeviantArt**: ⚠️ checks of 1 of 3 artists fail at present; I keep trying
        **Discord**: ⚠️ 2 channels don't take all of my posts: `/channels`
        **This bot**: ✅ works; 2 artists have yet to be checked for the first time
        ");
        assert_snapshot!(all(Standing { failing: 3, waits: true, unchecked: 1, ..WELL }), @r"
        **DeviantArt**: ⚠️ checks of 3 of 3 artists fail at present; I keep trying
        **Discord**: ⚠️ asked me to rest, so posts come later
        **This bot**: ✅ works; 1 artist has yet to be checked for the first time
        ");
        assert_snapshot!(all(Standing { resting: Some(Timestamp::UNIX_EPOCH), sending: false, folded: false, ..WELL }), @r"
        **DeviantArt**: ⚠️ asked me to rest until <t:0:t>, so posts come later
        **Discord**: ⚠️ I can't send at present; what is new is kept
        **This bot**: ⚠️ new posts aren't handed on at present; please tell the person who runs this bot
        ");
        assert_snapshot!(deviantart(&Standing { refused: true, ..WELL }), @"**DeviantArt**: ⚠️ refuses my login; please tell the person who runs this bot");
    }

    #[test]
    fn the_figures() {
        let of = |posts, half, most| speed(Some(Speed { posts, half: TimeDelta::milliseconds(half), most: TimeDelta::seconds(most) }));
        assert_snapshot!(speed(None), @"**Speed**: no new post came in the last 7 days");
        assert_snapshot!(of(1, 39_200, 40), @"**Speed**: the only post of the last 7 days came 40 seconds after it was published");
        assert_snapshot!(of(12, 900, 7_300), @"**Speed**: of 12 posts in the last 7 days, half came within 1 second of being published, all within 3 hours");
        assert_snapshot!(of(120, 130_000, 190_000), @"**Speed**: of 120 posts in the last 7 days, half came within 3 minutes of being published, 99 of 100 within 3 days");
        assert_snapshot!(open(Open::default()), @"**Waiting**: nothing");
        assert_snapshot!(open(Open { waiting: 1, later: 0, held: 0 }), @"**Waiting**: 1 on the way");
        assert_snapshot!(open(Open { waiting: 2, later: 0, held: COUNTED + 1 }), @"**Waiting**: 2 on the way, more than 1000 held for a channel or a paused watch");
        assert_eq!(later(Open { waiting: 1, later: 0, held: 0 }), None);
        assert_snapshot!(later(Open { waiting: 0, later: 3, held: 0 }).unwrap_or_default(), @"**For later**: 3, for a digest or the end of quiet hours");
        assert_snapshot!(footer(2, 3, 25), @"Page 2 of 3 · 25 artists");
    }

    #[test]
    fn an_artist_and_its_lists() {
        let at = |seconds| Timestamp::from_timestamp(seconds, 0);
        let list = |list, failures| Checked { list, last: at(100), next: at(200), due: false, failures };
        assert_snapshot!(line("Some_Body", &[list(List::Gallery, 0)]), @r"• **Some\_Body**: checked <t:100:R>, next <t:200:R>");
        assert_snapshot!(line("Some_Body", &[list(List::Gallery, 0), list(List::Posts, 2)]), @r"• **Some\_Body**: gallery checked <t:100:R>, next <t:200:R>; journals and statuses ⚠️ last check failed, before that checked <t:100:R>, next <t:200:R>");
        assert_snapshot!(line("Some_Body", &[Checked { due: true, ..list(List::Folder, 0) }]), @r"• **Some\_Body**: checked <t:100:R>, next due now");
        assert_snapshot!(line("Some_Body", &[]), @r"• **Some\_Body**: not checked yet");
    }
}
