//! What a run tells: how far it is, and what it did.

use std::path::PathBuf;
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
    /// It puts a snapshot into the fresh tables, and has read so many rows of it.
    Loading(u64),
    /// It folds events into the fresh tables.
    Folding,
    /// It looks for rows that differ.
    Comparing(Cursor),
    /// It carries them over, or counts them; holds the number of keys left, as far as is known.
    Settling(usize),
    /// It writes a snapshot of the fresh tables.
    Writing(Cursor),
    /// The snapshot is there, and older ones go.
    Kept,
    /// It puts the log's events before the snapshot into the archive.
    Archiving,
}

/// Where a run began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Began {
    /// At the beginning of the log.
    #[default]
    Beginning,
    /// Behind the snapshot in this file.
    Snapshot(PathBuf),
    /// At the live tables, as they are: the log does not tell how they came to be.
    Live,
}

/// What a run has kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The snapshot.
    pub file: PathBuf,
    /// Its rows.
    pub rows: u64,
    /// Older snapshots that went.
    pub removed: u64,
    /// The archive has the events before this offset.
    pub archived: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Where it began.
    pub began: Began,
    /// Snapshots that it could not use, with the reasons.
    pub refused: Vec<String>,
    /// Rows of the snapshot that it began behind.
    pub loaded: u64,
    /// The snapshot that it has written.
    pub kept: Option<Kept>,
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
