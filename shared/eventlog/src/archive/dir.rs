//! The directory of a log's archive, and the names of its files.

use super::fault::{ArchiveError, refused, sync_dir};
use super::file::{UNFINISHED, Writer};
use domain::id::LogId;
use std::ops::Range;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// A file of events of which the end is not known yet.
const EVENTS: &str = "events";

/// The archive of one log.
#[derive(Clone, Debug)]
pub struct Archive {
    dir: PathBuf,
    log: LogId,
}

impl Archive {
    /// The archive of this log in a directory that may hold those of others. Touches nothing.
    #[must_use]
    pub fn of(root: &Path, log: LogId) -> Self {
        Self { dir: root.join(log.to_string()), log }
    }

    /// The log whose archive it is.
    #[must_use]
    pub const fn log(&self) -> LogId {
        self.log
    }

    /// The offsets of its snapshots, the newest first.
    ///
    /// # Errors
    /// The directory cannot be read. One that is not there holds nothing.
    pub fn snapshots(&self) -> Result<Vec<u64>, ArchiveError> {
        let mut found: Vec<u64> = self.names()?.iter().filter_map(|name| snapshot_of(name)).collect();
        found.sort_unstable_by(|one, other| other.cmp(one));
        Ok(found)
    }

    /// The file of the snapshot at this offset.
    #[must_use]
    pub fn snapshot(&self, next: u64) -> PathBuf {
        self.dir.join(snapshot_name(next))
    }

    /// The ranges of events that it has files of, in their order.
    ///
    /// # Errors
    /// As [`snapshots`](Self::snapshots).
    pub fn events(&self) -> Result<Vec<Range<u64>>, ArchiveError> {
        let mut found: Vec<Range<u64>> = self.names()?.iter().filter_map(|name| events_of(name)).collect();
        found.sort_unstable_by_key(|range| (range.start, range.end));
        Ok(found)
    }

    /// Begins a file of events.
    pub(super) fn begin_events(&self, header: &impl serde::Serialize) -> Result<Writer, ArchiveError> {
        self.prepare()?;
        Writer::create(&self.dir, &unfinished(EVENTS), header)
    }

    pub(super) fn events_file(&self, range: &Range<u64>) -> PathBuf {
        self.dir.join(format!("events-{:020}-{:020}.zst", range.start, range.end))
    }

    /// Begins the file of a snapshot at this offset.
    ///
    /// # Errors
    /// The directory cannot be written.
    pub fn begin_snapshot(&self, next: u64, header: &impl serde::Serialize) -> Result<Writer, ArchiveError> {
        self.prepare()?;
        Writer::create(&self.dir, &unfinished(&snapshot_name(next)), header)
    }

    /// Removes the snapshots at these offsets.
    ///
    /// # Errors
    /// The directory cannot be written.
    pub fn remove_snapshots(&self, offsets: &[u64]) -> Result<(), ArchiveError> {
        for next in offsets {
            let file = self.snapshot(*next);
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(refused(&file)(error)),
                _ => {}
            }
        }
        if offsets.is_empty() { Ok(()) } else { sync_dir(&self.dir) }
    }

    /// Removes files that a crash left unfinished.
    ///
    /// # Errors
    /// The directory cannot be written.
    pub fn tidy(&self) -> Result<(), ArchiveError> {
        let ours = |name: &&String| {
            let whole = name.strip_suffix(UNFINISHED).and_then(|name| name.strip_suffix('.')?.rsplit_once('.'));
            whole.is_some_and(|(name, _)| name == EVENTS || snapshot_of(name).is_some())
        };
        for name in self.names()?.iter().filter(ours) {
            let file = self.dir.join(name);
            std::fs::remove_file(&file).map_err(refused(&file))?;
        }
        Ok(())
    }

    fn prepare(&self) -> Result<(), ArchiveError> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.dir).map_err(refused(&self.dir))
    }

    fn names(&self) -> Result<Vec<String>, ArchiveError> {
        let entries = match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(refused(&self.dir))?,
        };
        let names = entries.map(|entry| Ok(entry?.file_name().into_string().ok()));
        let names: Vec<Option<String>> = names.collect::<Result<_, _>>().map_err(refused(&self.dir))?;
        Ok(names.into_iter().flatten().collect())
    }
}

/// A name that no other run uses: one that was given up may still be writing.
fn unfinished(name: &str) -> String {
    format!("{name}.{}.{UNFINISHED}", uuid::Uuid::new_v4().simple())
}

fn snapshot_name(next: u64) -> String {
    format!("projection-{next:020}.zst")
}

fn snapshot_of(name: &str) -> Option<u64> {
    number(name.strip_prefix("projection-")?.strip_suffix(".zst")?)
}

fn events_of(name: &str) -> Option<Range<u64>> {
    let (from, to) = name.strip_prefix("events-")?.strip_suffix(".zst")?.split_once('-')?;
    let range = number(from)?..number(to)?;
    (!range.is_empty()).then_some(range)
}

/// Of twenty digits, so that names sort as numbers do.
fn number(digits: &str) -> Option<u64> {
    (digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}
