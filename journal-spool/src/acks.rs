//! Acknowledgement files: one beside each segment of a spool. Losing their tail means that a record comes again.

use crate::format::{self, ACK, Place};
use crate::ranges::Ranges;
use crate::survey::Survey;
use crate::vfs::{OpenHow, Vfs, VfsFile, read_full_at, write_all_at};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// An acknowledgement file that is open for writing, and where its next entry goes.
pub(crate) struct AckFile {
    pub file: Arc<dyn VfsFile>,
    pub pos: u64,
}

/// Everything that is kept and was never acknowledged.
pub(crate) fn pending(vfs: &dyn Vfs, dir: &Path, survey: &Survey) -> (Ranges, u64) {
    let mut pending = Ranges::default();
    for segment in &survey.segments {
        pending.insert(segment.base..segment.end);
    }
    for gap in &survey.gaps {
        pending.remove(gap.clone());
    }
    let mut bytes = 0;
    for &base in &survey.acks {
        let place = Place { uuid: survey.uuid.unwrap_or_default(), base };
        // Unreadable acknowledgements are no acknowledgements: the records come again.
        let data = read_all(vfs, dir, base).unwrap_or_default();
        bytes += data.len() as u64;
        for offset in data.chunks(ACK).filter_map(|slot| format::decode_ack(slot, place)) {
            pending.remove(offset..offset.saturating_add(1));
        }
    }
    (pending, bytes)
}

fn read_all(vfs: &dyn Vfs, dir: &Path, base: u64) -> io::Result<Vec<u8>> {
    let file = vfs.open(&dir.join(format::acks_name(base)), OpenHow::Read)?;
    let mut data = vec![0; usize::try_from(file.len()?.min(1 << 30)).unwrap_or(0)];
    let n = read_full_at(&*file, &mut data, 0)?;
    data.truncate(n);
    Ok(data)
}

/// Puts a new file in the place of the old one.
pub(crate) fn replace(vfs: &dyn Vfs, dir: &Path, base: u64, data: &[u8]) -> io::Result<()> {
    let (fresh, path) = (dir.join("acks.new"), dir.join(format::acks_name(base)));
    match vfs.unlink(&fresh) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let file = vfs.open(&fresh, OpenHow::CreateNew)?;
    write_all_at(&*file, data, 0)?;
    file.sync_data()?;
    vfs.rename(&fresh, &path)?;
    vfs.sync_dir(dir)
}
