//! A copy of a directory beside its live writer: opened, it is what a crash at that moment would have left.

use crate::format::{self, SlotFound};
use crate::std_vfs::StdVfs;
use crate::survey::io_error;
use crate::types::OpenError;
use crate::vfs::{ItemKind, OpenHow, Vfs, VfsFile, read_full_at};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A writer that rotates or deletes segments meanwhile makes the attempt useless; it does so seldom.
const ATTEMPTS: u32 = 50;
/// The pause between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// The files of a journal or a spool, held open, so that they can be read after their writer has deleted them. Empty: there is no log.
#[derive(Debug, Default)]
pub struct Snapshot {
    files: Vec<SnapshotFile>,
    first: Option<u64>,
}

/// One file of a [`Snapshot`], as long as it was when the snapshot was taken. Cheap to clone.
#[derive(Clone)]
pub struct SnapshotFile {
    name: String,
    bytes: u64,
    file: Arc<dyn VfsFile>,
}

impl std::fmt::Debug for SnapshotFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotFile").field("name", &self.name).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Takes one; changes nothing, needs no lock, and holds up nobody. What is appended meanwhile may be missing; what was durable before is
    /// not. What a spool acknowledges or sets aside meanwhile may be pending in the copy.
    ///
    /// # Errors
    /// When the directory cannot be read, or its files change faster than they can be opened.
    pub fn of(dir: impl AsRef<Path>) -> Result<Self, OpenError> {
        let dir = dir.as_ref();
        for _ in 0..ATTEMPTS {
            match attempt(dir, || {}) {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => std::thread::sleep(PAUSE),
                Err(error) => return Err(error),
            }
        }
        Err(OpenError::Unsafe { why: "its files change faster than they can be opened; try again".into(), path: dir.to_owned() })
    }

    /// The files, in the order in which a copy should be written.
    #[must_use]
    pub fn files(&self) -> &[SnapshotFile] {
        &self.files
    }

    /// The first offset that it keeps. None: there is no log.
    #[must_use]
    pub const fn first(&self) -> Option<u64> {
        self.first
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

impl SnapshotFile {
    /// Its path within the directory, with slashes.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its length: a reader gives exactly this many bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Its bytes from the start.
    pub fn reader(&self) -> impl Read + use<> {
        FileReader { file: Arc::clone(&self.file), at: 0, end: self.bytes }
    }
}

struct FileReader {
    file: Arc<dyn VfsFile>,
    at: u64,
    end: u64,
}

impl Read for FileReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buf.len());
        if left == 0 {
            return Ok(0);
        }
        let read = match read_full_at(&*self.file, &mut buf[..left], self.at)? {
            // The writer cut back a write that failed. Zeros read as a torn tail, which that write was.
            0 => {
                buf[..left].fill(0);
                left
            }
            read => read,
        };
        self.at += read as u64;
        Ok(read)
    }
}

/// None: `STATE` changed meanwhile, so what was opened may not belong together. `opened`: called between, for tests.
fn attempt(dir: &Path, opened: impl FnOnce()) -> Result<Option<Snapshot>, OpenError> {
    let state = dir.join("STATE");
    let Some(before) = open(&state)? else { return Ok(Some(Snapshot::default())) };
    let before = whole(&state, &*before)?;
    let names = names(dir)?;
    let kept = low_water(&before);
    let first = names.iter().filter_map(|name| format::parse_segment_name(name)).find(|base| *base >= kept).or(Some(kept));
    let mut files = Vec::new();
    // Acknowledgements before the records that they are about, and what was set aside last: what moves meanwhile is there twice, never lost.
    for name in names {
        if let Some(file) = open(&dir.join(&name))? {
            let bytes = file.len().map_err(io_error("measure", &dir.join(&name)))?;
            files.push(SnapshotFile { name, bytes, file });
        }
    }
    opened();
    let after = match open(&state)? {
        Some(after) => whole(&state, &*after)?,
        None => return Ok(None),
    };
    if before != after {
        return Ok(None);
    }
    let bytes = before.len() as u64;
    files.push(SnapshotFile { name: "STATE".into(), bytes, file: Arc::new(Kept(before)) });
    Ok(Some(Snapshot { files, first }))
}

/// Segments that begin below this are about to be deleted, as the newest slot of `STATE` says.
fn low_water(state: &[u8]) -> u64 {
    let slots = state.chunks(format::SLOT).filter_map(|slot| match format::decode_slot(slot) {
        SlotFound::Good(state) => Some(state),
        _ => None,
    });
    slots.max_by_key(|state| state.generation).map_or(0, |state| state.low_water)
}

/// Acknowledgements, then segments, then what was set aside; each in order.
fn names(dir: &Path) -> Result<Vec<String>, OpenError> {
    let mut found = Vec::new();
    let items = StdVfs.list(dir).map_err(io_error("list", dir))?;
    for item in items.iter().filter(|item| item.kind == ItemKind::File) {
        let acks = format::parse_acks_name(&item.name).map(|base| (0, base));
        let segment = format::parse_segment_name(&item.name).map(|base| (1, base));
        found.extend(acks.or(segment).map(|place| (place, item.name.clone())));
    }
    found.sort();
    let mut names: Vec<String> = found.into_iter().map(|(_, name)| name).collect();
    let aside = dir.join("aside");
    match StdVfs.list(&aside) {
        Ok(mut items) => {
            items.sort_by(|one, other| one.name.cmp(&other.name));
            names.extend(items.iter().filter(|item| item.kind == ItemKind::File).map(|item| format!("aside/{}", item.name)));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io_error("list", &aside)(error)),
    }
    Ok(names)
}

/// None: it is not there, or no longer.
fn open(path: &Path) -> Result<Option<Arc<dyn VfsFile>>, OpenError> {
    match StdVfs.open(path, OpenHow::Read) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("open", path)(error)),
    }
}

fn whole(path: &Path, file: &dyn VfsFile) -> Result<Vec<u8>, OpenError> {
    let mut bytes = vec![0; 2 * format::SLOT];
    let read = read_full_at(file, &mut bytes, 0).map_err(io_error("read", path))?;
    bytes.truncate(read);
    Ok(bytes)
}

/// Bytes in memory as a file that nobody can change.
struct Kept(Vec<u8>);

impl VfsFile for Kept {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.len() as u64)
    }

    fn read_at(&self, buf: &mut [u8], pos: u64) -> io::Result<usize> {
        let from = usize::try_from(pos).unwrap_or(usize::MAX).min(self.0.len());
        let count = buf.len().min(self.0.len() - from);
        buf[..count].copy_from_slice(&self.0[from..from + count]);
        Ok(count)
    }

    fn write_at(&self, _: &[u8], _: u64) -> io::Result<usize> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn set_len(&self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn sync_data(&self) -> io::Result<()> {
        Err(io::ErrorKind::PermissionDenied.into())
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(false)
    }
}

#[cfg(test)]
#[path = "snapshot_tests.rs"]
mod tests;
