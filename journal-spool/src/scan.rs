//! Finding records in a segment, also in a damaged one.

use crate::format::{self, Place, RECORD_HEADER, RecordHeader, SEGMENT_HEADER};
use crate::vfs::{VfsFile, read_full_at};
use std::ops::Range;

const CHUNK: u64 = 256 << 10;
const BLOCK: u64 = 4 << 10;
/// What a disk writes as a whole.
const SECTOR: u64 = 512;

/// The bytes `0..end` of a file through a buffer. What the disk refuses to give, or what is cut off, reads as zeros: zeros never
/// verify, so it ends up as a gap like any other damage.
pub(crate) struct Source<'a> {
    file: &'a dyn VfsFile,
    end: u64,
    chunk: u64,
    start: u64,
    buf: Vec<u8>,
    pub unreadable: u64,
}

impl<'a> Source<'a> {
    pub(crate) fn new(file: &'a dyn VfsFile, end: u64) -> Self {
        Self { file, end, chunk: CHUNK, start: 0, buf: Vec::new(), unreadable: 0 }
    }

    /// For few records: reads this much at a time.
    pub(crate) fn with_chunk(mut self, chunk: u64) -> Self {
        self.chunk = chunk.clamp(BLOCK, CHUNK);
        self
    }

    /// These bytes, fewer at the end of the file.
    pub(crate) fn bytes(&mut self, pos: u64, len: u64) -> &[u8] {
        let stop = pos.saturating_add(len).min(self.end);
        if pos >= stop {
            return &[];
        }
        if pos < self.start || stop > self.start + self.buf.len() as u64 {
            self.load(pos, (stop - pos).max(self.chunk).min(self.end - pos));
        }
        let at = (pos - self.start) as usize;
        &self.buf[at..at + (stop - pos) as usize]
    }

    fn load(&mut self, pos: u64, len: u64) {
        self.start = pos;
        self.buf.clear();
        self.buf.resize(len as usize, 0);
        if read_full_at(self.file, &mut self.buf, pos).is_ok() {
            return;
        }
        // Somewhere in here the disk has a bad spot: take what it gives, block by block.
        let mut at = 0;
        while at < len {
            let next = (((pos + at) / BLOCK + 1) * BLOCK - pos).min(len);
            let part = &mut self.buf[at as usize..next as usize];
            if read_full_at(self.file, part, pos + at).is_err() {
                part.fill(0);
                self.unreadable += next - at;
            }
            at = next;
        }
    }
}

/// A record whose header verifies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub pos: u64,
    pub header: RecordHeader,
    /// Whether payload and checksum are there and agree.
    pub whole: bool,
}

impl Found {
    pub(crate) fn next_pos(&self) -> u64 {
        self.pos + self.header.frame_len()
    }
}

/// The next record at or after `pos` whose offset is within `offsets`. Goes forward in steps of 8 bytes, which is how records are
/// aligned, over whatever does not verify.
pub(crate) fn find(src: &mut Source<'_>, place: Place, mut pos: u64, offsets: Range<u64>) -> Option<Found> {
    while pos + RECORD_HEADER as u64 <= src.end {
        let header = format::decode_record_header(src.bytes(pos, RECORD_HEADER as u64), place);
        if let Some(header) = header.filter(|h| offsets.contains(&h.offset)) {
            let len = u64::from(header.payload_len);
            let payload = src.bytes(pos + RECORD_HEADER as u64, len);
            let whole = payload.len() as u64 == len && header.payload_verifies(payload);
            return Some(Found { pos, header, whole });
        }
        pos += 8;
    }
    None
}

/// What a scan of a whole segment found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scan {
    /// One past the last good offset; the base when there is none.
    pub end: u64,
    /// One past the last good byte.
    pub data_end: u64,
    pub count: u64,
    pub chain: u32,
    pub max_ms: u64,
    /// Missing offsets before `end`, and where the damage lies.
    pub gaps: Vec<Range<u64>>,
    pub bad: Vec<Range<u64>>,
    pub unreadable: u64,
}

/// Reads a segment from its first record to `data_end`, taking only offsets below `below`.
pub(crate) fn scan(file: &dyn VfsFile, place: Place, data_end: u64, below: u64) -> Scan {
    walk(&mut Source::new(file, data_end), place, below).0
}

/// As [`scan`], of a segment that a crash left. The last write may have arrived in parts and in any order; nobody was told
/// that it is there. A hole in it is no loss: the records behind the hole are dropped with it. It counts as a hole when a
/// whole sector is still zero. Anything else in the way of good records is damage, and they are kept.
pub(crate) fn scan_torn(file: &dyn VfsFile, place: Place, data_end: u64, below: u64) -> Scan {
    let mut src = Source::new(file, data_end);
    let (mut out, before, last_write) = walk(&mut src, place, below);
    let hole = (0..out.gaps.len()).find(|&n| out.gaps[n].start >= last_write && has_empty_sector(&mut src, &out.bad[n]));
    if let Some(n) = hole {
        (out.count, out.chain) = before[n];
        (out.end, out.data_end) = (out.gaps[n].start, out.bad[n].start);
        out.gaps.truncate(n);
        out.bad.truncate(n);
    }
    out
}

/// The scan, the count and chain before each gap, and the first offset of the last write seen.
fn walk(src: &mut Source<'_>, place: Place, below: u64) -> (Scan, Vec<(u64, u32)>, u64) {
    let mut out = Scan { end: place.base, data_end: SEGMENT_HEADER as u64, ..Scan::default() };
    let (mut pos, mut least) = (SEGMENT_HEADER as u64, place.base);
    let (mut before, mut last_write) = (Vec::new(), place.base);
    while let Some(found) = find(src, place, pos, least..below) {
        (pos, least) = (found.next_pos(), found.header.offset + 1);
        if !found.whole {
            continue;
        }
        if found.header.offset > out.end {
            out.gaps.push(out.end..found.header.offset);
            out.bad.push(out.data_end..found.pos);
            before.push((out.count, out.chain));
        }
        last_write = found.header.offset.saturating_sub(u64::from(found.header.group_back)).max(place.base);
        out.end = found.header.offset + 1;
        out.data_end = pos;
        out.count += 1;
        out.chain = format::chain(out.chain, found.header.crc);
        out.max_ms = out.max_ms.max(found.header.append_ms);
    }
    out.unreadable = src.unreadable;
    (out, before, last_write)
}

/// Whether a sector that ends in this range is zero as far as the range covers it: a record never starts with zeros.
fn has_empty_sector(src: &mut Source<'_>, range: &Range<u64>) -> bool {
    let mut at = range.start;
    loop {
        let end = (at / SECTOR + 1) * SECTOR;
        if end > range.end {
            return false;
        }
        if src.bytes(at, end - at).iter().all(|&b| b == 0) {
            return true;
        }
        at = end;
    }
}
