use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The messages of a language: for each its variables and its text.
fn messages(language: Language) -> BTreeMap<&'static str, (BTreeSet<String>, String)> {
    let mut messages = BTreeMap::<_, (BTreeSet<String>, String)>::new();
    for file in files(language) {
        let mut current = None;
        for line in file.lines() {
            if line.starts_with('#') {
                continue;
            }
            if let Some(key) = keys_of(line) {
                assert!(messages.insert(key, Default::default()).is_none(), "{language}: {key} stands twice");
                current = Some(key);
            }
            let Some(message) = current.and_then(|key| messages.get_mut(key)) else { continue };
            message.0.extend(variables(line));
            message.1.push_str(line);
            message.1.push('\n');
        }
    }
    messages
}

fn keys_of(line: &'static str) -> Option<&'static str> {
    keys(line).next()
}

fn variables(line: &str) -> impl Iterator<Item = String> {
    line.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
}

/// Our sources, without tests.
fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
                sources.push((name, text));
            }
        }
    }
    sources
}

#[test]
fn every_file_can_be_read() {
    for language in Language::OFFERED {
        for file in files(language) {
            let read = fluent_bundle::FluentResource::try_new(file.to_owned());
            assert!(read.is_ok(), "{language}: {:?}", read.err().map(|(_, errors)| errors));
        }
        assert!(language.tag().parse::<unic_langid::LanguageIdentifier>().is_ok());
    }
}

#[test]
fn every_language_says_everything_with_the_same_placeholders() {
    let english = messages(Language::English);
    for language in Language::OFFERED {
        let said = messages(language);
        let keys = |all: &BTreeMap<&'static str, _>| all.keys().copied().collect::<BTreeSet<_>>();
        let missing: Vec<_> = keys(&english).difference(&keys(&said)).copied().collect();
        let more: Vec<_> = keys(&said).difference(&keys(&english)).copied().collect();
        assert!(missing.is_empty() && more.is_empty(), "{language} lacks {missing:?}, and has {more:?}");
        for (key, (variables, text)) in &said {
            let (ours, words) = &english[key];
            assert_eq!(variables, ours, "{language}: {key}");
            for mark in ["\u{2705}", "\u{26a0}\u{fe0f}", "\u{274c}", "\u{23f8}\u{fe0f}", "\u{25b6}\u{fe0f}", "\u{1f512}", "\u{2022}", "**"]
            {
                assert_eq!(text.contains(mark), words.contains(mark), "{language}: {key} and {mark}");
            }
            // What is typed is the same in all languages.
            for code in words.split('`').skip(1).step_by(2) {
                assert!(text.contains(&format!("`{code}`")), "{language}: {key} lacks `{code}`");
            }
        }
    }
}

/// The arguments of each message that the sources say, by its name.
fn said() -> BTreeMap<String, Vec<(String, BTreeSet<String>)>> {
    let mut said = BTreeMap::<String, Vec<_>>::new();
    for (name, text) in sources() {
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for call in code.join("\n").split("say!(\"").skip(1) {
            let (key, rest) = call.split_once('"').unwrap();
            said.entry(key.to_owned()).or_default().push((name.clone(), arguments(rest)));
        }
    }
    said
}

/// The names before `=` at the top level of a macro's arguments.
fn arguments(rest: &str) -> BTreeSet<String> {
    let (mut depth, mut names, mut part) = (0_i32, BTreeSet::new(), String::new());
    let mut quoted = false;
    for c in rest.chars() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => part.clear(),
            '=' if depth == 0 && part.trim().chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !part.trim().is_empty() => {
                names.insert(part.trim().to_owned());
                part.push('=');
            }
            c if depth == 0 => part.push(c),
            _ => {}
        }
    }
    names
}

