//! The answers of `/why`: what became of a post here. Sentences of a moderator's words; times as Discord shows them.

use super::format::{ago, bold, brief, channel as place, date, join, sentences};
use super::list::short;
use crate::card::{Lines, literal, markdown};
use crate::language::{say, word};
use domain::clock::Timestamp;
use domain::explain::{Awaited, Fate};
use domain::id::{ChannelId, GuildId};
use domain::notification::{KEPT, Suppressed};
use domain::post::PostKind;
use domain::rhythm::Rhythm;
use domain::verdict::Passed;
use domain::watch::{Watch, What};
use store::trace::{Attempt, NotificationTrace};

/// Failed attempts that are told of one watch: the latest.
const ATTEMPTS: usize = 3;

/// What became of the post for one watch of the server.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// None: it was removed.
    pub watch: Option<Watch>,
    pub channel: ChannelId,
    pub fate: Fate,
    /// None: there never was one.
    pub row: Option<NotificationTrace>,
    /// Since when the channel takes no messages, or none of this kind.
    pub broken: Option<Timestamp>,
    /// Other posts of the same message.
    pub others: usize,
    /// The channel is a forum: each message begins a thread with its id.
    pub forum: bool,
    /// The word by which the watch's filter, as it is now, leaves the post out.
    pub word: Option<String>,
}

/// What is known of the post itself. The name is as the artist wrote it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    pub artist: &'a str,
    pub kind: PostKind,
    pub mature: bool,
    pub published: Option<Timestamp>,
    pub seen: Option<Timestamp>,
    /// Since when it is gone from DeviantArt, where that is known; None: it is there.
    pub removed: Option<Option<Timestamp>>,
}

/// What somebody else wrote, inside a sentence.
fn said(words: &str) -> String {
    markdown(words, Lines::One, 120, 200)
}

/// Above everything else: the reason in one sentence.
pub(crate) fn headline(cases: &[Case]) -> String {
    let here = |wanted: fn(&Fate) -> bool| {
        let mut channels: Vec<ChannelId> = cases.iter().filter(|case| wanted(&case.fate)).map(|case| case.channel).collect();
        channels.sort();
        channels.dedup();
        (!channels.is_empty()).then(|| places(&channels))
    };
    if let Some(places) = here(|fate| matches!(fate, Fate::Sent)) {
        return say!("why-posted", places = places);
    }
    if let Some(places) = here(|fate| matches!(fate, Fate::Sending | Fate::Waiting { .. })) {
        return say!("why-on-its-way", places = places);
    }
    if let Some(places) = here(|fate| matches!(fate, Fate::Held { .. })) {
        return say!("why-waits", places = places);
    }
    if let Some(places) = here(|fate| matches!(fate, Fate::Forgotten)) {
        return say!("why-forgotten-here", places = places);
    }
    match cases {
        [one] => say!("why-not-posted", place = place(one.channel), reason = reason(one)),
        _ => say!("why-not-posted-here", count = cases.len()),
    }
}

fn places(channels: &[ChannelId]) -> String {
    const NAMED: usize = 5;
    let names = join(channels.iter().take(NAMED).map(place));
    match channels.len().saturating_sub(NAMED) {
        0 => names,
        more => say!("list-and-more", names = names, count = more),
    }
}

