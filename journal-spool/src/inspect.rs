//! Looking into a directory without the lock and without changing anything: works beside a live writer, and on a copy.

use crate::acks;
use crate::aside::{self, Aside};
use crate::format::{self, Place};
use crate::ranges::Ranges;
use crate::scan::{Source, find};
use crate::std_vfs::StdVfs;
use crate::survey::{Segment, Survey, io_error, survey};
use crate::types::{Entry, OpenError};
use crate::vfs::{OpenHow, Vfs};
use std::io;
use std::ops::Range;
use std::path::Path;

/// What a check says. It comes from the same code that [`Journal::open`](crate::Journal::open) decides by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The log's identity; `None` for a directory without a log.
    pub id: Option<[u8; 16]>,
    /// Kept offsets.
    pub bounds: Range<u64>,
    /// Kept segments.
    pub segments: usize,
    /// Records that were never acknowledged (all, in a journal).
    pub pending: u64,
    /// Offsets that are gone.
    pub gaps: Vec<Range<u64>>,
    /// Bytes after the last good record of unsealed segments: a torn tail, or what a live writer is just writing.
    pub torn_bytes: u64,
    /// Bytes that the disk refuses to give.
    pub unreadable_bytes: u64,
    /// Files that only look like segments.
    pub foreign: Vec<String>,
    /// Copies of `STATE` that do not verify; one is harmless.
    pub bad_state_slots: usize,
    /// What only the deep look found, in words.
    pub findings: Vec<String>,
}

impl CheckReport {
    /// Whether nothing is missing or damaged. A torn tail is normal after a crash.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.gaps.is_empty() && self.foreign.is_empty() && self.findings.is_empty() && self.unreadable_bytes == 0
    }
}

/// Checks a directory; `deep` reads every record.
///
/// # Errors
/// Exactly those that open would give for what is on disk (not [`OpenError::Locked`]).
pub fn check(dir: impl AsRef<Path>, deep: bool) -> Result<CheckReport, OpenError> {
    check_with(&StdVfs, dir.as_ref(), deep)
}

/// As [`check`], on another filesystem.
///
/// # Errors
/// As [`check`].
pub fn check_with(vfs: &dyn Vfs, dir: &Path, deep: bool) -> Result<CheckReport, OpenError> {
    let found = survey(vfs, dir, deep)?;
    let (pending, _) = acks::pending(vfs, dir, &found);
    Ok(CheckReport {
        id: found.uuid,
        bounds: found.first..found.end,
        segments: found.segments.len(),
        pending: pending.len(),
        gaps: found.gaps,
        torn_bytes: found.torn_bytes,
        unreadable_bytes: found.unreadable,
        foreign: found.foreign,
        bad_state_slots: found.state.bad_slots,
        findings: found.deep_findings,
    })
}

/// Calls `each` with every kept record from `from` on, in order; `each` says whether to continue. Damaged ones are left out: see
/// [`check`].
///
/// # Errors
/// As [`check`].
pub fn dump(dir: impl AsRef<Path>, from: u64, each: impl FnMut(Entry) -> bool) -> Result<(), OpenError> {
    let found = survey(&StdVfs, dir.as_ref(), false)?;
    walk(dir.as_ref(), &found, from, None, each)
}

/// The records of a spool that were never acknowledged, oldest first, at most `max`.
///
/// # Errors
/// As [`check`].
pub fn pending(dir: impl AsRef<Path>, max: usize) -> Result<Vec<Entry>, OpenError> {
    let found = survey(&StdVfs, dir.as_ref(), false)?;
    let (pending, _) = acks::pending(&StdVfs, dir.as_ref(), &found);
    let mut out = Vec::new();
    if max > 0 {
        walk(dir.as_ref(), &found, 0, Some(&pending), |entry| {
            out.push(entry);
            out.len() < max
        })?;
    }
    Ok(out)
}

/// The records of a spool that were set aside, oldest first.
///
/// # Errors
/// When the directory cannot be read; a file of it that cannot is said in its place.
pub fn aside(dir: impl AsRef<Path>) -> Result<Vec<Aside>, OpenError> {
    aside::list(&StdVfs, dir.as_ref())
}

fn walk(dir: &Path, found: &Survey, from: u64, only: Option<&Ranges>, mut each: impl FnMut(Entry) -> bool) -> Result<(), OpenError> {
    let wanted = |s: &&Segment| s.end > from && only.is_none_or(|r| r.from(s.base).next().is_some_and(|r| r.start < s.end));
    for segment in found.segments.iter().filter(wanted) {
        let path = dir.join(format::segment_name(segment.base));
        let file = match StdVfs.open(&path, OpenHow::Read) {
            // deleted by a live writer since the survey
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(io_error("open", &path))?,
        };
        let place = Place { uuid: found.uuid.unwrap_or_default(), base: segment.base };
        let mut src = Source::new(&*file, segment.data_end);
        let (mut pos, mut least) = (format::SEGMENT_HEADER as u64, segment.base);
        while let Some(hit) = find(&mut src, place, pos, least..segment.end) {
            (pos, least) = (hit.next_pos(), hit.header.offset + 1);
            let h = hit.header;
            if !hit.whole || h.offset < from || only.is_some_and(|r| !r.contains(h.offset)) {
                continue;
            }
            let payload = src.bytes(hit.pos + format::RECORD_HEADER as u64, u64::from(h.payload_len)).to_vec();
            let entry = Entry { offset: h.offset, append_ms: h.append_ms, codec: h.codec, schema: h.schema, id: h.id, payload };
            if !each(entry) {
                return Ok(());
            }
        }
    }
    Ok(())
}
