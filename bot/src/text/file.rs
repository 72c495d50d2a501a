//! What is said of watches in files.

use super::format::brief;
use crate::command::portable::{Bad, Wrong};
use domain::id::ChannelId;

/// Lines of names, and reasons, that are shown.
const SHOWN: usize = 8;
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

fn watches(count: usize) -> String {
    if count == 1 { "1 watch".to_owned() } else { format!("{count} watches") }
}

fn unseen(hidden: u32) -> String {
    match hidden {
        0 => String::new(),
        1 => " 1 more posts in a channel that you can't see, and is left out.".to_owned(),
        more => format!(" {more} more post in channels that you can't see, and are left out."),
    }
}

pub(crate) fn exported(count: usize, hidden: u32) -> String {
    format!(
        "Here {} {} of this server; `/import` adds them again.{}",
        if count == 1 { "is" } else { "are" },
        watches(count),
        unseen(hidden)
    )
}

pub(crate) fn nothing_to_export(hidden: u32) -> String {
    format!("There is nothing to export yet.{}", unseen(hidden))
}

pub(crate) fn bad(bad: &Bad) -> String {
    let what = "Use a file from `/export`, or a text file with one artist a line.";
    match bad {
        Bad::Large => format!("That file is larger than 1 MB. {what}"),
        Bad::Binary => format!("That file holds no text. {what}"),
        Bad::Json { line } => format!("I can't read that file from line {line} on. {what}"),
        Bad::Newer => "A newer version of this bot has written that file, so I can't read it.".to_owned(),
        Bad::Many { count } => format!("That file names {count} watches, and I take 500 at once. Please split it."),
        Bad::Empty => format!("That file names nobody. {what}"),
    }
}

pub(crate) fn not_fetched() -> String {
    "I couldn't get that file from Discord. Please try again.".to_owned()
}

pub(crate) fn wrong(wrong: Wrong) -> String {
    match wrong {
        Wrong::Channel => "its channel is no channel of this server.",
        Wrong::What => "I don't know which posts are meant.",
        Wrong::Role => "this server doesn't have the role that it mentions.",
    }
    .to_owned()
}

pub(crate) fn add(count: usize) -> String {
    format!("Add {}", watches(count))
}

fn names(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(NAMES).map(|name| brief(name)).collect();
    match names.len().saturating_sub(NAMES) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
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
    let why = |one: &Left| one.why.split_inclusive(". ").next().unwrap_or_default().trim().to_owned();
    let (mut lines, more) = fitting(left.iter().map(|one| format!("\u{274c} {}: {}", brief(&one.artist), why(one))));
    if more > 0 {
        lines.push(format!("\u{274c} {more} more"));
    }
    lines.join("\n")
}

fn already(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "\u{26a0}\u{fe0f} 1 is there already.".to_owned(),
        many => format!("\u{26a0}\u{fe0f} {many} are there already."),
    }
}

fn together(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// `lines`: names by channel, those without one in the channel where this is said.
pub(crate) fn plan(lines: &[(Option<ChannelId>, Vec<String>)], there: usize, left: &[Left]) -> String {
    let count: usize = lines.iter().map(|(_, names)| names.len()).sum();
    let first = match count {
        0 => "This file would add nothing.".to_owned(),
        _ => format!("This file would add {}:", watches(count)),
    };
    let (mut shown, more) = fitting(lines.iter().map(|(channel, artists)| match channel {
        Some(channel) => format!("<#{channel}>: {}", names(artists)),
        None => format!("here: {}", names(artists)),
    }));
    if more > 0 {
        shown.push(format!("and in {more} more channels"));
    }
    together([first].into_iter().chain(shown).chain([already(there), not_added(left)]))
}

pub(crate) fn progress(done: usize, all: usize) -> String {
    format!("Adding watches: {done} of {all} done\u{2026}")
}

/// `/forget` came in between.
pub(crate) fn stopped() -> String {
    "This import was stopped. Import the file again if you still want its watches.".to_owned()
}

pub(crate) fn no_time() -> String {
    "there was no time left for it; please import the file again.".to_owned()
}

pub(crate) fn imported(added: usize, there: usize, left: &[Left]) -> String {
    let first = match added {
        0 => "Nothing was added.".to_owned(),
        _ => format!("\u{2705} {} added.", watches(added)),
    };
    together([first, already(there), not_added(left)])
}
