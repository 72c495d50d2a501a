//! The real filesystem.

use crate::vfs::{DirItem, ItemKind, Locking, OpenHow, Vfs, VfsFile};
use rustix::fs::{FlockOperation, OFlags};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The operating system's filesystem. Files are opened with `O_NOFOLLOW` and `O_CLOEXEC`.
#[derive(Clone, Copy, Debug, Default)]
pub struct StdVfs;

struct StdFile(File);

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    // NONBLOCK: a pipe put in place of a file must not hang us; regular files do not care.
    options.read(true).mode(0o600).custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    options
}

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")) }
}

impl Vfs for StdVfs {
    fn prepare_dir(&self, dir: &Path, mode: u32, create: bool) -> io::Result<()> {
        let found = match std::fs::symlink_metadata(dir) {
            Err(e) if e.kind() == io::ErrorKind::NotFound && create => {
                DirBuilder::new().recursive(true).mode(mode).create(dir)?;
                let parent = dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                File::open(parent)?.sync_all()?;
                std::fs::symlink_metadata(dir)?
            }
            other => other?,
        };
        if !found.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "not its own directory (a link is not followed)"));
        }
        let extra = found.permissions().mode() & 0o077 & !mode;
        if extra != 0 {
            let why = format!("others may look in (mode {:o}); run chmod {mode:o} on it", found.permissions().mode() & 0o7777);
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        }
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirItem>> {
        let mut items = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let meta = match entry.metadata() {
                // deleted since it was listed: somebody reads beside a live writer
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                other => other?,
            };
            let kind = if meta.is_file() {
                ItemKind::File
            } else if meta.is_dir() {
                ItemKind::Dir
            } else {
                ItemKind::Other
            };
            items.push(DirItem { name, kind, len: meta.len() });
        }
        Ok(items)
    }

    fn open(&self, path: &Path, how: OpenHow) -> io::Result<Arc<dyn VfsFile>> {
        let mut options = options();
        match how {
            OpenHow::Read => &mut options,
            OpenHow::ReadWrite => options.write(true),
            OpenHow::CreateNew => options.write(true).create_new(true),
        };
        Ok(Arc::new(StdFile(regular(options.open(path)?)?)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn unlink(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }

    fn lock(&self, path: &Path) -> io::Result<Locking> {
        let file = regular(options().write(true).create(true).truncate(false).open(path)?)?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                let text = format!("{} {}\n", std::process::id(), self.now_ms());
                // Diagnostic only: a full disk must not keep anybody from opening.
                let _ = file.set_len(0).and_then(|()| file.write_all_at(text.as_bytes(), 0));
                Ok(Locking::Held(Box::new(file)))
            }
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(Locking::Busy { pid: holder(&file) }),
            Err(e) => Err(e.into()),
        }
    }

    fn free_bytes(&self, dir: &Path) -> io::Result<u64> {
        let stat = rustix::fs::statvfs(dir)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    #[expect(clippy::disallowed_methods, reason = "this crate stands alone; Vfs is its clock and tests replace it")]
    fn now_ms(&self) -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
    }

    fn random_id(&self) -> io::Result<[u8; 16]> {
        let mut id = [0; 16];
        File::open("/dev/urandom")?.read_exact(&mut id)?;
        Ok(id)
    }
}

/// The process id that the holder wrote; it writes it right after it got the lock, so a short wait finds it.
fn holder(file: &File) -> u32 {
    for _ in 0..10 {
        let mut text = [0; 32];
        let n = file.read_at(&mut text, 0).unwrap_or(0);
        let pid = std::str::from_utf8(&text[..n]).ok().and_then(|t| t.split_whitespace().next()?.parse().ok());
        if let Some(pid) = pid {
            return pid;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    0
}

impl VfsFile for StdFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, buf: &mut [u8], pos: u64) -> io::Result<usize> {
        self.0.read_at(buf, pos)
    }

    fn write_at(&self, buf: &[u8], pos: u64) -> io::Result<usize> {
        self.0.write_at(buf, pos)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(self.0.metadata()?.nlink() > 0)
    }
}
