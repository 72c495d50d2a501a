//! What a directory holds, without changing anything: open, check and inspect all start from this, so they agree.

use crate::format::{self, FOOTER, FORMAT, HeaderFound, Place, SEGMENT_HEADER};
use crate::scan::{self, Scan};
use crate::state::{self, StateRead};
use crate::types::OpenError;
use crate::vfs::{DirItem, ItemKind, OpenHow, Vfs, VfsFile, read_full_at};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One kept segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub base: u64,
    /// One past the last offset.
    pub end: u64,
    /// One past the last record's last byte.
    pub data_end: u64,
    /// Length of the file.
    pub bytes: u64,
    pub sealed: bool,
}

/// Everything that is known without the lock.
#[derive(Debug)]
pub(crate) struct Survey {
    pub state: StateRead,
    pub uuid: Option<[u8; 16]>,
    pub segments: Vec<Segment>,
    pub first: u64,
    pub end: u64,
    pub max_ms: u64,
    pub gaps: Vec<Range<u64>>,
    /// Damaged byte ranges between good records, by segment.
    pub bad: Vec<(u64, Range<u64>)>,
    pub torn_bytes: u64,
    pub unreadable: u64,
    pub foreign: Vec<String>,
    /// Bases of segments and acknowledgement files whose deletion is decided.
    pub stale: Vec<String>,
    /// Acknowledgement files to look at.
    pub acks: Vec<u64>,
    /// Problems that only a deep look finds, in words.
    pub deep_findings: Vec<String>,
}

struct Candidate {
    name: String,
    base: u64,
    len: u64,
    file: Arc<dyn VfsFile>,
    header: HeaderFound,
}

pub(crate) fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| match source.raw_os_error() {
        // ELOOP: what O_NOFOLLOW says about a link
        Some(40) => OpenError::Unsafe { why: "it is a symbolic link".into(), path },
        _ => OpenError::Io { doing, path, source },
    }
}

/// Refuses what a newer version wrote, before anything is touched.
pub(crate) fn probe(vfs: &dyn Vfs, dir: &Path) -> Result<(), OpenError> {
    let state = state::read(vfs, dir).map_err(io_error("read", &dir.join("STATE")))?;
    candidates(vfs, dir, &state, &list(vfs, dir)?).map(|_| ())
}

fn list(vfs: &dyn Vfs, dir: &Path) -> Result<Vec<DirItem>, OpenError> {
    let items = vfs.list(dir).map_err(io_error("list", dir))?;
    let ours = |n: &str| n == "LOCK" || n == "STATE" || format::parse_segment_name(n).is_some() || format::parse_acks_name(n).is_some();
    match items.iter().find(|i| i.kind != ItemKind::File && ours(&i.name)) {
        Some(bad) => Err(OpenError::Unsafe { why: "it is not a regular file".into(), path: dir.join(&bad.name) }),
        None => Ok(items),
    }
}

fn newer(found: u16, path: PathBuf) -> OpenError {
    OpenError::NewerFormat { found, known: FORMAT, path }
}

fn candidates(vfs: &dyn Vfs, dir: &Path, state: &StateRead, items: &[DirItem]) -> Result<Vec<Candidate>, OpenError> {
    if let Some(found) = state.newer {
        return Err(newer(found, dir.join("STATE")));
    }
    let low_water = state.newest.as_ref().map_or(0, |s| s.low_water);
    let mut out = Vec::new();
    for item in items {
        let Some(base) = format::parse_segment_name(&item.name).filter(|&b| b >= low_water) else { continue };
        let path = dir.join(&item.name);
        let file = match vfs.open(&path, OpenHow::Read) {
            // deleted by retention while we look from beside
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(io_error("open", &path))?,
        };
        let len = file.len().map_err(io_error("measure", &path))?;
        let mut b = [0; SEGMENT_HEADER];
        // What cannot be read stays zero: no header, so the segment is reported as damaged.
        let _ = read_full_at(&*file, &mut b, 0);
        let header = format::decode_segment_header(&b);
        if let HeaderFound::Newer(found) = header {
            return Err(newer(found, path));
        }
        out.push(Candidate { name: item.name.clone(), base, len, file, header });
    }
    // by number, never by name length, size or time
    out.sort_by_key(|c| c.base);
    Ok(out)
}

/// The log's identity: from `STATE`, else from the first segment in its right place, else from a damaged header whose records agree.
fn identity(state: &StateRead, found: &[Candidate]) -> Option<[u8; 16]> {
    let of_state = state.newest.as_ref().map(|s| s.uuid);
    let of_header = || {
        found.iter().find_map(|c| match c.header {
            HeaderFound::Ours(place) if place.base == c.base => Some(place.uuid),
            _ => None,
        })
    };
    let of_records = || {
        found.iter().find_map(|c| match c.header {
            HeaderFound::Damaged { uuid } => (look(c, Place { uuid, base: c.base }, u64::MAX).1.count > 0).then_some(uuid),
            _ => None,
        })
    };
    of_state.or_else(of_header).or_else(of_records)
}

