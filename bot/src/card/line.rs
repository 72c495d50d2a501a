//! A post as one line: title and link. Pure.

use super::clean::Lines;
use super::embed::title;
use super::escape::{markdown, units};
use super::link;
use domain::post::{Post, PostKind};

/// UTF-16 units of a title in the list, as shown and with its escapes.
const SHOWN: usize = 100;
const TITLE: usize = 200;
/// A post with a longer address gets a card.
const LINK: usize = 600;

/// Title and link. None: it has no address, or one that is too long here.
pub(super) fn line(post: &Post) -> Option<String> {
    let url = address(post)?;
    Some(format!("[{}]({url})", words(post)))
}

/// The same with the title struck out; without an address the title alone.
pub(super) fn struck(post: &Post) -> String {
    match address(post) {
        Some(url) => format!("[~~{}~~]({url})", words(post)),
        None => format!("~~{}~~", words(post)),
    }
}

pub(super) fn address(post: &Post) -> Option<String> {
    let url = post.url.as_deref().and_then(link::allowed).filter(|url| link::post_number(url).is_some())?;
    let url = url.replace('(', "%28").replace(')', "%29");
    (units(&url) <= LINK).then_some(url)
}

pub(super) fn words(post: &Post) -> String {
    // Brackets would end the link's text.
    let shown = |text: &str| markdown(&text.replace('[', "(").replace(']', ")"), Lines::One, SHOWN, TITLE);
    let words = match post.kind {
        PostKind::Status => post.excerpt.as_deref().map(shown),
        _ => Some(shown(&post.title)),
    };
    words.filter(|words| !words.is_empty()).unwrap_or_else(|| title(post))
}
