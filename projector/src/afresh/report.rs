//! What a run tells: how far it is, and what it did.

use store::projection::rebuild::Difference;
use store::projection::unlike::Cursor;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The next offset to fold.
    pub next_offset: u64,
    /// Where the live projection stood last.
    pub target: u64,
    /// What it is doing.
    pub stage: Stage,
}

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It empties the fresh tables, of what a killed run left, or of the rows that this run wrote.
    Clearing(Cursor),
    /// It folds events into the fresh tables.
    Folding,
    /// It looks for rows that differ.
    Comparing(Cursor),
    /// It carries them over, or counts them; holds the number of keys left, as far as is known.
    Settling(usize),
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub folded: u64,
    /// Parked events that were left out.
    pub parked: u64,
    /// Offsets whose records are damaged.
    pub damaged: u64,
    /// Of a verification; empty when live and fresh rows are the same. A row that is different, and is changed while this runs, may count twice.
    pub differences: Vec<Difference>,
}

impl Report {
    /// One table is one line.
    pub(super) fn add(&mut self, found: Difference) {
        match self.differences.iter_mut().find(|line| line.table == found.table) {
            Some(line) => {
                line.only_live += found.only_live;
                line.only_fresh += found.only_fresh;
            }
            None => self.differences.push(found),
        }
    }
}
