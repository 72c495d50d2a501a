//! What a reader sees of a text, and nothing else.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};

/// Whether a line break may stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// One line: breaks become spaces.
    One,
    /// Paragraphs: at most one empty line between two lines.
    Many,
}

/// Marks that one letter may carry: what scripts and languages need, and no towers of them.
const MARKS: usize = 4;
/// Joins the characters beside it, or keeps them apart.
const JOINER: char = '\u{200d}';
const NON_JOINER: char = '\u{200c}';
/// Asks for the coloured form of a character.
const EMOJI_FORM: char = '\u{fe0f}';
const BLACK_FLAG: char = '\u{1f3f4}';
const END_OF_FLAG: char = '\u{e007f}';

/// Removes what is invisible or turns text around (controls, bidirectional overrides, zero-width characters, tags), and collapses
/// white space. Joiners stay where a script or an emoji needs them, marks as far as a letter can carry them. What remains is what a reader sees.
pub(crate) fn clean(text: &str, lines: Lines) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    // White space that has been read but not written yet: the number of line breaks, and whether there was any at all.
    let (mut breaks, mut space) = (0_u8, false);
    // Marks on the present letter, and characters of the present flag that are still to come.
    let (mut marks, mut flag) = (0, 0);
    for (at, &c) in chars.iter().enumerate() {
        match c {
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => breaks = breaks.saturating_add(1),
            c if is_blank(c) => space = true,
            c => {
                let before = if breaks == 0 && !space { out.chars().next_back() } else { None };
                let next = chars.get(at + 1).copied();
                let stays = match c {
                    JOINER | NON_JOINER => joins(before, c, next, marks),
                    EMOJI_FORM => before.is_some_and(|before| before.is_emoji_char() || is_symbol(before)),
                    _ if flag > 0 => true,
                    c if is_invisible(c) => false,
                    c if is_mark(c) => before.is_some() && marks < MARKS,
                    _ => true,
                };
                if !stays {
                    continue;
                }
                flag = if c == BLACK_FLAG { flag_at(&chars[at + 1..]) } else { usize::saturating_sub(flag, 1) };
                marks = if is_mark(c) {
                    marks + 1
                } else if matches!(c, JOINER | NON_JOINER) {
                    marks
                } else {
                    0
                };
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

/// What a text that was cut must not end with: white space, and characters that wait for what was cut off.
pub(crate) fn is_loose_end(text: &str) -> bool {
    text.ends_with(|c: char| c.is_whitespace() || matches!(c, JOINER | NON_JOINER | '\u{e0020}'..='\u{e007e}'))
}

/// White space, and the one letter that looks like it: a Braille cell without dots.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
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

fn is_mark(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark
}

fn is_symbol(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Symbol
}

/// Whether a joiner between these two does something: in the scripts from Arabic to Mongolian and their later blocks, and between emoji.
fn joins(before: Option<char>, joiner: char, next: Option<char>, marks: usize) -> bool {
    let (Some(before), Some(next)) = (before, next) else { return false };
    let part = |c: char| {
        let scripts = matches!(c, '\u{600}'..='\u{1cff}' | '\u{a800}'..='\u{abff}' | '\u{10a00}'..='\u{11fff}' | '\u{1e900}'..='\u{1e95f}');
        scripts && (c.general_category() == GeneralCategory::OtherLetter || is_mark(c))
    };
    let picture = |c: char| c.is_emoji_char() && !c.is_ascii();
    let letters = part(before) && part(next) && (!is_mark(next) || marks < MARKS);
    letters || joiner == JOINER && (picture(before) || before == EMOJI_FORM) && picture(next)
}

/// How many characters of a flag made of tags follow its black flag: letters or digits and the end; 0 when they make none.
fn flag_at(rest: &[char]) -> usize {
    let letters = rest.iter().take_while(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}')).count();
    if (3..=6).contains(&letters) && rest.get(letters) == Some(&END_OF_FLAG) { letters + 1 } else { 0 }
}
