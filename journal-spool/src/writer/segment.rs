//! The life of a segment file: made, written, sealed; and the reserve.

use super::{Active, Writer};
use crate::format::{self, FOOTER, Footer, Place, SEGMENT_HEADER};
use crate::types::AppendError;
use crate::vfs::{OpenHow, is_full, write_all_at};
use std::io;
use std::path::Path;
use std::sync::Arc;

impl Writer {
    /// The segment to write to, taken out of its place: the caller puts it back when it is still good.
    pub(super) fn take_active(&mut self) -> io::Result<Active> {
        match self.active.take() {
            Some(active) if active.pos < self.shared.options.segment_bytes || active.count == 0 => return Ok(active),
            Some(active) => self.seal(&active),
            None => {}
        }
        self.create_segment(self.next)
    }

    /// Durable in this order: that the offset is taken, the file's header, the file's name. Only then may records follow.
    pub(super) fn create_segment(&mut self, base: u64) -> io::Result<Active> {
        let (vfs, dir) = (self.shared.vfs.clone(), self.shared.dir.clone());
        let max_ms = self.last_ms;
        self.state.store(|s| {
            s.next_offset = s.next_offset.max(base);
            s.max_append_ms = s.max_append_ms.max(max_ms);
            s.clean = false;
        })?;
        let path = dir.join(format::segment_name(base));
        let file = match vfs.open(&path, OpenHow::CreateNew) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                self.clear_away(&path)?;
                vfs.open(&path, OpenHow::CreateNew)?
            }
            other => other?,
        };
        let place = Place { uuid: self.shared.uuid, base };
        let header = format::encode_segment_header(place, vfs.now_ms());
        let made = write_all_at(&*file, &header, 0).and_then(|()| file.sync_data()).and_then(|()| vfs.sync_dir(&dir));
        if let Err(e) = made {
            let _ = vfs.unlink(&path);
            return Err(e);
        }
        Ok(Active { file, place, pos: SEGMENT_HEADER as u64, count: 0, chain: 0, max_ms, listed: false })
    }

    /// A file that holds no record of ours stands where the next segment must go: the header of a segment that a crash kept
    /// from its first record, a first group that was never confirmed, or something foreign. What has content is kept aside.
    fn clear_away(&self, path: &Path) -> io::Result<()> {
        let vfs = &self.shared.vfs;
        let len = vfs.open(path, OpenHow::Read)?.len()?;
        if len <= SEGMENT_HEADER as u64 {
            return vfs.unlink(path);
        }
        let aside = self.shared.dir.join("quarantine");
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let crowded = vfs.list(&aside).is_ok_and(|items| items.len() >= self.shared.options.quarantine_files);
        vfs.prepare_dir(&aside, self.shared.options.dir_mode, true)?;
        let to = aside.join(format!("{name}.0.{len}.{}.displaced", vfs.now_ms()));
        if crowded {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a foreign file stands in the way and quarantine/ is full"));
        }
        tracing::warn!(file = name, len, "a file without valid records stood in the way of a new segment, moved to quarantine/");
        vfs.rename(path, &to)
    }

    /// Writes the footer. All records are durable already, so a segment that could not be sealed is only slower to open.
    pub(super) fn seal(&mut self, active: &Active) {
        let footer = Footer { count: active.count, last: self.next - 1, data_end: active.pos, max_ms: active.max_ms, chain: active.chain };
        let bytes = format::encode_footer(active.place, &footer);
        let mut written = write_all_at(&*active.file, &bytes, active.pos);
        if written.as_ref().is_err_and(is_full) && self.give_up_reserve() {
            written = write_all_at(&*active.file, &bytes, active.pos);
        }
        match written {
            Ok(()) => match active.file.sync_data() {
                Ok(()) => {
                    let mut segments = self.shared.segments.write();
                    if let Some(segment) = segments.iter_mut().rfind(|s| s.base == active.place.base) {
                        segment.sealed = true;
                        segment.bytes += FOOTER as u64;
                        crate::shared::Shared::count(&self.shared.bytes, FOOTER as u64);
                    }
                }
                Err(e) => tracing::warn!(error = %e, base = active.place.base, "could not sync a segment's footer"),
            },
            Err(e) => {
                let _ = active.file.set_len(active.pos);
                tracing::warn!(error = %e, base = active.place.base, "could not write a segment's footer");
            }
        }
    }

    /// Ends the log's life in this process: seals, and writes that nothing is missing.
    pub(super) fn shut(&mut self) -> Result<(), AppendError> {
        if let Some(why) = &self.poisoned {
            return Err(AppendError::Poisoned(why.clone()));
        }
        if let Some(active) = self.active.take().filter(|a| a.count > 0) {
            self.seal(&active);
        }
        let (next, ms) = (self.next, self.last_ms);
        let known = self.state.get();
        if known.clean && known.next_offset == next {
            return Ok(());
        }
        let stored = self.state.store(|s| {
            (s.next_offset, s.clean) = (next, true);
            s.max_append_ms = s.max_append_ms.max(ms);
        });
        stored.map_err(|e| AppendError::Io(Arc::new(e)))
    }

    /// Makes the reserve of real zeros unless it is there; whether it is.
    pub(super) fn ensure_reserve(&mut self) -> bool {
        let want = self.shared.options.reserve_bytes;
        if self.has_reserve || want == 0 {
            return true;
        }
        let (vfs, path) = (self.shared.vfs.clone(), self.shared.dir.join("reserve"));
        if vfs.open(&path, OpenHow::Read).and_then(|f| f.len()).is_ok_and(|len| len == want) {
            self.has_reserve = true;
            return true;
        }
        let made = (|| {
            match vfs.unlink(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
            let file = vfs.open(&path, OpenHow::CreateNew)?;
            // Written, not extended: a hole reserves nothing.
            write_all_at(&*file, &vec![0; usize::try_from(want).unwrap_or(1 << 20)], 0)?;
            file.sync_data()
        })();
        if let Err(e) = &made {
            tracing::debug!(error = %e, "no space for the journal's reserve");
            let _ = vfs.unlink(&path);
        }
        self.has_reserve = made.is_ok();
        self.owes_reserve &= made.is_err();
        self.has_reserve
    }

    /// Frees the reserve; whether there was one.
    pub(super) fn give_up_reserve(&mut self) -> bool {
        let had = std::mem::take(&mut self.has_reserve);
        self.owes_reserve |= had;
        had && self.shared.vfs.unlink(&self.shared.dir.join("reserve")).is_ok()
    }
}
