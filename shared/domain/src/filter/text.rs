//! How texts are compared: without regard to case, width or the way in which accents are written, and word by word.

use super::limits::MOST;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a title that are searched; DeviantArt's own limit is 50 for deviations.
const TITLE: usize = 300;
/// Tags of a post that are compared, and characters of each; DeviantArt's own limits are below both.
const TAGS: usize = 100;
const TAG: usize = 100;

/// Compatible forms become one (full-width letters, ligatures, composed accents), at most this number of characters.
pub(super) fn plain(text: &str, most: usize) -> String {
    text.chars().take(most).nfkc().take(most).collect()
}

/// The same without regard to case. Through upper case, because `ß` and `SS`, or the two small sigmas, meet only there.
fn fold(text: &str, most: usize) -> impl Iterator<Item = char> {
    let chars: Vec<char> = text.chars().take(most).nfkc().collect();
    chars.into_iter().flat_map(char::to_uppercase).flat_map(char::to_lowercase).take(most)
}

/// A text to search in: folded, each run of white space one space.
pub(super) fn haystack(text: &str) -> Vec<char> {
    spaced(fold(text, TITLE))
}

/// What is searched for, in the same form.
pub(super) fn needle(text: &str) -> Vec<char> {
    spaced(fold(text, MOST))
}

fn spaced(chars: impl Iterator<Item = char>) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for c in chars {
        match c {
            c if !c.is_whitespace() => out.push(c),
            _ if out.last().is_some_and(|last| *last != ' ') => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.len() - usize::from(out.last() == Some(&' ')));
    out
}

/// A tag in the form in which tags are equal: letters and digits only, since DeviantArt takes `digital art`, `digital_art` and `digitalart` for one.
pub(super) fn tag(text: &str) -> String {
    fold(text, TAG).filter(|c| c.is_alphanumeric() || is_combining_mark(*c)).collect()
}

/// A post's tags in that form.
pub(super) fn tags(tags: &[String]) -> Vec<String> {
    tags.iter().take(TAGS).map(|one| tag(one)).filter(|tag| !tag.is_empty()).collect()
}

/// The part of a title that regular expressions see.
pub(super) fn title(title: &str) -> String {
    plain(title, TITLE)
}

/// Whether the text holds these characters as whole words; `open`: the last word may go on.
pub(super) fn holds(text: &[char], words: &[char], open: bool) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    text.windows(words.len()).enumerate().any(|(at, window)| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        let after = text.get(at + words.len());
        window == words && before.is_none_or(|before| ends(*before, *first)) && (open || after.is_none_or(|after| ends(*last, *after)))
    })
}

/// Whether a word ends between these two.
fn ends(before: char, after: char) -> bool {
    !(in_word(before) && in_word(after)) || (unspaced(before) || unspaced(after)) && !is_combining_mark(after)
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

/// Scripts that put no spaces between words: there any place may be a word's end.
const fn unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' // Japanese
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}') // Han
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_any_spelling_of_the_same() {
        let found = |text: &str, words: &str| holds(&haystack(text), &needle(words), false);
        for (text, words) in [
            ("My CAT, asleep", "cat"),
            ("Straße am Morgen", "STRASSE"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("cafe\u{301} noir", "caf\u{e9}"),
            ("ＡＢＣ", "abc"),
            ("two   \n words", "two words"),
            ("桜の木", "桜"),
            ("semi-realistic", "realistic"),
            ("a.c.e", "a.c.e"),
        ] {
            assert!(found(text, words), "{words} in {text}");
        }
        for (text, words) in
            [("concatenate", "cat"), ("cats", "cat"), ("caf\u{e9}", "cafe"), ("two, words", "two words"), ("", "x"), ("x", "")]
        {
            assert!(!found(text, words), "{words} in {text}");
        }
        assert!(holds(&haystack("Cats"), &needle("cat"), true) && !holds(&haystack("concats"), &needle("cat"), true));
    }

    #[test]
    fn tags_are_equal_whatever_joins_their_words() {
        assert_eq!(tags(&["AI_Generated".to_owned(), "ai-generated".to_owned(), "…".to_owned()]), ["aigenerated", "aigenerated"]);
    }

    #[test]
    fn what_a_text_may_cost_is_bounded() {
        assert!(haystack(&"\u{fdfa}".repeat(5000)).len() <= TITLE && title(&"\u{fdfa}".repeat(5000)).chars().count() <= TITLE);
        assert!(tags(&vec!["\u{fdfa}".repeat(500); 5000]).iter().map(|tag| tag.chars().count()).sum::<usize>() <= TAGS * TAG);
    }
}
