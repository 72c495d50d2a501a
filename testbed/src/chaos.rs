//! The rows of the fault matrix (`just chaos`): how many of what, repeatable by a seed, and one line of results for each.
//!
//! The sets are those of Jepsen's reports. *attempted* is everything that the test tried; *acknowledged* what the program accepted;
//! *recovered* what was there in the end. *lost* was acknowledged and is gone, *duplicated* is there more than once, *unexpected*
//! was never attempted.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, Hash, RandomState};

/// The run's seed: `DEVIANTCORD_SEED`, or a new one. A failed row is repeated with it.
#[must_use]
pub fn seed() -> u64 {
    std::env::var("DEVIANTCORD_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| RandomState::new().hash_one(0))
}

/// Whether the release column runs (`DEVIANTCORD_CHAOS=release`), not that of every push.
#[must_use]
pub fn release() -> bool {
    std::env::var_os("DEVIANTCORD_CHAOS").is_some_and(|column| column == "release")
}

/// The figure of the column that runs.
pub fn scale<T>(ci: T, in_release: T) -> T {
    if release() { in_release } else { ci }
}

/// One line of results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a row that is not finished shows nothing and checks nothing"]
pub struct Row {
    /// Its name in the matrix: `F9`.
    pub row: &'static str,
    pub seed: u64,
    pub attempted: u64,
    pub acknowledged: u64,
    pub recovered: u64,
    pub lost: u64,
    pub duplicated: u64,
    pub unexpected: u64,
    /// What else was measured, in a few words.
    pub note: String,
}

impl Row {
    pub fn new(row: &'static str, seed: u64) -> Self {
        Self { row, seed, ..Self::default() }
    }

    /// From what was tried, what was accepted, and what was there in the end, with its repetitions.
    pub fn of_sets<T: Eq + Hash>(
        row: &'static str,
        seed: u64,
        attempted: impl IntoIterator<Item = T>,
        acknowledged: impl IntoIterator<Item = T>,
        recovered: impl IntoIterator<Item = T>,
    ) -> Self {
        let (attempted, acknowledged): (HashSet<T>, HashSet<T>) = (attempted.into_iter().collect(), acknowledged.into_iter().collect());
        let mut times: HashMap<T, u64> = HashMap::new();
        recovered.into_iter().for_each(|one| *times.entry(one).or_default() += 1);
        Self {
            row,
            seed,
            attempted: attempted.len() as u64,
            acknowledged: acknowledged.len() as u64,
            recovered: times.len() as u64,
            lost: acknowledged.iter().filter(|one| !times.contains_key(one)).count() as u64,
            duplicated: times.values().map(|times| times - 1).sum(),
            unexpected: times.keys().filter(|one| !attempted.contains(one)).count() as u64,
            note: String::new(),
        }
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Prints the line that `dev/chaos.sh` collects, then fails the test if anything was lost, duplicated or unexpected.
    #[track_caller]
    pub fn finish(&self) {
        println!("{self}");
        assert_eq!((self.lost, self.duplicated, self.unexpected), (0, 0, 0), "{self}");
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, seed, attempted, acknowledged, recovered, lost, duplicated, unexpected, note } = self;
        // The note ends at the next quotation mark and is a cell of a table.
        let note = note.replace(['"', '|', '\n'], " ");
        write!(
            f,
            "chaos {row} seed={seed} attempted={attempted} acknowledged={acknowledged} recovered={recovered} lost={lost} \
             duplicated={duplicated} unexpected={unexpected} note=\"{note}\""
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn the_sets_are_told_apart() {
        let row = Row::of_sets("F0", 7, [1, 2, 3, 4], [1, 2, 3], [1, 1, 1, 3, 4, 9]).note("a \"b\"");
        assert_eq!((row.lost, row.duplicated, row.unexpected, row.recovered), (1, 2, 1, 4));
        let line = "chaos F0 seed=7 attempted=4 acknowledged=3 recovered=4 lost=1 duplicated=2 unexpected=1 note=\"a  b \"";
        assert_eq!(row.to_string(), line);
    }
}
