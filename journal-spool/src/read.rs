//! Reading durable records beside the writer.

use crate::format::RECORD_HEADER;
use crate::scan::{Found, Source, find};
use crate::shared::Shared;
use crate::survey::Segment;
use crate::types::{Entry, ReadError};
use crate::vfs::OpenHow;
use crate::{format, format::Place};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Reads records `from` on: at least one unless `from` is the end, and none after a gap.
pub(crate) fn read(shared: &Shared, from: u64, max_records: usize, max_bytes: usize) -> Result<Vec<Entry>, ReadError> {
    let mut out = Batch { entries: Vec::new(), next: from, records: max_records.max(1), bytes: max_bytes };
    loop {
        let end = shared.end();
        if out.next > end {
            return Err(ReadError::BeyondEnd { from: out.next, end });
        }
        if out.next == end || out.is_full() {
            return Ok(out.entries);
        }
        let Some((mut segment, next_base)) = shared.segment_of(out.next) else {
            let to = shared.first().max(out.next + 1);
            return out.or_gap(to);
        };
        if segment.end <= out.next {
            // Beyond the segment's last record: missing up to the next segment, or up to the end.
            return out.or_gap(next_base.unwrap_or(end));
        }
        // The writer lists a group a moment before it announces the new end; nobody may read past the end.
        segment.end = segment.end.min(end);
        match read_segment(shared, &segment, &mut out) {
            Ok(true) => {}
            Ok(false) => return Ok(out.entries),
            Err(ReadError::Io { path, source }) if source.kind() == io::ErrorKind::NotFound => {
                // Deleted by retention since we looked: look again. If it is still listed, somebody else deleted it.
                match shared.segment_of(out.next) {
                    Some((again, _)) if again.base == segment.base => {
                        tracing::error!(path = %path.display(), "a segment of the journal has vanished");
                        return out.or_gap(segment.end);
                    }
                    _ => {}
                }
            }
            Err(e) if out.entries.is_empty() => return Err(e),
            Err(_) => return Ok(out.entries),
        }
    }
}

struct Batch {
    entries: Vec<Entry>,
    next: u64,
    records: usize,
    bytes: usize,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.records == 0
    }

    /// What there is, or the gap that comes next.
    fn or_gap(self, to: u64) -> Result<Vec<Entry>, ReadError> {
        if self.entries.is_empty() { Err(ReadError::Gap { from: self.next, to }) } else { Ok(self.entries) }
    }

    fn take(&mut self, found: &Found, payload: &[u8]) {
        let h = &found.header;
        let (offset, append_ms) = (h.offset, h.append_ms);
        self.entries.push(Entry { offset, append_ms, codec: h.codec, schema: h.schema, id: h.id, payload: payload.to_vec() });
        self.next = offset + 1;
        self.records -= 1;
        self.bytes = self.bytes.saturating_sub(payload.len() + RECORD_HEADER);
        if self.bytes == 0 {
            self.records = 0;
        }
    }
}

/// Takes what the batch wants from one segment; `Ok(false)` when a gap follows and there is something to give before it.
fn read_segment(shared: &Shared, segment: &Segment, out: &mut Batch) -> Result<bool, ReadError> {
    let path: PathBuf = shared.dir.join(format::segment_name(segment.base));
    let place = Place { uuid: shared.uuid, base: segment.base };
    let file = shared.vfs.open(&path, OpenHow::Read).map_err(|source| ReadError::Io { path, source })?;
    let mut pos = shared.positions.lock().before(segment.base, out.next);
    let want = (out.records as u64).saturating_mul(512).max(64 << 10);
    let mut src = Source::new(&*file, segment.data_end).with_chunk(want);
    let mut least = segment.base;
    let mut noted = pos;
    while !out.is_full() && out.next < segment.end {
        let Some(found) = find(&mut src, place, pos, least..segment.end).filter(|f| f.pos < segment.data_end) else {
            return damaged(shared, out, segment.end);
        };
        (pos, least) = (found.next_pos(), found.header.offset + 1);
        if found.header.offset < out.next || !found.whole {
            continue;
        }
        if found.header.offset > out.next {
            return damaged(shared, out, found.header.offset);
        }
        if pos >= noted + (64 << 10) {
            shared.positions.lock().note(segment.base, found.header.offset, found.pos);
            noted = pos;
        }
        let len = u64::from(found.header.payload_len);
        out.take(&found, src.bytes(found.pos + RECORD_HEADER as u64, len));
    }
    shared.positions.lock().note(segment.base, out.next, pos);
    Ok(true)
}

fn damaged(shared: &Shared, out: &Batch, to: u64) -> Result<bool, ReadError> {
    if !out.entries.is_empty() {
        return Ok(false);
    }
    shared.damaged_reads.fetch_add(to - out.next, Ordering::Relaxed);
    tracing::error!(dir = %shared.dir.display(), from = out.next, to, "records of the journal are damaged and were not read");
    Err(ReadError::Gap { from: out.next, to })
}

/// Goes through the log from an offset to its durable end: `None` there, and more after more was appended. A gap comes
/// once, as an error, and the next item is the one after it.
pub struct Reader {
    shared: Arc<Shared>,
    next: u64,
    batch: std::vec::IntoIter<Entry>,
}

impl Reader {
    pub(crate) fn new(shared: Arc<Shared>, from: u64) -> Self {
        Self { shared, next: from, batch: Vec::new().into_iter() }
    }

    /// The offset that comes next.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.next
    }
}

impl Iterator for Reader {
    type Item = Result<Entry, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.batch.as_slice().is_empty() {
            match read(&self.shared, self.next, 512, 1 << 20) {
                Ok(entries) => self.batch = entries.into_iter(),
                Err(ReadError::Gap { from, to }) => {
                    self.next = to;
                    return Some(Err(ReadError::Gap { from, to }));
                }
                Err(e) => return Some(Err(e)),
            }
        }
        let entry = self.batch.next()?;
        self.next = entry.offset + 1;
        Some(Ok(entry))
    }
}
