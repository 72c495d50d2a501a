//! Every message of the files in English and in German, for each of its variants: a change of what users read is a change of a snapshot.
//!
//! A file's headings name the command, its keys the case. The list of both is made from the catalogue itself, so that no key is without its snapshot.

use super::*;
use std::fmt::Write;

/// The languages whose words are kept.
const KEPT: [Language; 2] = [Language::English, Language::German];
const NAMES: [&str; 5] = ["card", "commands", "manage", "tell", "watch"];

/// A command, or whatever else a heading of the files names, and the keys of its cases.
type Cases = Vec<(&'static str, Vec<&'static str>)>;

fn cases(file: &'static str) -> Cases {
    let mut cases = Cases::new();
    for line in file.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            cases.push((heading, Vec::new()));
        } else if let Some(key) = keys_of(line) {
            let (_, keys) = cases.last_mut().unwrap_or_else(|| panic!("{key} stands under no heading"));
            keys.push(key);
        }
    }
    cases
}

/// What a variable may be: numbers where its variants are numbers, words where they are words, else its own name in marks.
fn values(name: &'static str, text: &str) -> Vec<Words> {
    let of_selector = text.split_once(&format!("${name} ->")).map(|(_, rest)| rest.split("->").next().unwrap_or_default());
    let named = || Words::from(format!("\u{2039}{name}\u{203a}"));
    match of_selector {
        None => vec![named()],
        Some(variants) if variants.contains("[yes]") => vec!["yes".into(), "no".into()],
        Some(variants) if variants.contains("[none]") => vec!["none".into(), named()],
        Some(variants) if variants.contains("[0]") => vec![0.into(), 1.into(), 2.into()],
        Some(_) => vec![1.into(), 2.into()],
    }
}

/// Every choice of values for these variables.
fn choices(variables: &BTreeSet<String>, text: &str) -> Vec<Vec<(&'static str, Words)>> {
    variables.iter().fold(vec![Vec::new()], |choices, name| {
        let name: &'static str = Box::leak(name.clone().into_boxed_str());
        let with = |choice: &Vec<_>, value: Words| choice.iter().cloned().chain([(name, value)]).collect::<Vec<_>>();
        choices.iter().flat_map(|choice| values(name, text).into_iter().map(move |value| with(choice, value))).collect()
    })
}

/// A message in this language, each of its variants in a line.
fn spoken(language: Language, key: &str, (variables, text): &(BTreeSet<String>, String)) -> String {
    let mut said = BTreeSet::new();
    let mut lines = String::new();
    for choice in choices(variables, text) {
        let words = with(language, || message(key, choice)).replace('\n', "\n        ");
        if said.insert(words.clone()) {
            writeln!(lines, "    {language}: {words}").unwrap();
        }
    }
    lines
}

#[test]
fn every_key_stands_in_the_snapshots_of_english_and_german() {
    let english = messages(Language::English);
    let mut shown = BTreeSet::new();
    for (name, file) in NAMES.into_iter().zip(files(Language::English)) {
        let mut page = String::new();
        for (command, keys) in cases(file) {
            writeln!(page, "{command}").unwrap();
            for key in keys {
                let lines = KEPT.map(|language| spoken(language, key, &english[key])).concat();
                write!(page, "  {key}\n{lines}").unwrap();
                shown.insert(key);
            }
        }
        insta::assert_snapshot!(name, page);
    }
    assert_eq!(shown, english.keys().copied().collect(), "a key without a command has no snapshot");
}

#[test]
fn every_variant_can_be_said_in_every_language() {
    let english = messages(Language::English);
    for language in Language::OFFERED {
        for (key, message) in &english {
            let lines = spoken(language, key, message);
            assert!(!lines.is_empty() && !lines.contains('{'), "{language}: {key} says {lines}");
            for name in &message.0 {
                let selects = message.1.contains(&format!("${name} ->"));
                assert!(selects || lines.contains(&format!("\u{2039}{name}\u{203a}")), "{language}: {key} does not say ${name}");
            }
        }
    }
}