/// Whose it is, and when it appeared and was seen.
pub(crate) fn about(post: &About<'_>) -> String {
    let artist = bold(post.artist);
    let whose = match post.kind {
        PostKind::Image => say!("why-image", artist = artist),
        PostKind::Literature => say!("why-literature", artist = artist),
        PostKind::Video => say!("why-video", artist = artist),
        PostKind::Journal => say!("why-journal", artist = artist),
        PostKind::Status => say!("why-status", artist = artist),
        PostKind::Poll => say!("why-poll", artist = artist),
        PostKind::Other | PostKind::Unknown(_) => say!("why-other", artist = artist),
    };
    let mature = post.mature.then(|| word("why-mature").to_owned());
    let published = post.published.map_or_else(|| say!("why-undated"), |at| say!("why-published", at = date(at)));
    let first = [Some(whose), mature, Some(published)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let seen = post.seen.map_or_else(|| say!("why-there-before"), |at| say!("why-seen", at = ago(at)));
    let removed = match post.removed {
        None => String::new(),
        Some(Some(at)) => say!("why-gone-since", at = ago(at)),
        Some(None) => say!("why-gone"),
    };
    sentences([say!("why-sentence", words = first), seen, removed])
}

/// A watch's line, with its attempts below it.
pub(crate) fn line(case: &Case, guild: GuildId) -> String {
    let watch = case.watch.as_ref().map_or_else(|| word("why-removed-watch").to_owned(), short);
    let mut lines = vec![say!("why-line", watch = watch, place = place(case.channel), became = became(case, guild))];
    let tried = case.row.iter().flat_map(|row| row.tried.iter().rev().take(ATTEMPTS).rev());
    lines.extend(tried.map(|Attempt { at, words }| say!("why-try", at = ago(*at), words = said(words))));
    lines.join("\n")
}

/// What became of it, with what there is to see or do.
fn became(case: &Case, guild: GuildId) -> String {
    let row = case.row.as_ref();
    match (&case.fate, row) {
        (Fate::Sent, Some(row)) => {
            let ended = row.care.as_ref().is_some_and(|care| care.cared.ends());
            let link = row.message.filter(|_| !ended);
            let link = link.map(|message| {
                format!("https://discord.com/channels/{guild}/{}/{message}", if case.forum { message.0 } else { case.channel.0 })
            });
            let posted = match link {
                Some(link) => say!("why-became-posted-link", at = ago(row.updated_at), link = link),
                None => say!("why-became-posted", at = ago(row.updated_at)),
            };
            let waited = row.released_at.map(|at| say!("why-waited", until = date(at)));
            let others = (case.others > 0).then(|| say!("why-together", count = case.others));
            let care = row.care.as_ref().map(super::care::told).unwrap_or_default();
            [Some(posted), waited, others].into_iter().flatten().collect::<Vec<_>>().join(", ") + &care
        }
        _ => reason(case),
    }
}

/// Why it is where it is, without a full stop.
fn reason(case: &Case) -> String {
    let behind = |words: String, why: &Option<String>| match why {
        Some(why) => format!("{words} ({})", said(why)),
        None => words,
    };
    match &case.fate {
        Fate::Waiting { because: None, due } => match put_off(case, *due) {
            Some(rhythm) => super::times::waits(rhythm, *due),
            None => say!("why-is-on-its-way"),
        },
        Fate::Waiting { due, because: Some(why) } => say!("why-next-try", at = ago(*due), why = said(why)),
        Fate::Sending => say!("why-being-posted"),
        Fate::Sent => say!("why-is-posted"),
        Fate::Held { awaited, because } => held(case, *awaited, because.as_deref()),
        Fate::Suppressed(Suppressed::Filtered) => match &case.word {
            Some(word) => say!("why-filter-word", word = super::filter::brief(word)),
            None => suppressed(Suppressed::Filtered, None),
        },
        Fate::Suppressed(reason) => suppressed(*reason, case.watch.as_ref()),
        // The words of a later version.
        Fate::NotSent(why) => behind(say!("why-left-out"), why),
        Fate::Failed(why) => behind(say!("why-failed"), why),
        Fate::Expired(why) => behind(say!("why-expired", days = KEPT.num_days()), why),
        Fate::Later(_) => say!("why-newer-version"),
        Fate::Passed(passed) => passed_over(*passed, case.watch.as_ref()),
        Fate::Younger => say!("why-younger"),
        Fate::Unmatched => say!("why-unmatched"),
        Fate::Forgotten => say!("why-forgotten"),
    }
}

/// The rhythm of the watch, where the post waits for its hour: its age counts from when it is due.
fn put_off(case: &Case, due: Timestamp) -> Option<Rhythm> {
    let rhythm = case.watch.as_ref()?.wish.rhythm;
    (rhythm != Rhythm::default() && case.row.as_ref()?.released_at == Some(due)).then_some(rhythm)
}

fn held(case: &Case, awaited: Awaited, because: Option<&str>) -> String {
    match (awaited, case.broken) {
        (Awaited::Channel, since) => {
            let words = match since {
                Some(at) => say!("why-held-channel-since", at = ago(at)),
                None => say!("why-held-channel"),
            };
            let why = because.map(|why| format!(" ({})", say!("why-discord-says", words = said(why)))).unwrap_or_default();
            format!("{words}{why}; {}", word("why-channels-helps"))
        }
        (Awaited::AgeRestriction, Some(at)) => say!("why-held-mature-since", at = ago(at)),
        (Awaited::AgeRestriction, None) => say!("why-held-mature"),
        (Awaited::Resumption, _) => match case.watch.as_ref().and_then(|watch| watch.wish.paused).map(|pause| pause.until) {
            Some(Some(until)) => say!("why-held-paused-until", until = date(until)),
            _ => say!("why-held-paused"),
        },
    }
}

/// A new reason, such as a filter's, gets its sentence here: this does not compile without.
fn suppressed(reason: Suppressed, watch: Option<&Watch>) -> String {
    match reason {
        Suppressed::MatureUnwanted => say!("why-suppressed-mature-unwanted"),
        Suppressed::MatureChannel => say!("why-suppressed-mature-channel"),
        Suppressed::Filtered => say!("why-suppressed-filtered"),
        Suppressed::BeforeWatch => before(watch),
        Suppressed::SameChannel => say!("why-suppressed-same-channel"),
        Suppressed::InDigest => say!("why-suppressed-in-digest"),
        Suppressed::CatchUp => say!("why-suppressed-catch-up"),
        Suppressed::WatchRemoved => say!("why-suppressed-watch-removed"),
        Suppressed::Dropped => say!("why-suppressed-dropped"),
        Suppressed::AnnouncedBefore => say!("why-suppressed-announced-before"),
        Suppressed::PostRemoved => say!("why-suppressed-post-removed"),
        Suppressed::PostLost => say!("why-suppressed-post-lost"),
    }
}

fn before(watch: Option<&Watch>) -> String {
    match watch {
        Some(watch) => say!("why-before-since", at = date(watch.wish.announce_from)),
        None => say!("why-before"),
    }
}

fn passed_over(passed: Passed, watch: Option<&Watch>) -> String {
    match (passed, watch.map(|watch| &watch.wish)) {
        (Passed::Elsewhere, Some(wish)) => match &wish.folder {
            Some((_, folder)) => say!("why-not-in-folder", folder = brief(folder)),
            None if wish.group => say!("why-not-in-group", group = brief(&wish.artist_name)),
            None => say!("why-another-artist"),
        },
        (Passed::Kind, Some(wish)) => match wish.what {
            What::Everything => say!("why-wants-everything"),
            What::Deviations => say!("why-wants-deviations"),
            What::Journals => say!("why-wants-journals"),
            What::Statuses => say!("why-wants-statuses"),
        },
        (Passed::Elsewhere | Passed::Kind, None) => say!("why-not-wanted"),
        (Passed::Undated, _) => say!("why-passed-undated"),
        (Passed::Tags, _) => say!("why-tags-owed"),
        (Passed::LongBefore, _) => before(watch),
    }
}

/// Below the watches: how many had no room.
pub(crate) fn more(watches: usize) -> String {
    format!("*{}*", say!("why-no-room", count = watches))
}

/// A post in a menu, shown as it is.
pub(crate) fn choice(title: &str, artist: Option<&str>) -> String {
    let artist = artist.map(|artist| format!(" \u{b7} {}", literal(artist, 25))).unwrap_or_default();
    format!("{}{artist}", literal(title, 60))
}

/// A post in a menu that looks like another one.
pub(crate) fn dated(choice: &str, published: Timestamp) -> String {
    format!("{} \u{b7} {}", literal(choice, 80), published.format("%Y-%m-%d"))
}

pub(crate) fn choose() -> &'static str {
    word("why-choose")
}

