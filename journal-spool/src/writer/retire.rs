//! How records leave: acknowledgements, and the deletion of whole segments.

use super::{Answer, Writer};
use crate::acks::{self, AckFile};
use crate::format::{self, ACK, Place};
use crate::shared::Shared;
use crate::survey::Segment;
use crate::types::AppendError;
use crate::vfs::{OpenHow, is_full, write_all_at};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Writer {
    /// Acknowledges for everybody in the group with one sync per segment touched.
    pub(super) fn acknowledge(&mut self, group: Vec<(Vec<u64>, Answer<u64>)>) {
        let mut by_segment: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        let mut counts = Vec::with_capacity(group.len());
        {
            let mut pending = self.shared.pending.lock();
            for (offsets, _) in &group {
                let mut count = 0;
                for &offset in offsets {
                    // Twice, unknown, or long deleted: nothing to do, so that a repeated call is harmless.
                    if pending.remove(offset..offset + 1) == 1 {
                        count += 1;
                        if let Some((segment, _)) = self.shared.segment_of(offset) {
                            by_segment.entry(segment.base).or_default().push(offset);
                        }
                    }
                }
                counts.push(count);
            }
        }
        let mut failed = None;
        for (base, offsets) in by_segment {
            if let Err(e) = self.write_acks(base, &offsets) {
                tracing::error!(error = %e, base, "acknowledgements are not durable: these records come again after a restart");
                failed = Some(Arc::new(e));
            }
        }
        let answers: Vec<Result<u64, AppendError>> =
            counts.into_iter().map(|count| failed.as_ref().map_or(Ok(count), |e| Err(AppendError::Io(Arc::clone(e))))).collect();
        let (oldest, nothing_left) = {
            let pending = self.shared.pending.lock();
            (pending.first().unwrap_or(self.next), pending.first().is_none())
        };
        let worth_sealing = self.shared.options.segment_bytes / 8;
        if nothing_left && self.active.as_ref().is_some_and(|a| a.count > 0 && a.pos > worth_sealing) {
            // Everything is done: give the space back.
            if let Some(active) = self.active.take() {
                self.seal(&active);
            }
        }
        if let Err(e) = self.retain(oldest) {
            tracing::warn!(error = %e, "could not delete finished segments now, tried again with the next acknowledgement");
        }
        for ((_, answer), result) in group.into_iter().zip(answers) {
            let _ = answer.send(result);
        }
    }

    fn write_acks(&mut self, base: u64, offsets: &[u64]) -> io::Result<()> {
        let place = Place { uuid: self.shared.uuid, base };
        let now = self.shared.vfs.now_ms();
        let mut buf = Vec::with_capacity(offsets.len() * ACK);
        for &offset in offsets {
            buf.extend_from_slice(&format::encode_ack(place, offset, now));
        }
        let mut tried = self.append_acks(base, &buf);
        if tried.as_ref().is_err_and(is_full) && self.give_up_reserve() {
            tried = self.append_acks(base, &buf);
        }
        if tried.is_err() {
            // A new file with everything that is known: the old one is never synced again.
            self.ack_files.remove(&base);
            tried = self.rewrite_acks(place, now);
        }
        tried
    }

    fn append_acks(&mut self, base: u64, buf: &[u8]) -> io::Result<()> {
        let (vfs, path) = (&self.shared.vfs, self.shared.dir.join(format::acks_name(base)));
        let known = match self.ack_files.get_mut(&base) {
            Some(known) => known,
            None => {
                let (file, made) = match vfs.open(&path, OpenHow::ReadWrite) {
                    Err(e) if e.kind() == io::ErrorKind::NotFound => (vfs.open(&path, OpenHow::CreateNew)?, true),
                    other => (other?, false),
                };
                if made {
                    vfs.sync_dir(&self.shared.dir)?;
                }
                // After a torn entry the next one starts at its own place.
                let pos = file.len()?.next_multiple_of(ACK as u64);
                if self.ack_files.len() >= 64 {
                    self.ack_files.clear();
                }
                self.ack_files.entry(base).or_insert(AckFile { file, pos })
            }
        };
        write_all_at(&*known.file, buf, known.pos)?;
        known.file.sync_data()?;
        known.pos += buf.len() as u64;
        Shared::count(&self.shared.bytes, buf.len() as u64);
        Ok(())
    }

    fn rewrite_acks(&mut self, place: Place, now: u64) -> io::Result<()> {
        let Some((segment, _)) = self.shared.segment_of(place.base) else { return Ok(()) };
        let pending = self.shared.pending.lock().clone();
        let mut buf = Vec::new();
        for offset in (segment.base..segment.end).filter(|&o| !pending.contains(o)) {
            buf.extend_from_slice(&format::encode_ack(place, offset, now));
        }
        let dir = &self.shared.dir;
        acks::replace(&*self.shared.vfs, dir, place.base, &buf)
    }

    /// Deletes the segments that lie wholly below `low_water`; gives the first kept offset. The decision is durable before
    /// the first file goes, so a crash in between ends with the deletion finished, not with a hole.
    pub(super) fn retain(&mut self, low_water: u64) -> Result<u64, AppendError> {
        let writing = self.active.as_ref().map(|a| a.place.base);
        let doomed: Vec<Segment> = {
            let segments = self.shared.segments.read();
            segments.iter().take_while(|s| s.end <= low_water && Some(s.base) != writing).cloned().collect()
        };
        let Some(last) = doomed.last() else { return Ok(self.shared.first()) };
        let keep_from = {
            let segments = self.shared.segments.read();
            // Up to the next segment: the offsets of a gap between the two go as well.
            segments.get(doomed.len()).map_or(self.next.max(last.end), |s| s.base)
        };
        let next = self.next;
        let published = self.state.store(|s| {
            s.low_water = keep_from;
            s.next_offset = s.next_offset.max(if keep_from >= next { next } else { s.next_offset });
        });
        published.map_err(|e| AppendError::Io(Arc::new(e)))?;
        {
            let mut segments = self.shared.segments.write();
            segments.drain(..doomed.len());
        }
        self.shared.positions.lock().forget_below(keep_from);
        self.shared.pending.lock().remove(0..keep_from);
        let mut freed = 0;
        for segment in &doomed {
            self.ack_files.remove(&segment.base);
            let acks = self.shared.dir.join(format::acks_name(segment.base));
            freed += segment.bytes + self.shared.vfs.open(&acks, OpenHow::Read).and_then(|f| f.len()).unwrap_or(0);
            for path in [self.shared.dir.join(format::segment_name(segment.base)), acks] {
                match self.shared.vfs.unlink(&path) {
                    Err(e) if e.kind() != io::ErrorKind::NotFound => {
                        tracing::warn!(path = %path.display(), error = %e, "could not delete, tried again at the next open");
                    }
                    _ => {}
                }
            }
        }
        let _ = self.shared.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |b| Some(b.saturating_sub(freed)));
        if let Err(e) = self.shared.vfs.sync_dir(&self.shared.dir) {
            tracing::warn!(error = %e, "could not sync the journal's directory after a deletion");
        }
        if self.full.is_some() {
            self.look_again();
        }
        Ok(keep_from)
    }
}
