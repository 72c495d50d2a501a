//! Which artists a moderator typed in one option: names and links with commas between them, links also with spaces. Pure.

use super::spelling::{Asked, links, parse};
use std::collections::HashSet;

/// The artists that were typed, each as its own text, and each once. One artist stays as it was typed, however that is.
pub(super) fn split(typed: &str) -> Vec<String> {
    let parts: Vec<&str> = typed.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    // Words beside a link make a sentence, and a comma in it separates nobody.
    let sentence = parts.iter().any(|part| (1..part.split_whitespace().count()).contains(&links(part).len()));
    let texts = match sentence {
        true => links(typed).iter().filter(|link| parse(link.as_str()).is_ok()).map(ToString::to_string).collect(),
        false => parts.into_iter().flat_map(by_links).collect(),
    };
    let artists = once(texts);
    if artists.len() > 1 { artists } else { vec![typed.to_owned()] }
}

/// Links to several artists, each of them alone; anything else as it is.
fn by_links(part: &str) -> Vec<String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let several = words.len() > 1 && words.len() == links(part).len();
    if several { words.into_iter().map(str::to_owned).collect() } else { vec![part.to_owned()] }
}

/// Each artist once. A link to a folder says more than one to its artist, and stands for both.
fn once(texts: Vec<String>) -> Vec<String> {
    let read: Vec<_> = texts.iter().map(|text| parse(text).ok()).collect();
    let foldered: HashSet<String> =
        read.iter().flatten().filter(|asked| asked.folder.is_some()).map(|asked| asked.name.to_lowercase()).collect();
    let mut met = HashSet::new();
    let mut is_new = |text: &str, asked: Option<&Asked>| match asked {
        Some(asked) if asked.folder.is_none() && foldered.contains(&asked.name.to_lowercase()) => false,
        Some(asked) => met.insert((asked.name.to_lowercase(), asked.folder.clone())),
        None => met.insert((text.to_owned(), None)),
    };
    let kept: Vec<bool> = texts.iter().zip(&read).map(|(text, asked)| is_new(text, asked.as_ref())).collect();
    texts.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(text, _)| text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_separate_names_and_links_and_spaces_separate_links() {
        for (typed, artists) in [
            ("one, two,three", &["one", "two", "three"][..]),
            (" @one , ~two, :iconthree:,", &["@one", "~two", ":iconthree:"]),
            ("one, ONE, @one, two", &["one", "two"]),
            ("one, two words, deviantart.com/three", &["one", "two words", "deviantart.com/three"]),
            (
                "https://www.deviantart.com/one https://www.deviantart.com/two",
                &["https://www.deviantart.com/one", "https://www.deviantart.com/two"],
            ),
            ("deviantart.com/one,deviantart.com/two", &["deviantart.com/one", "deviantart.com/two"]),
            ("one, <https://www.deviantart.com/two>", &["one", "<https://www.deviantart.com/two>"]),
            (
                "Look at https://www.deviantart.com/one, and https://www.deviantart.com/two!",
                &["https://www.deviantart.com/one", "https://www.deviantart.com/two"],
            ),
        ] {
            assert_eq!(split(typed), artists, "{typed}");
        }
    }

    #[test]
    fn one_artist_stays_as_it_was_typed() {
        for typed in [
            "",
            ",",
            "one",
            "two words",
            "one, One",
            "Hey, look at this: https://www.deviantart.com/one, it is good",
            "[One, the artist](https://www.deviantart.com/one)",
            "https://www.deviantart.com/one https://www.deviantart.com/one/gallery/1/best",
        ] {
            assert_eq!(split(typed), [typed], "{typed}");
        }
    }
}
