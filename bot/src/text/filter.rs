//! What is said of filters.

use super::format::{bold, join};
use crate::card::{Lines, literal, markdown};
use crate::language::{say, word};
use domain::filter::{Decision, IS, MOST, Problem, REGEXES, Ruling, What, kinds};
use domain::post::Post;
use std::ops::Range;

/// Posts on a page of what a filter lets through: as many as fit into an embed.
pub(crate) const PAGE: usize = 8;
/// Characters of a filter in a line of a list.
const BRIEF: usize = 60;
/// Longer addresses are left out of a line.
const LINK: usize = 200;

/// A filter as it was typed, at most this number of characters of it. What would end the code is replaced by its look-alike.
pub(super) fn code(text: &str, most: usize) -> String {
    let text = literal(text, most).replace('`', "\u{2cb}");
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

/// In full.
pub(super) fn whole(text: &str) -> String {
    code(text, MOST + 10)
}

/// For a line of a list.
pub(super) fn brief(text: &str) -> String {
    code(text, BRIEF)
}

pub(crate) fn button() -> &'static str {
    word("filter-button")
}

pub(crate) fn edit() -> &'static str {
    word("filter-edit")
}

pub(crate) fn back() -> &'static str {
    word("filter-back")
}

/// At most 45 characters, as the next one.
pub(crate) fn form() -> &'static str {
    word("filter-form")
}

pub(crate) fn label() -> &'static str {
    word("filter-label")
}

/// At most 100 characters.
pub(crate) fn placeholder() -> &'static str {
    word("filter-placeholder")
}

/// What is wrong, the place between two marks, and a filter that does it right.
pub(crate) fn problem(typed: &str, problem: &Problem) -> String {
    let right = say!("filter-right", example = format!("`{}`", problem.what.example()));
    format!("{}\n`{}`\n{right}", why(&problem.what), marked(typed, &problem.place))
}

/// What was typed, around the place that is wrong.
pub(super) fn marked(typed: &str, place: &Range<usize>) -> String {
    let part = |range: Option<&str>, most| literal(range.unwrap_or_default(), most).replace('`', "\u{2cb}");
    let start = typed.get(..place.start).unwrap_or_default();
    // What precedes the place matters less the further away it is.
    let from = start.char_indices().rev().nth(79).map_or(0, |(at, _)| at);
    let before = format!("{}{}", if from > 0 { "\u{2026}" } else { "" }, part(start.get(from..), 80));
    let (bad, after) = (part(typed.get(place.clone()), 80), part(typed.get(place.end..), 40));
    let space = |text: &str, end: bool| if end && text.ends_with(char::is_whitespace) { " " } else { "" };
    let gap = if typed.get(place.end..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) { " " } else { "" };
    format!("{before}{}\u{25b6}{bad}\u{25c0}{gap}{after}", space(start, true))
}

fn why(what: &What) -> String {
    let words = |words: &[&str]| join(words.iter().map(|word| (*word).to_owned()));
    match what {
        What::Empty => say!("filter-empty"),
        What::TooLong(length) => say!("filter-too-long", length = *length, most = MOST),
        What::OpenQuote => say!("filter-open-quote"),
        What::OpenRegex => say!("filter-open-regex"),
        What::BadRegex(why) => say!("filter-bad-regex", why = markdown(why, Lines::One, 100, 200)),
        What::LargeRegex => say!("filter-large-regex", most = REGEXES),
        What::LoneMinus => say!("filter-lone-minus"),
        What::LoneHash => say!("filter-lone-hash"),
        What::LoneOr => say!("filter-lone-or"),
        What::UnknownField => say!("filter-unknown-field"),
        What::UnknownKind => say!("filter-unknown-kind", kinds = words(kinds())),
        What::UnknownIs => say!("filter-unknown-is", words = words(&IS)),
        What::NoWord => say!("filter-no-word"),
    }
}

/// Of a whole gallery, a filter cannot ask for folders.
pub(crate) fn no_folder() -> String {
    say!("filter-no-folder")
}

/// A group's posts are its members'.
pub(crate) fn of_group(group: &str) -> String {
    say!("filter-of-group", group = bold(group))
}