fn footer_of(c: &Candidate, place: Place) -> Option<format::Footer> {
    let at = c.len.checked_sub(FOOTER as u64).filter(|&at| at >= SEGMENT_HEADER as u64)?;
    let mut b = [0; FOOTER];
    let n = read_full_at(&*c.file, &mut b, at).ok()?;
    let footer = (n == FOOTER).then(|| format::decode_footer(&b, place))??;
    (footer.data_end == at && footer.count > 0 && footer.last >= place.base).then_some(footer)
}

/// The segment by its footer, else by a scan.
fn look(c: &Candidate, place: Place, below: u64) -> (bool, Scan) {
    match footer_of(c, place) {
        Some(f) => {
            let end = (f.last + 1).min(below);
            (true, Scan { end, data_end: f.data_end, count: f.count, chain: f.chain, max_ms: f.max_ms, ..Scan::default() })
        }
        None => (false, scan::scan_torn(&*c.file, place, c.len, below)),
    }
}

/// Looks at everything; `deep` also reads every sealed segment.
pub(crate) fn survey(vfs: &dyn Vfs, dir: &Path, deep: bool) -> Result<Survey, OpenError> {
    let state = state::read(vfs, dir).map_err(io_error("read", &dir.join("STATE")))?;
    let items = list(vfs, dir)?;
    let found = candidates(vfs, dir, &state, &items)?;
    let uuid = identity(&state, &found);
    let low_water = state.newest.as_ref().map_or(0, |s| s.low_water);
    let stale_name = |n: &str| format::parse_segment_name(n).or_else(|| format::parse_acks_name(n)).is_some_and(|b| b < low_water);
    let mut out = Survey {
        uuid,
        first: 0,
        end: 0,
        max_ms: state.newest.as_ref().map_or(0, |s| s.max_append_ms),
        segments: Vec::new(),
        gaps: Vec::new(),
        bad: Vec::new(),
        torn_bytes: 0,
        unreadable: 0,
        foreign: Vec::new(),
        stale: items.iter().filter(|i| stale_name(&i.name)).map(|i| i.name.clone()).collect(),
        acks: items.iter().filter_map(|i| format::parse_acks_name(&i.name)).filter(|&b| b >= low_water).collect(),
        deep_findings: Vec::new(),
        state,
    };
    // From the newest to the oldest: a later segment wins over what an earlier one holds at the same offsets.
    let (mut below, mut looked) = (u64::MAX, Vec::new());
    for c in found.iter().rev() {
        let place = Place { uuid: uuid.unwrap_or_default(), base: c.base };
        let header_good = match c.header {
            HeaderFound::Ours(said) if said == place => true,
            HeaderFound::Damaged { .. } => false,
            _ => {
                out.foreign.push(c.name.clone());
                continue;
            }
        };
        let (sealed, scan) = look(c, place, below);
        if header_good || scan.count > 0 {
            below = c.base;
        } else if c.len > SEGMENT_HEADER as u64 {
            out.foreign.push(c.name.clone());
        }
        if !sealed {
            out.torn_bytes += c.len - scan.data_end.min(c.len);
            out.unreadable += scan.unreadable;
        }
        if deep && sealed {
            let full = scan::scan(&*c.file, place, scan.data_end, u64::MAX);
            if (full.count, full.chain, full.end) != (scan.count, scan.chain, scan.end) {
                out.deep_findings.push(format!("{}: {} of {} records verify", c.name, full.count, scan.count));
            }
            if full.end < scan.end {
                out.gaps.push(full.end..scan.end);
            }
            out.gaps.extend(full.gaps);
            out.unreadable += full.unreadable;
        }
        if scan.count > 0 {
            looked.push((c, sealed, scan));
        }
    }
    for (c, sealed, scan) in looked.into_iter().rev() {
        out.max_ms = out.max_ms.max(scan.max_ms);
        out.bad.extend(scan.bad.into_iter().map(|range| (c.base, range)));
        out.gaps.extend(scan.gaps);
        out.segments.push(Segment { base: c.base, end: scan.end, data_end: scan.data_end, bytes: c.len, sealed });
    }
    out.bounds();
    Ok(out)
}

impl Survey {
    fn bounds(&mut self) {
        let known = self.state.newest.as_ref();
        // An older slot may name a low-water mark from before the last deletion: that is no gap.
        let trusted = known.filter(|_| self.state.bad_slots == 0).map(|s| s.low_water);
        let next_offset = known.map_or(0, |s| s.next_offset);
        let mut expected = trusted.or(self.segments.first().map(|s| s.base)).unwrap_or(next_offset);
        for segment in &self.segments {
            if segment.base > expected {
                self.gaps.push(expected..segment.base);
            }
            expected = segment.end;
        }
        self.end = expected.max(next_offset);
        if self.end > expected {
            self.gaps.push(expected..self.end);
        }
        self.first = self.segments.first().map_or(self.end, |s| s.base);
        self.gaps.sort_by_key(|g| g.start);
    }
}
