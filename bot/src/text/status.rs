//! The answers of `/status`.

use super::format::{brief, count};
use super::why::{Checked, List};
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

pub(crate) const fn title() -> &'static str {
    "How things stand in this server"
}

fn number(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

pub(crate) fn deviantart(standing: &Standing) -> String {
    let said = match (standing.refused, standing.resting, standing.failing) {
        (true, ..) => "\u{26a0}\u{fe0f} refuses my login; please tell the person who runs this bot".to_owned(),
        (_, Some(until), _) => format!("\u{26a0}\u{fe0f} asked me to rest until <t:{}:t>, so posts come later", until.timestamp()),
        (_, _, 0) => "\u{2705} answers".to_owned(),
        (_, _, failing) => {
            let all = count(number(standing.artists), "artist", "artists");
            format!("\u{26a0}\u{fe0f} checks of {failing} of {all} fail at present; I keep trying")
        }
    };
    format!("**DeviantArt**: {said}")
}

pub(crate) fn discord(standing: &Standing) -> String {
    let said = match (standing.sending, standing.waits, standing.closed) {
        (false, ..) => "\u{26a0}\u{fe0f} I can't send at present; what is new is kept".to_owned(),
        (_, true, _) => "\u{26a0}\u{fe0f} asked me to rest, so posts come later".to_owned(),
        (_, _, 0) => "\u{2705} takes my posts".to_owned(),
        (_, _, 1) => "\u{26a0}\u{fe0f} 1 channel doesn't take all of my posts: `/channels`".to_owned(),
        (_, _, closed) => format!("\u{26a0}\u{fe0f} {closed} channels don't take all of my posts: `/channels`"),
    };
    format!("**Discord**: {said}")
}

pub(crate) fn bot(standing: &Standing) -> String {
    let said = match (standing.folded, standing.unchecked) {
        (false, _) => "\u{26a0}\u{fe0f} new posts aren't handed on at present; please tell the person who runs this bot".to_owned(),
        (_, 0) => "\u{2705} works".to_owned(),
        (_, unchecked) => format!(
            "\u{2705} works; {} yet to be checked for the first time",
            if unchecked == 1 { "1 artist has".to_owned() } else { format!("{unchecked} artists have") }
        ),
    };
    format!("**This bot**: {said}")
}

/// How fast posts came in the last 7 days. None: none came.
pub(crate) fn speed(speed: Option<Speed>) -> String {
    match speed {
        None => "**Speed**: no new post came in the last 7 days".to_owned(),
        Some(Speed { posts: 1, half, .. }) => {
            format!("**Speed**: the only post of the last 7 days came {} after it was published", span(half))
        }
        Some(Speed { posts, half, most }) => {
            let rest = if posts < 100 { "all" } else { "99 of 100" };
            let posts = count(number(posts), "post", "posts");
            format!(
                "**Speed**: of {posts} in the last 7 days, half came within {} of being published, {rest} within {}",
                span(half),
                span(most)
            )
        }
    }
}

/// Rounded up: `within` stays true.
fn span(time: TimeDelta) -> String {
    let seconds = u32::try_from(time.num_seconds().max(0)).unwrap_or(u32::MAX).saturating_add(u32::from(time.subsec_nanos() > 0)).max(1);
    match seconds {
        0..120 => count(seconds, "second", "seconds"),
        120..7_200 => count(seconds.div_ceil(60), "minute", "minutes"),
        7_200..172_800 => count(seconds.div_ceil(3_600), "hour", "hours"),
        _ => count(seconds.div_ceil(86_400), "day", "days"),
    }
}

/// What is still to come.
pub(crate) fn open(open: Open) -> String {
    let many = |number: u64| if number > COUNTED { format!("more than {COUNTED}") } else { number.to_string() };
    match (open.waiting, open.held) {
        (0, 0) => "**Waiting**: nothing".to_owned(),
        (waiting, 0) => format!("**Waiting**: {} on the way", many(waiting)),
        (0, held) => format!("**Waiting**: {} held for a channel or a paused watch", many(held)),
        (waiting, held) => format!("**Waiting**: {} on the way, {} held for a channel or a paused watch", many(waiting), many(held)),
    }
}

/// An artist, and when each list is checked that this server needs.
pub(crate) fn line(artist: &str, lists: &[Checked]) -> String {
    let parts: Vec<String> = lists.iter().map(|list| part(list, lists.len() > 1)).collect();
    let parts = if parts.is_empty() { "not checked yet".to_owned() } else { parts.join("; ") };
    format!("\u{2022} {}: {parts}", brief(artist))
}

/// One list. `named`: there are several.
fn part(list: &Checked, named: bool) -> String {
    let name = match list.list {
        _ if !named => "",
        List::Gallery => "gallery ",
        List::Posts => "journals and statuses ",
        List::Folder => "folder ",
    };
    let failed = if list.failures > 0 { "\u{26a0}\u{fe0f} last check failed, before that " } else { "" };
    let next = match list.next {
        _ if list.due => ", next due now".to_owned(),
        Some(at) => format!(", next <t:{}:R>", at.timestamp()),
        None => String::new(),
    };
    match list.last {
        Some(at) => format!("{name}{failed}checked <t:{}:R>{next}", at.timestamp()),
        None => format!("{name}not checked yet"),
    }
}

pub(crate) fn footer(page: u32, pages: u32, total: u32) -> String {
    let artists = count(total, "artist", "artists");
    if pages == 1 { artists } else { format!("Page {page} of {pages} \u{b7} {artists}") }
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
        assert_snapshot!(open(Open { waiting: 1, held: 0 }), @"**Waiting**: 1 on the way");
        assert_snapshot!(open(Open { waiting: 2, held: COUNTED + 1 }), @"**Waiting**: 2 on the way, more than 1000 held for a channel or a paused watch");
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
