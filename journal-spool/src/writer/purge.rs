//! Takes the contents of acknowledged records off the disk, also of those that share a segment with pending ones.

use super::Writer;
use crate::format::{self, FOOTER, Footer, Place, RECORD_HEADER, SEGMENT_HEADER, Stamp};
use crate::ranges::Ranges;
use crate::scan::{Found, Source, find};
use crate::shared::Shared;
use crate::survey::Segment;
use crate::types::{AppendError, Record};
use crate::vfs::{OpenHow, VfsFile, read_full_at, write_all_at};
use std::io;
use std::sync::Arc;

/// A segment as it will be.
struct Rewritten {
    bytes: Vec<u8>,
    /// Records whose contents went.
    blanked: u64,
}

impl Writer {
    /// Deletes the segments that nobody needs, and rewrites the others with zeros in the place of each acknowledged payload. Offsets, lengths
    /// and places stay, so that readers notice nothing. Each segment is replaced as a whole: a crash in between leaves the old or the new one.
    /// Answers with how many records lost their contents.
    pub(super) fn purge(&mut self) -> Result<u64, AppendError> {
        if let Some(why) = &self.poisoned {
            return Err(AppendError::Poisoned(why.clone()));
        }
        // What is rewritten is never appended to again.
        if let Some(active) = self.active.take_if(|active| active.count > 0) {
            self.seal(&active);
        }
        let pending = self.shared.pending.lock().clone();
        let before = self.shared.first();
        let first = self.retain(pending.first().unwrap_or(self.next))?;
        let mut gone = first.saturating_sub(before);
        let segments = self.shared.segments.read().clone();
        for segment in segments {
            gone += self.rewrite(&segment, &pending).map_err(|e| AppendError::Io(Arc::new(e)))?;
        }
        Ok(gone)
    }

    fn rewrite(&self, segment: &Segment, pending: &Ranges) -> io::Result<u64> {
        let (vfs, dir) = (&self.shared.vfs, &self.shared.dir);
        let path = dir.join(format::segment_name(segment.base));
        let place = Place { uuid: self.shared.uuid, base: segment.base };
        let Rewritten { bytes, blanked } = blank(&*vfs.open(&path, OpenHow::Read)?, segment, place, pending)?;
        if blanked == 0 {
            return Ok(0);
        }
        let fresh = dir.join("segment.new");
        match vfs.unlink(&fresh) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let file = vfs.open(&fresh, OpenHow::CreateNew)?;
        write_all_at(&*file, &bytes, 0)?;
        file.sync_data()?;
        vfs.rename(&fresh, &path)?;
        vfs.sync_dir(dir)?;
        let mut segments = self.shared.segments.write();
        if let Some(known) = segments.iter_mut().find(|known| known.base == segment.base) {
            Shared::count(&self.shared.bytes, (bytes.len() as u64).saturating_sub(known.bytes));
            (known.bytes, known.sealed) = (bytes.len() as u64, true);
        }
        Ok(blanked)
    }
}

/// The segment with zeros for what is not pending; damaged places become zeros too, since nobody can say whose they were.
fn blank(file: &dyn VfsFile, segment: &Segment, place: Place, pending: &Ranges) -> io::Result<Rewritten> {
    let mut bytes = vec![0; SEGMENT_HEADER];
    read_full_at(file, &mut bytes, 0)?;
    let mut footer = Footer { count: 0, last: segment.end - 1, data_end: segment.data_end, max_ms: 0, chain: 0 };
    let mut src = Source::new(file, segment.data_end);
    let (mut pos, mut least, mut blanked) = (SEGMENT_HEADER as u64, segment.base, 0);
    while let Some(found) = find(&mut src, place, pos, least..segment.end) {
        (pos, least) = (found.next_pos(), found.header.offset + 1);
        if !found.whole {
            continue;
        }
        bytes.resize(usize::try_from(found.pos).unwrap_or(usize::MAX).max(bytes.len()), 0);
        let crc = if pending.contains(found.header.offset) {
            bytes.extend_from_slice(src.bytes(found.pos, found.header.frame_len()));
            found.header.crc
        } else {
            let payload = src.bytes(found.pos + RECORD_HEADER as u64, u64::from(found.header.payload_len));
            blanked += u64::from(found.header.id != [0; 8] || payload.iter().any(|byte| *byte != 0));
            format::encode_record(&mut bytes, place, stamp(&found), &empty(&found))
        };
        footer.count += 1;
        footer.chain = format::chain(footer.chain, crc);
        footer.max_ms = footer.max_ms.max(found.header.append_ms);
    }
    bytes.resize(usize::try_from(segment.data_end).unwrap_or(usize::MAX).max(bytes.len()), 0);
    bytes.reserve(FOOTER);
    bytes.extend_from_slice(&format::encode_footer(place, &footer));
    Ok(Rewritten { bytes, blanked })
}

fn stamp(found: &Found) -> Stamp {
    let offset = found.header.offset;
    Stamp { offset, first: offset.saturating_sub(u64::from(found.header.group_back)), append_ms: found.header.append_ms }
}

fn empty(found: &Found) -> Record {
    let payload = vec![0; found.header.payload_len as usize];
    Record { codec: found.header.codec, schema: found.header.schema, id: [0; 8], payload }
}