/// A list of the artist that this server's watches need, and how its checks go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checked {
    pub list: List,
    pub last: Option<Timestamp>,
    pub next: Option<Timestamp>,
    /// The next check should have been by now.
    pub due: bool,
    /// Checks in a row that failed.
    pub failures: u32,
}

/// What is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Gallery,
    Posts,
    Folder,
    Group,
}

pub(crate) fn unseen_title() -> &'static str {
    word("why-unseen-title")
}

/// Why a post is not known; `vanished`: nothing of the artist can be seen.
pub(crate) fn unseen(artist: &str, vanished: bool, lists: &[Checked]) -> String {
    let name = bold(artist);
    if vanished {
        return say!("why-vanished", artist = name);
    }
    if lists.is_empty() || lists.iter().any(|list| list.last.is_none()) {
        return say!("why-not-checked", artist = name);
    }
    if lists.iter().any(|list| list.failures > 0) {
        return say!("why-checks-failed", artist = name);
    }
    say!("why-checked-without", artist = name)
}

/// How the checks of one list go.
pub(crate) fn checked(list: &Checked) -> String {
    let name = word(match list.list {
        List::Gallery => "why-list-gallery",
        List::Posts => "why-list-posts",
        List::Folder => "why-list-folder",
        List::Group => "why-list-group",
    });
    let last = list.last.map_or_else(|| say!("status-unchecked"), |at| say!("status-checked", at = ago(at)));
    let failed = (list.failures > 0).then(|| say!("why-list-failed", count = list.failures));
    let next = match list.next {
        _ if list.due => Some(say!("why-list-due")),
        Some(at) => Some(say!("status-next", at = ago(at))),
        None => None,
    };
    format!("\u{2022} {name}: {}", [Some(last), failed, next].into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// Nothing that the asker may know of wants it. Says nothing of whether the post is known: other servers may watch its artist.
pub(crate) fn not_watched(artist: Option<&str>, hidden: u32) -> String {
    let sentence = match artist {
        Some(artist) => say!("why-not-watched", artist = bold(artist)),
        None => say!("why-not-watched-unknown"),
    };
    super::list::and_hidden(sentence, hidden)
}

pub(crate) fn no_such_title(typed: &str) -> String {
    say!("why-no-such-title", typed = bold(typed))
}

pub(crate) fn no_post() -> String {
    say!("why-no-post")
}

/// Of a message from before what is kept.
pub(crate) fn forgotten_card() -> String {
    say!("why-forgotten-card")
}

pub(crate) fn number_only() -> String {
    say!("why-number-only")
}

#[cfg(test)]
#[path = "why_tests.rs"]
mod tests;
