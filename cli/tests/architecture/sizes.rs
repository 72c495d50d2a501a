//! Small files, outside tests.

use super::{is_ours, root, sources};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// Lines of the longest file, of all but one file in twenty, and of the longest file of tests.
const LONGEST: usize = 400;
const USUAL: usize = 300;
const LONGEST_WITH_TESTS: usize = 600;

/// Lines before the tests that some files end with.
fn lines(text: &str) -> usize {
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

#[test]
fn files_are_short() {
    let mut sizes = Vec::new();
    for path in sources(&is_ours) {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        sizes.push((lines(&std::fs::read_to_string(&path).unwrap()), name));
    }
    sizes.sort();
    let (usual, name) = &sizes[sizes.len() * 95 / 100];
    assert!(*usual <= USUAL, "one file in twenty is longer than {name}, which has {usual} lines");
    let long: Vec<_> = sizes.iter().filter(|(lines, _)| *lines > LONGEST).collect();
    assert!(long.is_empty(), "more than {LONGEST} lines: {long:#?}");
    assert!(sizes.len() > 200, "the files were found");
}

#[test]
fn files_of_tests_are_not_endless() {
    for path in sources(&|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LONGEST_WITH_TESTS, "{} has {lines} lines", path.display());
    }
}

/// Lines of a function's body and arguments, self counted, as clippy's `too_many_lines` and `too_many_arguments` count them.
const LINES: usize = 70;
const ARGUMENTS: usize = 5;

/// The functions of a file whose bodies are long, found by the indentation that rustfmt gives them.
fn long_functions(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().take_while(|line| *line != "#[cfg(test)]").collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut long = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((before, name)) = line.split_once("fn ") else { continue };
        let is_function = before.split_whitespace().all(|word| word.starts_with("pub") || word == "async" || word == "const");
        if !is_function || line.ends_with(['}', ';']) {
            continue;
        }
        let own = |other: &&&str| indent(other) == indent(line) && !other.is_empty();
        let Some(begin) = lines[at..].iter().position(|other| own(&other) && other.ends_with('{')) else { continue };
        let body = lines[at + begin + 1..].iter().take_while(|other| !own(other));
        if body.filter(|code| !code.trim().is_empty() && !code.trim().starts_with("//")).count() > LINES {
            long.push(name.split(['(', '<']).next().unwrap_or_default().to_owned());
        }
    }
    long
}

/// The functions that take many arguments.
fn wide_functions(tokens: TokenStream, wide: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => wide_functions(group.stream(), wide),
            TokenTree::Ident(word) if *word == "fn" => {
                let arguments = tokens[at..].iter().find_map(|token| match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(count(group.stream())),
                    _ => None,
                });
                if arguments.is_some_and(|arguments| arguments > ARGUMENTS) {
                    wide.push(tokens[at + 1].to_string());
                }
            }
            _ => {}
        }
    }
}

/// How many parts commas divide this into, but for those between angle brackets.
fn count(arguments: TokenStream) -> usize {
    let (mut depth, mut parts, mut in_part, mut before) = (0_i32, 0, false, ' ');
    for token in arguments {
        let punct = if let TokenTree::Punct(punct) = &token { punct.as_char() } else { ' ' };
        match punct {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            ',' if depth == 0 => in_part = false,
            _ => {}
        }
        if !(in_part || punct == ',' && depth == 0) {
            in_part = true;
            parts += 1;
        }
        before = punct;
    }
    parts
}

#[test]
fn functions_are_small() {
    let mut large = BTreeSet::new();
    for path in sources(&is_ours) {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut names = long_functions(&text);
        wide_functions(text.split("\n#[cfg(test)]\nmod ").next().unwrap().parse().unwrap(), &mut names);
        large.extend(names.into_iter().map(|name| format!("{} {name}", path.strip_prefix(root()).unwrap().display())));
    }
    assert!(large.is_empty(), "more than {LINES} lines or {ARGUMENTS} arguments: {large:#?}");
}
