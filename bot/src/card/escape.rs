//! Artist text is attacker-controlled: it is cleaned, escaped and cut before it goes anywhere near Discord.
//!
//! Lengths are counted in UTF-16 units: never fewer than characters, so Discord's limits hold however Discord counts.

use std::borrow::Cow;

/// Whether a line break may stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// One line: breaks become spaces.
    One,
    /// Paragraphs: at most one empty line between two lines.
    Many,
}

/// Removes what is invisible or turns text around (controls, bidirectional overrides, zero-width characters, tags), and collapses
/// white space. What remains is what a reader sees.
pub(crate) fn clean(text: &str, lines: Lines) -> String {
    let mut out = String::with_capacity(text.len());
    // White space that has been read but not written yet: the number of line breaks, and whether there was any at all.
    let (mut breaks, mut space) = (0_u8, false);
    for c in text.chars() {
        match c {
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => breaks = breaks.saturating_add(1),
            c if c.is_whitespace() => space = true,
            c if is_invisible(c) => {}
            c => {
                if !out.is_empty() && breaks > 0 && lines == Lines::Many {
                    out.push_str(if breaks > 1 { "\n\n" } else { "\n" });
                } else if !out.is_empty() && (breaks > 0 || space) {
                    out.push(' ');
                }
                (breaks, space) = (0, false);
                out.push(c);
            }
        }
    }
    out
}

/// Controls, and the format characters of the Unicode standard that hide text or change its direction.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

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
            while out.ends_with(char::is_whitespace) {
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
