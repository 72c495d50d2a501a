//! A disk log that belongs to somebody else. Takes no lock, changes nothing.

use crate::disk;
use crate::port::{Bounds, Entry, LogError};
use domain::cause::Cause;
use domain::id::LogId;
use journal_spool::inspect;
use std::path::{Path, PathBuf};

/// A disk log that belongs to somebody else.
#[derive(Clone, Debug)]
pub struct DiskFollower {
    dir: PathBuf,
}

impl DiskFollower {
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
        let report = inspect::check(&self.dir, false).map_err(|error| LogError::Unavailable(Cause::of(error)))?;
        Ok(Bounds { first: report.bounds.start, next: report.bounds.end })
    }

    /// Which log it is.
    ///
    /// # Errors
    /// When it cannot be read, or has no identity because there is none.
    pub fn identity(&self) -> Result<LogId, LogError> {
        let report = inspect::check(&self.dir, false).map_err(|error| LogError::Unavailable(Cause::of(error)))?;
        let none = || LogError::Unavailable(format!("there is no event log in {}", self.dir.display()).into());
        report.id.map(|id| LogId(uuid::Uuid::from_bytes(id))).ok_or_else(none)
    }

    /// The logs that it was copied from, oldest first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn continues(&self) -> Result<Vec<LogId>, LogError> {
        let mut logs = Vec::new();
        inspect::dump(&self.dir, 0, |entry| {
            logs = disk::continued(&entry);
            false
        })
        .map_err(|error| LogError::Unavailable(Cause::of(error)))?;
        Ok(logs)
    }

    /// What is damaged or missing in it, in words; reads every record. Empty: it is sound.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn damage(&self) -> Result<Vec<String>, LogError> {
        let report = inspect::check(&self.dir, true).map_err(|error| LogError::Unavailable(Cause::of(error)))?;
        if report.is_sound() {
            return Ok(Vec::new());
        }
        let gaps = report.gaps.iter().map(|gap| format!("records {} to {} are gone or damaged", gap.start, gap.end.saturating_sub(1)));
        let foreign = report.foreign.iter().map(|name| format!("{name} is no segment of this log"));
        let unreadable = (report.unreadable_bytes > 0).then(|| format!("the disk does not give {} bytes", report.unreadable_bytes));
        Ok(gaps.chain(report.findings).chain(foreign).chain(unreadable).collect())
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
            entries.extend(disk::entry(entry));
            entries.len() < max
        })
        .map_err(|error| LogError::Unavailable(Cause::of(error)))?;
        Ok(entries)
    }
}
