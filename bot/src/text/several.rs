//! The answer of `/watch` with several artists.

use super::format::{bold, brief, count};
use super::watch::{filtered, mature, posts};
use crate::card::units;
use domain::watch::Watch;

/// Discord's limit for an embed's description, in UTF-16 units.
const LINES: usize = 4096;

pub(crate) const fn retry() -> &'static str {
    "Retry the failed"
}

pub(crate) fn too_many(artists: usize, most: usize) -> String {
    format!("That's {artists} artists, and I can add up to {most} at once. Please use `/watch` again for the rest.")
}

/// What is true of all that were added, of which `watch` is one.
pub(crate) fn heading(added: u32, watch: &Watch, age_restricted: bool) -> String {
    let wish = &watch.wish;
    let ping = wish.ping.map(|ping| format!(" and mention <@&{}>", ping.role)).unwrap_or_default();
    let kinds = if wish.folder.is_none() { format!(": {}", posts(wish.what)) } else { String::new() };
    format!(
        "\u{2705} New posts by {} will now appear in <#{}>{ping}{kinds}.{} {}\nYou'll get new posts from now on. `/unwatch` stops them.",
        count(added, "artist", "artists"),
        wish.channel,
        filtered(wish),
        mature(wish, age_restricted)
    )
}

pub(crate) fn nothing_added() -> String {
    "Nothing was added.".to_owned()
}

/// DeviantArt could not be asked about an earlier one.
pub(crate) fn away() -> String {
    "DeviantArt can't be asked right now; please try again in a few minutes.".to_owned()
}

/// `folder`: its name with its parent's.
pub(crate) fn added(watch: &Watch, folder: Option<&str>) -> Line {
    let folder = folder.map(|folder| format!(" \u{b7} folder {}", brief(folder))).unwrap_or_default();
    Line::of(format!("\u{2705} {}{folder}", brief(&watch.wish.artist_name)))
}

pub(crate) fn already_there(name: &str) -> Line {
    Line::of(format!("\u{26a0}\u{fe0f} {} is already there.", brief(name)))
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
