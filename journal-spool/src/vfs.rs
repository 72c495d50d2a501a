//! What the journal asks of a filesystem, so that tests can put a simulated one in its place.

use std::any::Any;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// A filesystem. [`StdVfs`](crate::StdVfs) is the real one; the crate's tests have one that loses power.
///
/// All calls block. A symbolic link in the last place of a path is an error everywhere.
pub trait Vfs: Send + Sync + 'static {
    /// Makes sure that `dir` is a directory (no link) without permission bits beyond `mode`; makes it when `create` is set.
    ///
    /// # Errors
    /// `PermissionDenied` when others may look in, `NotADirectory`, `NotFound`, or what the system says.
    fn prepare_dir(&self, dir: &Path, mode: u32, create: bool) -> io::Result<()>;

    /// What the directory holds. Names that are not UTF-8 are left out: none of ours looks like that.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self, dir: &Path) -> io::Result<Vec<DirItem>>;

    /// Opens a regular file; new files get mode 0600.
    ///
    /// # Errors
    /// What the system says; `InvalidInput` when it is not a regular file.
    fn open(&self, path: &Path, how: OpenHow) -> io::Result<Arc<dyn VfsFile>>;

    /// Renames, replacing what is there.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Takes a name out of its directory.
    ///
    /// # Errors
    /// What the system says.
    fn unlink(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in a directory durable.
    ///
    /// # Errors
    /// What the system says.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// Takes the exclusive lock on this file, which is made when it is missing; never waits.
    ///
    /// # Errors
    /// What the system says. That somebody else holds it is no error but [`Locking::Busy`].
    fn lock(&self, path: &Path) -> io::Result<Locking>;

    /// Bytes that may still be written below this directory.
    ///
    /// # Errors
    /// What the system says.
    fn free_bytes(&self, dir: &Path) -> io::Result<u64>;

    /// Wall clock, milliseconds since 1970. May jump.
    fn now_ms(&self) -> u64;

    /// Sixteen random bytes for a new log's identity.
    ///
    /// # Errors
    /// What the system says.
    fn random_id(&self) -> io::Result<[u8; 16]>;
}

/// An open file of a [`Vfs`].
pub trait VfsFile: Send + Sync {
    /// Its length in bytes.
    ///
    /// # Errors
    /// What the system says.
    fn len(&self) -> io::Result<u64>;

    /// Whether it has no bytes.
    ///
    /// # Errors
    /// What the system says.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Reads at a position; may read less; 0 at the end.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, buf: &mut [u8], pos: u64) -> io::Result<usize>;

    /// Writes at a position; may write less.
    ///
    /// # Errors
    /// What the system says.
    fn write_at(&self, buf: &[u8], pos: u64) -> io::Result<usize>;

    /// Cuts or extends it.
    ///
    /// # Errors
    /// What the system says.
    fn set_len(&self, len: u64) -> io::Result<()>;

    /// Makes its bytes and its length durable (fdatasync). After an error this must never be called again on the same file:
    /// the kernel marks the lost pages clean and the second call succeeds.
    ///
    /// # Errors
    /// What the system says.
    fn sync_data(&self) -> io::Result<()>;

    /// Whether a directory still names it: writes to a deleted file succeed and are lost.
    ///
    /// # Errors
    /// What the system says.
    fn is_linked(&self) -> io::Result<bool>;
}

/// One name in a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirItem {
    /// The name without the directory.
    pub name: String,
    /// What it names; a link is [`ItemKind::Other`].
    pub kind: ItemKind,
    /// Length in bytes, of a file.
    pub len: u64,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A regular file.
    File,
    /// A directory.
    Dir,
    /// A link, a socket, a pipe, a device.
    Other,
}

/// How to open a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenHow {
    /// To read (and to sync).
    Read,
    /// To read and write; it must exist.
    ReadWrite,
    /// To read and write; it must not exist.
    CreateNew,
}

/// The answer to a try for the lock.
pub enum Locking {
    /// It is ours until this value is dropped.
    Held(Box<dyn Any + Send + Sync>),
    /// Somebody holds it; its process id, 0 when it has not written it yet.
    Busy {
        /// Process id of the holder.
        pid: u32,
    },
}

impl fmt::Debug for Locking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(_) => f.write_str("Held"),
            Self::Busy { pid } => write!(f, "Busy({pid})"),
        }
    }
}

/// Writes everything, however short the single writes are.
pub(crate) fn write_all_at(file: &dyn VfsFile, mut buf: &[u8], mut pos: u64) -> io::Result<()> {
    while !buf.is_empty() {
        match file.write_at(buf, pos) {
            Ok(0) => return Err(io::Error::new(io::ErrorKind::WriteZero, "the file takes no more bytes")),
            Ok(n) => {
                buf = &buf[n..];
                pos += n as u64;
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Reads until the buffer is full or the file ends; how much it was.
pub(crate) fn read_full_at(file: &dyn VfsFile, buf: &mut [u8], pos: u64) -> io::Result<usize> {
    let mut done = 0;
    while done < buf.len() {
        match file.read_at(&mut buf[done..], pos + done as u64) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(done)
}

/// No space, no quota, or the file may not grow: conditions that pass.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}
