//! Reading a disk log beside the process that writes it: for `deviantcord log` and `doctor`. Takes no lock, changes nothing.

use super::{Bounds, Entry, LogError};
use chrono::DateTime;
use journal_spool::inspect;
use std::path::{Path, PathBuf};

/// A disk log that belongs to somebody else.
#[derive(Debug)]
pub struct Follower {
    dir: PathBuf,
}

impl Follower {
    /// # Errors
    /// When there is no log in this directory, or it cannot be read.
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        let follower = Self { dir: dir.to_owned() };
        follower.bounds()?;
        Ok(follower)
    }

    /// The kept range as of now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bounds(&self) -> Result<Bounds, LogError> {
        let report = inspect::check(&self.dir, false).map_err(|error| LogError::Unavailable(error.to_string()))?;
        Ok(Bounds { first: report.bounds.start, next: report.bounds.end })
    }

    /// At most `max` entries from this offset on; fewer at the end, none beyond it. Unreadable ones are left out.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, from: u64, max: usize) -> Result<Vec<Entry>, LogError> {
        let mut entries = Vec::new();
        if max == 0 {
            return Ok(entries);
        }
        inspect::dump(&self.dir, from, |entry| {
            entries.push(Entry {
                offset: entry.offset,
                appended_at: DateTime::from_timestamp_millis(i64::try_from(entry.append_ms).unwrap_or_default()).unwrap_or_default(),
                payload: entry.payload,
            });
            entries.len() < max
        })
        .map_err(|error| LogError::Unavailable(error.to_string()))?;
        Ok(entries)
    }
}