pub(crate) fn no_posts(artist: &str) -> String {
    say!("filter-no-posts", artist = bold(artist))
}

pub(crate) fn title(artist: &str, filter: &str) -> String {
    say!("filter-title", artist = bold(artist), filter = brief(filter))
}

/// One post and what the filter makes of it.
pub(crate) fn line(post: &Post, decision: &Decision<'_>) -> String {
    let (mark, why) = match (decision.ruling, decision.by) {
        (Ruling::Passes, Some(by)) => ("\u{2705}", say!("filter-by", word = brief(by))),
        (Ruling::Passes, None) => ("\u{2705}", say!("filter-nothing-leaves-out")),
        (Ruling::Refuses, by) => ("\u{274c}", say!("filter-by", word = brief(by.unwrap_or_default()))),
        (Ruling::Waits, _) => ("\u{2754}", say!("filter-no-tags")),
    };
    let title = markdown(&post.title.replace('[', "(").replace(']', ")"), Lines::One, 60, 120);
    let title = if title.is_empty() { super::card::untitled(post.kind).to_owned() } else { title };
    let link = post.url.as_deref().and_then(crate::card::allowed).filter(|link| link.len() <= LINK);
    let title = link.map_or_else(|| title.clone(), |link| format!("[{title}]({link})"));
    format!("{mark} {title} \u{b7} {why}")
}

/// `page` and `pages` are counted from 1.
pub(crate) fn footer(passing: usize, all: usize, page: usize, pages: usize) -> String {
    let of = say!("filter-footer", passing = passing, all = all);
    if pages == 1 { of } else { format!("{of} \u{b7} {}", say!("list-page", page = page, pages = pages)) }
}

pub(crate) fn set(filter: &str) -> String {
    say!("filter-set", filter = whole(filter))
}

pub(crate) fn unset() -> String {
    say!("filter-unset")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::filter::Filter;
    use insta::assert_snapshot;

    fn wrong(typed: &str) -> String {
        problem(typed, &Filter::parse(typed).unwrap_err())
    }

    #[test]
    fn the_place_that_is_wrong_is_marked() {
        assert_snapshot!(wrong("cat \"two words"), @r#"
        The quotation mark has no partner.
        `cat ▶"two words◀`
        This would be right: `"work in progress"`
        "#);
        assert_snapshot!(wrong("a kinds:journal b"), @r#"
        Before a colon I only know `kind:`, `is:` and `folder:`. Put the words in quotation marks to look for them in titles.
        `a ▶kinds:journal◀ b`
        This would be right: `"Re: Zero"`
        "#);
        assert_snapshot!(wrong("`@everyone` /(a/"), @r"
        I can't read the pattern between the slashes: unclosed group.
        `ˋ＠everyoneˋ ▶/(a/◀`
        This would be right: `/page \d+/`
        ");
        assert!(wrong(&"\u{1f98a}".repeat(500)).chars().count() < 400);
    }

    #[test]
    fn every_problem_has_words() {
        for what in [
            What::Empty,
            What::OpenRegex,
            What::LargeRegex,
            What::LoneMinus,
            What::LoneHash,
            What::LoneOr,
            What::UnknownKind,
            What::UnknownIs,
            What::NoWord,
        ] {
            assert!(why(&what).ends_with('.'));
        }
        assert!(form().len() <= 45 && label().len() <= 45 && placeholder().len() <= 100 && Filter::parse(placeholder()).is_ok());
    }

    #[test]
    fn a_page_fits_into_an_embed() {
        let mut post = Post::unknown(domain::id::PostId(uuid::Uuid::nil()), domain::id::ArtistId(uuid::Uuid::nil()));
        post.title = "*".repeat(500);
        post.url = Some(format!("https://www.deviantart.com/{}", "x".repeat(LINK - 27)));
        let by = "`".repeat(200);
        let line = line(&post, &Decision { ruling: Ruling::Refuses, by: Some(&by) });
        assert!(line.encode_utf16().count() * PAGE <= 4096, "{}", line.len());
    }
}
