//! A post as the line of a template. Pure.
//!
//! Whatever the artist and the moderator wrote, the line mentions nobody, and its only live address is the post's own: what follows or precedes
//! it stands apart from it, and nothing else can become the target of a link.

use super::clean::{Lines, clean};
use super::embed::folder_of;
use super::escape::markdown;
use super::line::{address, words};
use crate::text;
use domain::post::{ArtistRef, Post};
use domain::template::{Field, Part, Template};
use domain::watch::Watch;

/// UTF-16 units of the fields with their escapes. With the texts between them a line has at most 1,600, which leaves room for mentions of roles.
const NAME: usize = 150;
const FOLDER: usize = 120;
const TAGS: usize = 160;
/// Tags that are named.
const TAG_COUNT: usize = 10;
/// UTF-16 units of an address; a post with a longer one has none here.
const URL: usize = 500;

/// The line of the watch's template. None: it has none, or the post has no address for it.
pub(super) fn line_of(post: &Post, artist: &ArtistRef, watch: Option<&Watch>, group_folder: Option<&str>) -> Option<String> {
    let folder = folder_of(watch).or(group_folder);
    line(watch?.wish.template.as_ref()?, post, artist, folder)
}

/// The line. It always shows the post's address, by which its message is found again whatever the artist renames: where the template does not name
/// it, at the end and without a preview. None: the post has no address, or one that is too long here.
fn line(template: &Template, post: &Post, artist: &ArtistRef, folder: Option<&str>) -> Option<String> {
    let url = address(post).filter(|url| url.len() <= URL)?;
    let (parts, mut out) = (template.parts(), String::new());
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Field(Field::Url) => {
                // In its own word, or as the target of a link.
                if !(out.is_empty() || out.ends_with([' ', '(', '<'])) {
                    out.push(' ');
                }
                out.push_str(&url);
                let apart = match parts.get(at + 1) {
                    None => true,
                    Some(Part::Field(_)) => false,
                    Some(Part::Text(text)) => text.starts_with(is_end),
                };
                if !apart {
                    out.push(' ');
                }
            }
            Part::Field(field) => out.push_str(&value(*field, post, artist, folder)),
            Part::Text(text) => {
                let of_url = |at: Option<usize>| at.and_then(|at| parts.get(at)) == Some(&Part::Field(Field::Url));
                out.push_str(&typed(text, of_url(at.checked_sub(1)), of_url(Some(at + 1))));
            }
        }
    }
    if !template.names(Field::Url) {
        out.push_str(&format!(" <{url}>"));
    }
    Some(out.trim().to_owned())
}

/// What may stand directly behind an address without becoming part of it.
fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, ')' | '>')
}

/// In a message's own text an escaped mark may still begin a mention, together with what the template has beside it.
fn value(field: Field, post: &Post, artist: &ArtistRef, folder: Option<&str>) -> String {
    let escaped = match field {
        Field::Artist => markdown(&artist.name, Lines::One, 64, NAME),
        Field::Title => words(post),
        Field::Kind => text::card::kind(post.kind).to_owned(),
        Field::Folder => markdown(folder.unwrap_or_default(), Lines::One, 60, FOLDER),
        Field::Tags => {
            let tags = post.tags.iter().take(TAG_COUNT).map(|tag| format!("#{}", tag.trim()));
            markdown(&tags.collect::<Vec<_>>().join(" "), Lines::One, TAGS, TAGS)
        }
        // Written by the caller, which knows what stands beside it.
        Field::Url => String::new(),
    };
    escaped.replace("\\@", "\u{ff20}").replace("\\<", "\u{2039}")
}

/// What the moderator typed: its marks for bold and the like stay, what would mention, link or invite does not. `behind` and `before`: the post's
/// address stands directly before or behind it.
fn typed(text: &str, behind: bool, before: bool) -> String {
    // Cleaning takes the spaces at both ends away.
    let inner = clean(text, Lines::One);
    let space = |is: bool| if is { " " } else { "" };
    if inner.is_empty() {
        return space(text.contains(char::is_whitespace)).to_owned();
    }
    let count = inner.chars().count();
    let mut out = space(text.starts_with(char::is_whitespace)).to_owned();
    let loose_end = text.ends_with(char::is_whitespace);
    let mut chars = inner.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        // The two that open a link's target, and the one that keeps Discord from showing a preview.
        let opens = before && !loose_end && (c == '<' && at + 1 == count || c == ']' && next == Some('(') && at + 2 == count);
        let closes = behind && at == 0 && matches!(c, '>' | ')');
        match c {
            c if opens || closes => out.push(c),
            '@' => out.push('\u{ff20}'),
            '<' => out.push('\u{2039}'),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            ']' => out.push_str("\\]"),
            c => out.push(c),
        }
    }
    out.push_str(space(loose_end));
    out
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
