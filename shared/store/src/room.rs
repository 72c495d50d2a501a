//! Whether the disks have room for a SQLite file that is written afresh, before that begins. SQLite copies what the file holds into a temporary file,
//! often on another disk, and from there through the write-ahead log beside the file (<https://sqlite.org/lang_vacuum.html>, "How VACUUM works").

use crate::error::StoreError;
use crate::pool::Store;
use crate::space::pragma;
use rustix::fs::{Access, access, stat, statvfs};
use sea_orm::ConnectionTrait;
use std::path::{Path, PathBuf};

/// A directory to which is written, and its disk.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Disk {
    dir: PathBuf,
    /// What tells it from others.
    device: u64,
    free: u64,
}

impl Disk {
    /// None: it cannot be asked.
    fn of(dir: &Path) -> Option<Self> {
        let (found, disk) = (stat(dir).ok()?, statvfs(dir).ok()?);
        // Some file systems know no sizes.
        (disk.f_blocks > 0).then(|| Self { dir: dir.to_owned(), device: found.st_dev, free: disk.f_bavail.saturating_mul(disk.f_frsize) })
    }
}

impl Store {
    /// Checks that the file can be written afresh.
    ///
    /// # Errors
    /// [`StoreError::NoRoom`]; the database failed.
    pub(crate) async fn check_room(&self) -> Result<(), StoreError> {
        let (Some(space), Some(file)) = (self.space().await?, self.file().await?) else { return Ok(()) };
        let temporary = temporary(|name| std::env::var_os(name).map(PathBuf::from), is_writable);
        let places = [file.parent().map(Path::to_owned), temporary].into_iter().flatten();
        let disks: Vec<Disk> = places.filter_map(|dir| Disk::of(&dir)).collect();
        match lacking(&disks, space.bytes - space.free) {
            Some((disk, needed)) => Err(StoreError::NoRoom { dir: disk.dir.display().to_string(), free: disk.free, needed }),
            None => Ok(()),
        }
    }

    /// The file of the database; None: it is in memory, or on a server.
    async fn file(&self) -> Result<Option<PathBuf>, StoreError> {
        if self.patience().is_some() {
            return Ok(None);
        }
        let db = self.connection();
        let row = db.query_one_raw(pragma(db, "database_list")).await?;
        // Its third column (sqlite.org/pragma.html#pragma_database_list); the first row is the main database.
        let file = row.map(|row| row.try_get_by_index::<Option<String>>(2)).transpose()?.flatten();
        Ok(file.filter(|file| !file.is_empty()).map(PathBuf::from))
    }
}

/// The first disk that lacks room for this many bytes in each of its directories, and what it needs.
fn lacking(disks: &[Disk], bytes: u64) -> Option<(&Disk, u64)> {
    disks.iter().find_map(|disk| {
        let shares = disks.iter().filter(|other| other.device == disk.device).count() as u64;
        let needed = bytes.saturating_mul(shares);
        (disk.free < needed).then_some((disk, needed))
    })
}

/// Where SQLite has its temporary files, by its own rule (<https://sqlite.org/tempfiles.html>, section 5).
fn temporary(variable: impl Fn(&str) -> Option<PathBuf>, usable: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].into_iter().filter_map(variable);
    let usual = ["/var/tmp", "/usr/tmp", "/tmp", "."].into_iter().map(PathBuf::from);
    named.chain(usual).find(|dir| usable(dir))
}

fn is_writable(dir: &Path) -> bool {
    dir.is_dir() && access(dir, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(dir: &str, device: u64, free: u64) -> Disk {
        Disk { dir: dir.into(), device, free }
    }

    #[test]
    fn each_disk_needs_room_for_what_is_written_to_it() {
        let apart =
            |data, tmp| lacking(&[disk("/data", 1, data), disk("/tmp", 2, tmp)], 10).map(|(disk, needed)| (disk.dir.clone(), needed));
        assert_eq!(apart(10, 10), None);
        assert_eq!(apart(9, 10), Some(("/data".into(), 10)));
        assert_eq!(apart(10, 9), Some(("/tmp".into(), 10)));
        let one = |free| lacking(&[disk("/data", 1, free), disk("/tmp", 1, free)], 10).map(|(_, needed)| needed);
        assert_eq!((one(20), one(19)), (None, Some(20)), "both copies are on one disk");
        assert_eq!(lacking(&[], 10), None, "no disk can be asked");
    }

    #[test]
    fn temporary_files_are_where_sqlite_looks_first() {
        let with = |set: &'static [&str], usable: &'static [&str]| {
            let variable = move |name: &str| set.contains(&name).then(|| PathBuf::from(format!("/{name}")));
            temporary(variable, move |dir| usable.iter().any(|known| dir == Path::new(known)))
        };
        let all: &[&str] = &["/SQLITE_TMPDIR", "/TMPDIR", "/var/tmp", "/tmp"];
        assert_eq!(with(&["SQLITE_TMPDIR", "TMPDIR"], all), Some("/SQLITE_TMPDIR".into()));
        assert_eq!(with(&["TMPDIR"], all), Some("/TMPDIR".into()));
        assert_eq!(with(&["TMPDIR"], &["/tmp"]), Some("/tmp".into()), "one that cannot be written is passed over");
        assert_eq!((with(&[], all), with(&[], &[])), (Some("/var/tmp".into()), None));
    }

    #[tokio::test]
    async fn a_file_knows_its_disk_and_a_store_in_memory_has_none() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("store.sqlite");
        let store = Store::connect(&format!("sqlite:{}", file.display())).await.unwrap();
        let found = store.file().await.unwrap().unwrap();
        assert_eq!(found.canonicalize().unwrap(), file.canonicalize().unwrap());
        assert!(Disk::of(dir.path()).is_some_and(|disk| disk.free > 0));
        store.check_room().await.unwrap();
        store.close().await;
        assert_eq!(Store::in_memory().await.unwrap().file().await.unwrap(), None);
    }
}
