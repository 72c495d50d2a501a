//! What the pages say is there: tests, documents, links, and the names of the log's fields.

use super::{is_ours, root, sources};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The pages that name a test for each row, and how many rows they have at least.
const TABLES_OF_TESTS: [(&str, usize); 2] = [("docs/upstream.md", 20), ("docs/faults.md", 0)];

#[test]
fn every_failure_in_the_docs_names_a_test_that_exists() {
    for (page, least) in TABLES_OF_TESTS {
        let table = std::fs::read_to_string(root().join(page)).unwrap();
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && line.contains(".rs`")).collect();
        for row in &rows {
            let mut quoted = row.rsplit_once(" | ").unwrap().1.split('`').skip(1).step_by(2);
            let (file, name) = (quoted.next().unwrap(), quoted.next().unwrap());
            let source = std::fs::read_to_string(root().join(file)).unwrap_or_default();
            assert!(source.contains(&format!("fn {name}(")), "{page}: {file} has no test {name}");
        }
        assert!(rows.len() >= least, "{page} was read");
    }
}

/// Everything that people read, but for this file, which has to name what it forbids.
fn texts() -> Vec<(PathBuf, String)> {
    let readable = |path: &Path| {
        let ends = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        ["rs", "toml", "md", "sh", "yaml", "yml", "service", "Dockerfile"].contains(&ends)
            || path.file_name().is_some_and(|name| name == "justfile" || name == "Dockerfile")
    };
    let files = sources(&readable).into_iter().filter(|path| !path.ends_with("architecture/pages.rs"));
    files.map(|path| (path.strip_prefix(root()).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// A page of ours that a text names, and the section of it.
fn citations(text: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("docs/") {
        let rest = &text[at..];
        let Some(end) = rest.find(".md").map(|end| end + 3).filter(|end| !rest[..*end].contains(char::is_whitespace)) else { continue };
        // A page of somebody else's has an address before it.
        if text[..at].ends_with(|before: char| before == '/' && !text[..at].ends_with("../") || before.is_alphanumeric()) {
            continue;
        }
        let section =
            rest[end..].strip_prefix(", section ").map(|rest| rest.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or(""));
        found.push((rest[..end].to_owned(), section.map(|section| section.trim_end_matches('.').to_owned())));
    }
    found
}

#[test]
fn every_document_that_a_text_cites_is_in_the_repository() {
    let mut complaints = String::new();
    let mut cited = 0;
    for (path, text) in texts() {
        for elsewhere in ["facts/", "(facts,", "(facts:", "DESIGN.md", "design, section"] {
            if let Some(line) = text.lines().find(|line| line.contains(elsewhere)) {
                complaints += &format!("{}: cites a document that is not here: {}\n", path.display(), line.trim());
            }
        }
        for (page, section) in citations(&text) {
            cited += 1;
            let Ok(there) = std::fs::read_to_string(root().join(&page)) else {
                complaints += &format!("{}: there is no {page}\n", path.display());
                continue;
            };
            let heading = |section: &str| {
                let heads = there.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches(['#', ' ']));
                heads.filter_map(|head| head.split_once(' ')).any(|(number, _)| number.trim_end_matches('.') == section)
            };
            if section.as_deref().is_some_and(|section| !heading(section)) {
                complaints += &format!("{}: {page} has no section {}\n", path.display(), section.unwrap_or_default());
            }
        }
    }
    assert!(cited > 30, "the citations were found");
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut links = 0;
    for (path, text) in texts().into_iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "md")) {
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !target.contains("://") && !target.is_empty() {
                links += 1;
                let there = root().join(&path).parent().unwrap().join(target);
                assert!(there.exists(), "{}: {target} does not exist", path.display());
            }
        }
    }
    assert!(links > 20, "the links were found");
}

#[test]
fn every_path_that_a_page_names_exists() {
    // What `deploy/secrets.sh` makes, and the names to be filled in.
    let made = |path: &str| path == "deploy/secrets" || path.contains("NAME");
    let top: Vec<String> = std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let mut named = 0;
    for (page, text) in texts().into_iter().filter(|(path, _)| path.extension().is_some_and(|extension| extension == "md")) {
        for path in text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)) {
            let ours = path.split_once('/').is_some_and(|(first, rest)| top.iter().any(|name| name == first) && !rest.is_empty());
            if ours && !made(path) && !path.contains(char::is_whitespace) {
                named += 1;
                assert!(root().join(path).exists(), "{}: there is no {path}", page.display());
            }
        }
    }
    assert!(named > 100, "the paths were found");
}

/// Field names in the calls of `tracing`, each with a file that uses it.
fn fields() -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for path in sources(&is_ours) {
        let tokens: TokenStream = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        let mut names = BTreeSet::new();
        of_calls(tokens, &mut names);
        found.extend(names.into_iter().map(|name| (name, path.strip_prefix(root()).unwrap().to_owned())));
    }
    found
}

fn of_calls(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        of_calls(group.stream(), names);
        let called = |back: usize| at.checked_sub(back).map(|at| tokens[at].to_string()).unwrap_or_default();
        let name = called(2);
        let level = name.strip_suffix("_span").unwrap_or(&name);
        let is_call = called(1) == "!" && ["trace", "debug", "info", "warn", "error", "event", "span"].contains(&level);
        // Of `#[tracing::instrument(fields(…))]`.
        if is_call || called(1) == "fields" {
            of_call(&group.stream().into_iter().collect::<Vec<_>>(), names);
        }
    }
}

/// `name = value`, `%name`, `?name`, `name`, each between commas, up to the message.
fn of_call(tokens: &[TokenTree], names: &mut BTreeSet<String>) {
    for part in tokens.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',')) {
        if matches!(part.first(), Some(TokenTree::Literal(_))) && part.len() == 1 {
            continue;
        }
        let text: String = part.iter().take_while(|token| token.to_string() != "=").map(ToString::to_string).collect();
        let name = text.trim_start_matches(['%', '?']);
        let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.'));
        let braces = part.iter().any(|token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace));
        if is_name && !(braces && part.len() == 1) {
            names.insert(name.to_owned());
        }
    }
}

#[test]
fn every_field_of_the_log_is_on_its_page() {
    let page = std::fs::read_to_string(root().join("docs/logging.md")).unwrap();
    let table = page.split_once("\n## Fields").unwrap().1;
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: BTreeSet<&str> = rows.flat_map(|row| row.split(" | ").next().unwrap_or("").split('`').step_by(2)).collect();
    let used = fields();
    let missing: Vec<String> = used
        .iter()
        .filter(|(name, _)| !listed.contains(name.as_str()))
        .map(|(name, path)| format!("{name} ({})", path.display()))
        .collect();
    assert!(missing.is_empty(), "docs/logging.md does not have: {}", missing.join(", "));
    let stale: Vec<&str> = listed.into_iter().filter(|name| !used.contains_key(*name)).collect();
    assert!(stale.is_empty(), "docs/logging.md has fields that no line has: {}", stale.join(", "));
    assert!(used.len() > 30, "the fields were found");
}
