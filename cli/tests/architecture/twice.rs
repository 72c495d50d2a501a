//! The same lines in two places, outside tests.

use super::{is_ours, root, sources};
use std::collections::{BTreeMap, BTreeSet};

/// This many equal lines in a row count.
const RUN: usize = 6;
/// At most this many pairs of places may have them.
const PAIRS: usize = 8;
/// What stands in more places is a form that a library asks for, such as that of a migration.
const COMMON: usize = 8;

#[test]
fn few_places_say_the_same() {
    let mut places: BTreeMap<Vec<String>, BTreeSet<(String, usize)>> = BTreeMap::new();
    for path in sources(&is_ours) {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().take_while(|line| *line != "#[cfg(test)]").map(str::trim).enumerate();
        // Imports, comments, and lines of brackets alone say nothing.
        let code = code
            .filter(|(_, line)| line.contains(char::is_alphanumeric) && !["use ", "//", "#["].iter().any(|start| line.starts_with(start)));
        let code: Vec<(usize, &str)> = code.collect();
        for run in code.windows(RUN) {
            let lines = run.iter().map(|(_, line)| (*line).to_owned()).collect();
            places.entry(lines).or_default().insert((name.clone(), run[0].0 + 1));
        }
    }
    let mut pairs = BTreeMap::new();
    for found in places.values().filter(|found| (2..=COMMON).contains(&found.len())) {
        for (at, one) in found.iter().enumerate() {
            for other in found.iter().skip(at + 1) {
                pairs.entry((&one.0, &other.0)).or_insert((one.1, other.1));
            }
        }
    }
    let told: Vec<String> = pairs.iter().map(|((one, other), lines)| format!("{one}:{} and {other}:{}", lines.0, lines.1)).collect();
    println!("{}", told.join("\n"));
    assert!(told.len() <= PAIRS, "{} pairs of places share {RUN} lines; write it once: {told:#?}", told.len());
}
