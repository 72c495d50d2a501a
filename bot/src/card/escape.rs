//! Artist text is attacker-controlled: it is cleaned, escaped and cut before it goes anywhere near Discord.
//!
//! Lengths are counted in UTF-16 units: never fewer than characters, so Discord's limits hold however Discord counts.

use super::clean::{Lines, clean, is_loose_end};
use std::borrow::Cow;

/// Cleans and escapes for a place where Discord renders markdown. At most `shown` units are visible and at most `limit` units long
/// with the escapes; what is cut ends with an ellipsis, never inside an escape.
pub(crate) fn markdown(text: &str, lines: Lines, shown: usize, limit: usize) -> String {
    let clean = clean(text, lines);
    let mut line_is_number = true;
    cut(
        clean.chars().map(|c| {
            let list_item = c == '.' && line_is_number;
            line_is_number = match c {
                '\n' => true,
                c => line_is_number && c.is_ascii_digit(),
            };
            // Besides markdown: a slash breaks links and invitations, an at sign mentions, a colon emoji and schemes.
            if list_item
                || matches!(c, '\\' | '`' | '*' | '_' | '~' | '|' | '>' | '#' | '-' | '[' | ']' | '(' | ')' | '<' | ':' | '@' | '/')
            {
                (c, Cow::Owned(format!("\\{c}")))
            } else {
                (c, Cow::Owned(c.to_string()))
            }
        }),
        shown,
        limit,
    )
}

/// Cleans for a place that Discord shows as it is (an embed's author and footer): nothing is escaped, because the backslash would be
/// seen; what begins a mention anywhere else is replaced by its look-alike.
pub(crate) fn literal(text: &str, limit: usize) -> String {
    let clean = clean(text, Lines::One);
    cut(
        clean.chars().map(|c| {
            (
                c,
                match c {
                    '@' => Cow::Borrowed("\u{ff20}"),
                    '<' => Cow::Borrowed("\u{2039}"),
                    c => Cow::Owned(c.to_string()),
                },
            )
        }),
        limit,
        limit,
    )
}

/// Joins pieces (a character and how it is written) while both limits allow it; an ellipsis takes the place of the rest.
fn cut<'a>(pieces: impl Iterator<Item = (char, Cow<'a, str>)>, shown: usize, limit: usize) -> String {
    let mut out = String::new();
    // Where an ellipsis would still fit: everything before it stays when the text turns out to be too long.
    let (mut seen, mut length, mut keep) = (0, 0, 0);
    for (c, piece) in pieces {
        seen += c.len_utf16();
        length += units(&piece);
        if seen > shown || length > limit {
            out.truncate(keep);
            while is_loose_end(&out) {
                out.pop();
            }
            if limit > 0 && shown > 0 {
                out.push('\u{2026}');
            }
            return out;
        }
        out.push_str(&piece);
        if seen < shown && length < limit {
            keep = out.len();
        }
    }
    out
}

/// Length as Discord may count it.
pub(crate) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}
