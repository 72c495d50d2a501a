//! What is said of watches in files.

use super::format::{brief, channel as place, join, sentences};
use crate::command::portable::{Bad, Wrong};
use crate::language::{say, word};
use domain::id::ChannelId;

/// Lines of names, and reasons, that are shown.
const SHOWN: usize = 8;
/// Characters of a word that is not known.
const WORD: usize = 60;
/// Names in a line.
const NAMES: usize = 8;
/// Characters of a list: two lists and what is around them fit into a message.
const LIST: usize = 800;

/// An artist who is not watched, and why.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub artist: String,
    pub why: String,
}

fn unseen(hidden: u32) -> String {
    if hidden == 0 { String::new() } else { say!("file-unseen", count = hidden) }
}

pub(crate) fn exported(count: usize, hidden: u32) -> String {
    sentences([say!("file-exported", count = count), unseen(hidden)])
}

pub(crate) fn nothing_to_export(hidden: u32) -> String {
    sentences([say!("file-nothing-to-export"), unseen(hidden)])
}

pub(crate) fn bad(bad: &Bad) -> String {
    match bad {
        Bad::Large => sentences([say!("file-large"), say!("file-which")]),
        Bad::Binary => sentences([say!("file-binary"), say!("file-which")]),
        Bad::Json { line } => sentences([say!("file-json", line = *line), say!("file-which")]),
        Bad::Newer => say!("file-newer"),
        Bad::Many { count } => say!("file-many", count = *count),
        Bad::Empty => sentences([say!("file-empty"), say!("file-which")]),
    }
}

pub(crate) fn not_fetched() -> String {
    say!("file-not-fetched")
}

pub(crate) fn wrong(wrong: &Wrong) -> String {
    match wrong {
        Wrong::Channel => say!("file-wrong-channel"),
        Wrong::What => say!("file-wrong-what"),
        Wrong::Role => say!("file-wrong-role"),
        Wrong::Word(word) => say!("file-wrong-word", word = super::filter::code(word, WORD)),
    }
}

pub(crate) fn add(count: usize) -> String {
    say!("file-add", count = count)
}

fn names(names: &[String]) -> String {
    let shown = join(names.iter().take(NAMES).map(|name| brief(name)));
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => say!("list-and-more", names = shown, count = more),
    }
}

/// The lines that fit, and how many do not.
fn fitting(lines: impl ExactSizeIterator<Item = String>) -> (Vec<String>, usize) {
    let (all, mut length, mut shown) = (lines.len(), 0, Vec::new());
    for line in lines.take(SHOWN) {
        length += line.chars().count();
        if length > LIST {
            break;
        }
        shown.push(line);
    }
    let left = all - shown.len();
    (shown, left)
}

fn not_added(left: &[Left]) -> String {
    // Its first sentence: the rest says what to do about it with one command.
    let first = |why: &str| match why.split_once('\u{3002}') {
        Some((first, _)) => format!("{first}\u{3002}"),
        None => why.split_inclusive(". ").next().unwrap_or_default().trim().to_owned(),
    };
    let (mut lines, more) = fitting(left.iter().map(|one| format!("\u{274c} {}: {}", brief(&one.artist), first(&one.why))));
    if more > 0 {
        lines.push(say!("file-more", count = more));
    }
    lines.join("\n")
}

fn already(count: usize) -> String {
    if count == 0 { String::new() } else { say!("file-already", count = count) }
}

fn together(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// `lines`: names by channel, those without one in the channel where this is said.
pub(crate) fn plan(lines: &[(Option<ChannelId>, Vec<String>)], there: usize, left: &[Left]) -> String {
    let count: usize = lines.iter().map(|(_, names)| names.len()).sum();
    let first = if count == 0 { say!("file-plan-nothing") } else { say!("file-plan", count = count) };
    let (mut shown, more) = fitting(lines.iter().map(|(channel, artists)| {
        let here = channel.map_or_else(|| word("file-here").to_owned(), place);
        format!("{here}: {}", names(artists))
    }));
    if more > 0 {
        shown.push(say!("file-more-channels", count = more));
    }
    together([first].into_iter().chain(shown).chain([already(there), not_added(left)]))
}

pub(crate) fn progress(done: usize, all: usize) -> String {
    say!("file-progress", count = done, all = all)
}

/// `/forget` came in between.
pub(crate) fn stopped() -> String {
    say!("file-stopped")
}

pub(crate) fn no_time() -> String {
    say!("file-no-time")
}

pub(crate) fn imported(added: usize, there: usize, left: &[Left]) -> String {
    let first = if added == 0 { say!("several-nothing-added") } else { say!("file-imported", count = added) };
    together([first, already(there), not_added(left)])
}
