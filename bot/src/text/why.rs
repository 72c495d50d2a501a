//! The answers of `/why`: what became of a post here. Sentences of a moderator's words; times as Discord shows them.

use super::format::{bold, brief, count};
use super::list::short;
use crate::card::{Lines, literal, markdown};
use domain::clock::Timestamp;
use domain::explain::{Awaited, Fate};
use domain::id::{ChannelId, GuildId};
use domain::notification::{KEPT, Suppressed};
use domain::post::PostKind;
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

fn ago(at: Timestamp) -> String {
    format!("<t:{}:R>", at.timestamp())
}

fn date(at: Timestamp) -> String {
    format!("<t:{}:f>", at.timestamp())
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
        return format!("\u{2705} It was posted in {places}.");
    }
    if let Some(places) = here(|fate| matches!(fate, Fate::Sending | Fate::Waiting { .. })) {
        return format!("\u{23f3} It is on its way to {places}.");
    }
    if let Some(places) = here(|fate| matches!(fate, Fate::Held { .. })) {
        return format!("\u{23f8}\u{fe0f} It waits for {places}, and comes by itself when it can.");
    }
    match cases {
        [one] => format!("It wasn't posted in <#{}>: {}.", one.channel, reason(one)),
        _ => format!(
            "It wasn't posted here; {} had a reason each.",
            count(u32::try_from(cases.len()).unwrap_or(u32::MAX), "watch", "watches")
        ),
    }
}

fn places(channels: &[ChannelId]) -> String {
    const NAMED: usize = 5;
    let names: Vec<String> = channels.iter().take(NAMED).map(|channel| format!("<#{channel}>")).collect();
    match channels.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

const fn kind(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Image => "an artwork",
        PostKind::Literature => "literature",
        PostKind::Video => "a video",
        PostKind::Journal => "a journal",
        PostKind::Status => "a status update",
        PostKind::Poll => "a poll",
        PostKind::Other | PostKind::Unknown(_) => "a deviation",
    }
}

