//! Small files. Functions are clippy's to count.

use super::{is_ours, root, sources};

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
