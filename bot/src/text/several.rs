//! The answer of `/watch` with several artists.

use super::format::{bold, brief, sentences};
use super::watch::{filtered, mature, posts};
use crate::card::units;
use crate::language::{say, word};
use domain::watch::Watch;

/// Discord's limit for an embed's description, in UTF-16 units.
const LINES: usize = 4096;

pub(crate) fn retry() -> &'static str {
    word("several-retry")
}

pub(crate) fn too_many(artists: usize, most: usize) -> String {
    say!("several-too-many", count = artists, most = most)
}

/// What is true of all that were added, of which `watch` is one.
pub(crate) fn heading(added: u32, watch: &Watch, age_restricted: bool) -> String {
    let wish = &watch.wish;
    let (place, ping) = super::watch::target(wish);
    let heading = match wish.folder {
        None if wish.group => say!("several-heading-folder", count = added, place = place, ping = ping),
        None => say!("several-heading", count = added, place = place, kinds = posts(wish.what), ping = ping),
        Some(_) => say!("several-heading-folder", count = added, place = place, ping = ping),
    };
    format!("{}\n{}", sentences([heading, filtered(wish), mature(wish, age_restricted)]), word("watch-from-now-on"))
}

pub(crate) fn nothing_added() -> String {
    say!("several-nothing-added")
}

/// DeviantArt could not be asked about an earlier one.
pub(crate) fn away() -> String {
    say!("several-away")
}

/// `folder`: its name with its parent's.
pub(crate) fn added(watch: &Watch, folder: Option<&str>) -> Line {
    let folder = folder.map(|folder| say!("list-folder", folder = brief(folder)));
    let part = folder.or_else(|| watch.wish.group.then(|| super::list::whole_group().to_owned()));
    let part = part.map(|part| format!(" \u{b7} {part}")).unwrap_or_default();
    Line::of(format!("\u{2705} {}{part}", brief(&watch.wish.artist_name)))
}

pub(crate) fn already_there(name: &str) -> Line {
    Line::of(say!("several-already-there", name = brief(name)))
}

pub(crate) fn failed(name: &str, why: &str) -> Line {
    let full = if why.contains(&bold(name)) { format!("\u{274c} {why}") } else { format!("\u{274c} {}: {why}", brief(name)) };
    Line { full, short: Some(format!("\u{274c} {}", brief(name))) }
}

/// A line of the answer.
pub(crate) struct Line {
    full: String,
    /// Where not all lines fit in full.
    short: Option<String>,
}

impl Line {
    const fn of(full: String) -> Self {
        Self { full, short: None }
    }
}

/// All lines; where they are too long together, the last reasons are left out.
pub(crate) fn fitting(lines: Vec<Line>) -> String {
    let mut length: usize = lines.iter().map(|line| units(&line.full) + 1).sum();
    let mut shown: Vec<String> = Vec::new();
    for line in lines.into_iter().rev() {
        match line.short {
            Some(short) if length > LINES => {
                length = (length + units(&short)).saturating_sub(units(&line.full));
                shown.push(short);
            }
            _ => shown.push(line.full),
        }
    }
    shown.reverse();
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn a_reason_names_the_artist_once() {
        assert_snapshot!(failed("lowish", "I couldn't find **lowish** on DeviantArt.").full, @"❌ I couldn't find **lowish** on DeviantArt.");
        assert_snapshot!(failed("loish", "This server has 500 watches.").full, @"❌ **loish**: This server has 500 watches.");
    }

    #[test]
    fn as_many_reasons_as_fit_and_all_names() {
        let lines = |count: usize, why: usize| fitting((0..count).map(|n| failed(&format!("artist{n}"), &"x".repeat(why))).collect());
        assert!(lines(25, 100).lines().all(|line| line.ends_with("xxx")));
        let long = lines(25, 300);
        assert!(units(&long) <= LINES && long.lines().count() == 25, "{}", units(&long));
        let reasons: Vec<bool> = long.lines().map(|line| line.ends_with('x')).collect();
        assert!(reasons[0] && !reasons[24], "the first ones keep theirs");
        let worst = fitting((0..25).map(|_| failed(&"*".repeat(300), &"*".repeat(300))).collect());
        assert!(units(&worst) <= LINES, "{}", units(&worst));
    }
}