/// Whose it is, and when it appeared and was seen.
pub(crate) fn about(post: &About<'_>) -> String {
    let mature = if post.mature { ", mature" } else { "" };
    let published =
        post.published.map_or_else(|| ", at a time that DeviantArt doesn't tell".to_owned(), |at| format!(", published {}", date(at)));
    let seen = match post.seen {
        Some(at) => format!(" I saw it {} and matched it with the watches.", ago(at)),
        None => " It was there when I read the artist's posts for the first time.".to_owned(),
    };
    let removed = match post.removed {
        None => String::new(),
        Some(Some(at)) => format!(" It is gone from DeviantArt; I noticed {}.", ago(at)),
        Some(None) => " It is gone from DeviantArt.".to_owned(),
    };
    format!("{} by {}{mature}{published}.{seen}{removed}", capital(kind(post.kind)), bold(post.artist))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A watch's line, with its attempts below it.
pub(crate) fn line(case: &Case, guild: GuildId) -> String {
    let watch = case.watch.as_ref().map_or_else(|| "A watch that was removed".to_owned(), short);
    let mut lines = vec![format!("\u{2022} {watch} \u{2192} <#{}>: {}.", case.channel, became(case, guild))];
    let tried = case.row.iter().flat_map(|row| row.tried.iter().rev().take(ATTEMPTS).rev());
    lines.extend(tried.map(|Attempt { at, words }| format!("\u{21b3} A try {} failed: {}", ago(*at), said(words))));
    lines.join("\n")
}

/// What became of it, with what there is to see or do.
fn became(case: &Case, guild: GuildId) -> String {
    let row = case.row.as_ref();
    match (&case.fate, row) {
        (Fate::Sent, Some(row)) => {
            let link = row.message.map(|message| format!(" ([message](https://discord.com/channels/{guild}/{}/{message}))", case.channel));
            let others = match case.others {
                0 => String::new(),
                others => format!(
                    ", together with {} in one message",
                    count(u32::try_from(others).unwrap_or(u32::MAX), "other post", "other posts")
                ),
            };
            let waited = row.released_at.map(|at| format!(", after it had to wait until {}", date(at))).unwrap_or_default();
            let care = row.care.as_ref().map(super::care::told).unwrap_or_default();
            let link = link.filter(|_| !row.care.as_ref().is_some_and(|care| care.cared.ends()));
            format!("posted {}{}{waited}{others}{care}", ago(row.updated_at), link.unwrap_or_default())
        }
        _ => reason(case),
    }
}

/// Why it is where it is, without a full stop.
fn reason(case: &Case) -> String {
    let words = |why: &Option<String>| why.as_deref().map(|why| format!(" ({})", said(why))).unwrap_or_default();
    match &case.fate {
        Fate::Waiting { because: None, .. } => "on its way".to_owned(),
        Fate::Waiting { due, because: Some(why) } => format!("not posted yet, next try {}; the last one failed: {}", ago(*due), said(why)),
        Fate::Sending => "being posted at this moment".to_owned(),
        Fate::Sent => "posted".to_owned(),
        Fate::Held { awaited, because } => held(case, *awaited, because.as_deref()),
        Fate::Suppressed(Suppressed::Filtered) => match &case.word {
            Some(word) => format!("its filter leaves it out by {}", super::filter::brief(word)),
            None => suppressed(Suppressed::Filtered, None),
        },
        Fate::Suppressed(reason) => suppressed(*reason, case.watch.as_ref()),
        // The words of a later version.
        Fate::NotSent(why) => format!("I left it out{}", words(why)),
        Fate::Failed(why) => format!("I gave it up, because it couldn't be posted{}", words(why)),
        Fate::Expired(why) => format!("I gave it up, because it couldn't be posted for {} days{}", KEPT.num_days(), words(why)),
        Fate::Later(_) => "a newer version of me is at work on it".to_owned(),
        Fate::Passed(passed) => passed_over(*passed, case.watch.as_ref()),
        Fate::Younger => "this watch was added after I had seen the post".to_owned(),
        Fate::Unmatched => {
            "this watch wants it as it is now, so it comes soon, or the watch was changed after I had seen the post".to_owned()
        }
    }
}

fn held(case: &Case, awaited: Awaited, because: Option<&str>) -> String {
    let since = case.broken.map(|at| format!(" since {}", ago(at))).unwrap_or_default();
    match awaited {
        Awaited::Channel => {
            let why = because.map(|why| format!(" (Discord says: {})", said(why))).unwrap_or_default();
            format!("it waits, because the channel takes no messages of mine{since}{why}; `/channels` helps")
        }
        Awaited::AgeRestriction => format!("it waits, because it is mature and the channel hasn't been age-restricted{since}"),
        Awaited::Resumption => match case.watch.as_ref().and_then(|watch| watch.wish.paused).map(|pause| pause.until) {
            Some(Some(until)) => format!("it waits, because the watch is paused until {}", date(until)),
            _ => "it waits, because the watch is paused; `/resume` ends that".to_owned(),
        },
    }
}

/// A new reason, such as a filter's, gets its sentence here: this does not compile without.
fn suppressed(reason: Suppressed, watch: Option<&Watch>) -> String {
    match reason {
        Suppressed::MatureUnwanted => "it is mature, and this watch leaves mature posts out".to_owned(),
        Suppressed::MatureChannel => "it is mature, and the channel wasn't age-restricted".to_owned(),
        Suppressed::Filtered => "its filter left it out, and was changed since".to_owned(),
        Suppressed::BeforeWatch => before(watch),
        Suppressed::SameChannel => "another watch of the same channel posts it".to_owned(),
        Suppressed::InDigest => "a message for several posts counts it".to_owned(),
        Suppressed::CatchUp => "it was old news when the channel or the watch worked again".to_owned(),
        Suppressed::WatchRemoved => "the watch was removed first".to_owned(),
        Suppressed::Dropped => "somebody dropped what waited for the channel".to_owned(),
        Suppressed::AnnouncedBefore => "another bot had posted it before this server's watches were taken over".to_owned(),
        Suppressed::PostRemoved => "it was removed from DeviantArt first".to_owned(),
        Suppressed::PostLost => "I lost sight of it, and post it when I see it again".to_owned(),
    }
}

fn before(watch: Option<&Watch>) -> String {
    match watch {
        Some(watch) => format!("it is older than what this watch posts, which begins with {}", date(watch.wish.announce_from)),
        None => "it is older than what that watch posted".to_owned(),
    }
}

fn passed_over(passed: Passed, watch: Option<&Watch>) -> String {
    match (passed, watch.map(|watch| &watch.wish)) {
        (Passed::Elsewhere, Some(wish)) => match &wish.folder {
            Some((_, folder)) => format!("I haven't found it in the folder {}", brief(folder)),
            None => "it is by another artist".to_owned(),
        },
        (Passed::Kind, Some(wish)) => format!("this watch wants {} only", wanted(wish.what)),
        (Passed::Elsewhere | Passed::Kind, None) => "it isn't what that watch wanted".to_owned(),
        (Passed::Undated, _) => {
            "DeviantArt doesn't tell when it was published, and it was there when I first read the artist's posts".to_owned()
        }
        (Passed::Tags, _) => "its filter asks for tags, and DeviantArt hasn't told me those of this post yet".to_owned(),
        (Passed::LongBefore, _) => before(watch),
    }
}

const fn wanted(what: What) -> &'static str {
    match what {
        What::Everything => "everything",
        What::Deviations => "deviations",
        What::Journals => "journals",
        What::Statuses => "status updates and polls",
    }
}