#[test]
fn every_message_is_said_with_its_arguments_and_none_is_superfluous() {
    let english = messages(Language::English);
    for (key, calls) in said() {
        let Some((variables, _)) = english.get(key.as_str()) else { panic!("no message is called {key}") };
        for (file, arguments) in calls {
            assert_eq!(&arguments, variables, "{key} in {file}");
        }
    }
    let sources: String = sources().into_iter().map(|(_, text)| text).collect();
    let commands = keys(files(Language::English)[1]).collect::<BTreeSet<_>>();
    // A test of the commands does the same for theirs.
    let unused: Vec<_> = english.keys().filter(|key| !commands.contains(*key) && !sources.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

/// String literals of a source that hold words for people.
fn literals(text: &str) -> Vec<String> {
    let mut literals = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for literal in line.split('"').skip(1).step_by(2) {
            let bare: String = outside_braces(literal);
            if bare.chars().filter(|c| c.is_alphabetic()).count() > 1 {
                literals.push(literal.to_owned());
            }
        }
    }
    literals
}

/// Without what is put in and without escapes.
fn outside_braces(literal: &str) -> String {
    let (mut depth, mut bare) = (0_u32, String::new());
    let literal = literal.replace("\\u{", "{").replace("\\n", " ");
    for c in literal.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

/// What users read although it stands in the code, with the reason.
const EXCEPTIONS: [(&str, &str); 17] = [
    ("<t:{until}:f>", TIME),
    ("<t:{}:f>", TIME),
    ("<t:{}:R>", TIME),
    ("<t:{}:t>", TIME),
    ("%Y-%m-%d", "a date that is the same in all languages"),
    ("%H:%M", "an hour that is the same in all languages"),
    ("yes", VARIANT),
    ("no", VARIANT),
    ("none", VARIANT),
    ("watchers", LOCK),
    ("tier", LOCK),
    ("paid", LOCK),
    ("code 10003", "how a stored reason says that a channel is gone"),
    ("code 40067", "how a stored reason says that a post needs a tag"),
    ("https://discord.com/channels/{guild}/{}/{message}", "an address"),
    ("DeviantArt", "a name"),
    ("why_tests.rs", "a file"),
];
const TIME: &str = "Discord shows each reader a time of their own";
const VARIANT: &str = "chooses a variant of a message";
const LOCK: &str = "DeviantArt's own word for a lock";

#[test]
fn no_words_stand_outside_the_files() {
    let english = messages(Language::English);
    let mut outside = Vec::new();
    for (name, text) in sources().into_iter().filter(|(name, _)| name.contains("/src/text/")) {
        for literal in literals(&text) {
            let known = english.contains_key(literal.as_str()) || EXCEPTIONS.iter().any(|(words, _)| *words == literal);
            if !known {
                outside.push(format!("{name}: {literal}"));
            }
        }
    }
    assert!(outside.is_empty(), "{outside:#?}");
}

/// A field, a host, a path or the like: no word for people.
fn is_technical(literal: &str) -> bool {
    outside_braces(literal).chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_./%:-".contains(c))
}

#[test]
fn no_words_of_cards_and_notices_stand_outside_the_files() {
    let mut outside = Vec::new();
    for (name, text) in sources().into_iter().filter(|(name, _)| name.contains("/src/card/") || name.contains("/src/delivery/")) {
        // What the sender writes for the operator is English; a message's text is what goes into its body.
        let shown = |line: &&str| name.contains("/src/card/") || line.contains("content");
        let lines: Vec<&str> = text.lines().filter(shown).collect();
        outside.extend(
            literals(&lines.join("\n")).into_iter().filter(|literal| !is_technical(literal)).map(|literal| format!("{name}: {literal}")),
        );
    }
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn plurals_follow_each_language() {
    let watches = |language, count: u32| with(language, || say!("pause-watches", count = count));
    assert_eq!([1, 2, 5].map(|count| watches(Language::English, count)), ["1 watch", "2 watches", "5 watches"]);
}

#[test]
fn a_language_holds_where_it_is_set_and_english_elsewhere() {
    assert_eq!(word("removal-undo"), "Undo");
    with(Language::German, || assert_eq!(current::current(), Language::German));
    assert_eq!(current::current(), Language::English);
}

#[path = "spoken_tests.rs"]
mod spoken;