/// Below the watches: how many had no room.
pub(crate) fn more(watches: usize) -> String {
    format!("*{} more had no room here.*", count(u32::try_from(watches).unwrap_or(u32::MAX), "watch", "watches"))
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

pub(crate) const fn choose() -> &'static str {
    "Another post of this message"
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
}

pub(crate) const fn unseen_title() -> &'static str {
    "I haven't seen this post"
}

/// Why a post is not known; `vanished`: nothing of the artist can be seen.
pub(crate) fn unseen(artist: &str, vanished: bool, lists: &[Checked]) -> String {
    let name = bold(artist);
    if vanished {
        return format!("DeviantArt shows nothing by {name} at present: the account is deactivated, renamed or hidden.");
    }
    if lists.is_empty() || lists.iter().any(|list| list.last.is_none()) {
        return format!("I haven't checked {name} yet; that happens within minutes of the first watch.");
    }
    if lists.iter().any(|list| list.failures > 0) {
        return format!("My last checks of {name} failed, so I may not have seen it yet; I keep trying.");
    }
    format!("I checked {name}, and it wasn't there: it is newer than my last check, was removed, or not everybody may see it.")
}

/// How the checks of one list go.
pub(crate) fn checked(list: &Checked) -> String {
    let name = match list.list {
        List::Gallery => "Gallery",
        List::Posts => "Journals and status updates",
        List::Folder => "Folder",
    };
    let last = list.last.map_or_else(|| "not checked yet".to_owned(), |at| format!("checked {}", ago(at)));
    let failed = match list.failures {
        0 => String::new(),
        1 => ", the last check failed".to_owned(),
        failures => format!(", the last {failures} checks failed"),
    };
    let next = match list.next {
        _ if list.due => ", the next is due now".to_owned(),
        Some(at) => format!(", next {}", ago(at)),
        None => String::new(),
    };
    format!("\u{2022} {name}: {last}{failed}{next}")
}

/// Nothing that the asker may know of wants it. Says nothing of whether the post is known: other servers may watch its artist.
pub(crate) fn not_watched(artist: Option<&str>, hidden: u32) -> String {
    let whose = artist.map_or_else(|| "this post's artist".to_owned(), bold);
    format!("No watch that you can see here is for {whose}, so nothing was posted.{}", super::list::and_hidden(hidden))
}

pub(crate) fn no_such_title(typed: &str) -> String {
    format!("I know no recent post called {} by somebody who is watched here. Paste the post's link instead.", bold(typed))
}

pub(crate) fn no_post() -> String {
    "That link shows no post. Open the post and paste its address.".to_owned()
}

pub(crate) fn number_only() -> String {
    "That link has only the post's number, and DeviantArt doesn't tell me whose it is. Open it and paste the address that you see then."
        .to_owned()
}

#[cfg(test)]
#[path = "why_tests.rs"]
mod tests;
