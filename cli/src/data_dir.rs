//! The data directory: made private, marked with its version, and locked per role so that no two processes share one.

use anyhow::{Context, Result, bail};
use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

/// What this version writes. A directory with a higher number is left alone.
pub const VERSION: u32 = 1;
/// There while a restore moves files: a directory of which only a part was put back is no data directory.
const RESTORING: &str = "RESTORING";

/// So often a lock that is held is tried again, and after so long.
const LOOKS: u32 = 10;
const LOOK: Duration = Duration::from_millis(20);

/// An opened data directory; holds the locks of its roles.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _locks: Vec<File>,
}

impl DataDir {
    /// Opens (or makes) the directory and takes the lock of each named role.
    ///
    /// # Errors
    /// When it belongs to a newer version or is in use: nothing was touched then. When it cannot be made or written.
    pub fn open(path: &Path, roles: &[&str]) -> Result<Self> {
        check_whole(path)?;
        Self::open_any(path, roles)
    }

    /// [`open`](Self::open) for a restore, which may also put back what an earlier one has left half done.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_any(path: &Path, roles: &[&str]) -> Result<Self> {
        let marker = path.join("VERSION");
        match std::fs::read_to_string(&marker) {
            Ok(text) => check_version(path, &text)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("data_dir {} cannot be read", path.display())),
        }
        DirBuilder::new().recursive(true).mode(0o700).create(path).with_context(|| {
            format!("data_dir {} cannot be created; set data_dir to a place that this user may write to", path.display())
        })?;
        let locks = roles.iter().map(|role| lock(path, role)).collect::<Result<Vec<_>>>()?;
        if !marker.exists() {
            write(&marker, &VERSION.to_string()).with_context(|| {
                format!("data_dir {} is not writable; fix that, or set data_dir to a place that this user may write to", path.display())
            })?;
        }
        Ok(Self { path: path.to_owned(), _locks: locks })
    }

    /// Also keeps backups away, which read beside a running service: for commands that put other files in the place of these.
    ///
    /// # Errors
    /// When one is being taken.
    pub fn without_backups(mut self) -> Result<Self> {
        let name = self.path.join("VERSION");
        let file = File::open(&name).with_context(|| format!("{} cannot be read", name.display()))?;
        if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            bail!("a backup of data_dir {} is being taken; wait until it is complete, then run this again", self.path.display());
        }
        self._locks.push(file);
        Ok(self)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A restore begins to move files; until [`restored`](Self::restored) nobody else may use the directory.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn restoring(&self) -> Result<()> {
        let marker = self.path.join(RESTORING);
        write(&marker, "a restore is moving files").with_context(|| format!("{} cannot be written", marker.display()))
    }

    /// The restore is complete.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn restored(&self) -> Result<()> {
        let marker = self.path.join(RESTORING);
        std::fs::remove_file(&marker).with_context(|| format!("{} cannot be removed", marker.display()))
    }

    /// The name under which this directory's ingest worker shares the work with others; made the first time it is asked for.
    ///
    /// # Errors
    /// When it can be neither read nor written.
    pub fn worker(path: &Path) -> Result<Uuid> {
        Self::name(path, "worker")
    }

    /// The name under which others see the process with these roles of this directory, the same over its restarts.
    ///
    /// # Errors
    /// As [`worker`](Self::worker).
    pub fn process(path: &Path, roles: &[&str]) -> Result<Uuid> {
        Ok(Uuid::new_v5(&Self::name(path, "process")?, roles.join(",").as_bytes()))
    }

    fn name(path: &Path, file: &str) -> Result<Uuid> {
        let file = path.join(file);
        let known = std::fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok());
        if let Some(known) = known {
            return Ok(known);
        }
        let new = Uuid::new_v4();
        write(&file, &new.to_string()).with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(new)
    }
}

/// Whether the directory can be read by this version; for commands that only read.
///
/// # Errors
/// When there is none, or a newer version made it.
pub fn check(path: &Path) -> Result<()> {
    check_whole(path)?;
    match std::fs::read_to_string(path.join("VERSION")) {
        Ok(text) => check_version(path, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("{} is not a data directory yet; `deviantcord run` creates one (or set data_dir)", path.display())
        }
        Err(error) => Err(error).with_context(|| format!("{} cannot be read; check its owner and mode", path.join("VERSION").display())),
    }
}

/// For a backup: as long as this is held, no command puts other files in the place of those that are there. The service runs on.
///
/// # Errors
/// When such a command is at work, or there is no data directory.
pub fn reading(path: &Path) -> Result<File> {
    let name = path.join("VERSION");
    let file = File::open(&name).with_context(|| format!("{} cannot be read", name.display()))?;
    if flock(&file, FlockOperation::NonBlockingLockShared).is_err() {
        bail!("a restore or a move is at work in data_dir {}; wait until it is complete, then run this again", path.display());
    }
    Ok(file)
}

/// The process that holds this role's lock now, if any.
#[must_use]
pub fn owner(path: &Path, role: &str) -> Option<String> {
    let mut file = File::open(path.join(format!("{role}.lock"))).ok()?;
    if flock(&file, FlockOperation::NonBlockingLockShared).is_ok() {
        return None;
    }
    let mut owner = String::new();
    file.read_to_string(&mut owner).ok()?;
    Some(owner.trim().to_owned())
}

/// Puts a line into a file in one step: processes with other roles may be opening the directory too.
fn write(file: &Path, line: &str) -> std::io::Result<()> {
    let made = file.with_extension(std::process::id().to_string());
    let mut new = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&made)?;
    writeln!(new, "{line}")?;
    new.sync_all()?;
    std::fs::rename(&made, file)
}

fn check_whole(path: &Path) -> Result<()> {
    if path.join(RESTORING).exists() {
        bail!("a restore of {} was cut short; run `deviantcord restore FILE` again, nothing was changed", path.display());
    }
    Ok(())
}

fn check_version(path: &Path, text: &str) -> Result<()> {
    match text.trim().parse::<u32>() {
        Ok(version) if version <= VERSION => Ok(()),
        Ok(version) => bail!(
            "data_dir {} was made by a newer version of deviantcord (format {version}, this one knows {VERSION}); install that version, nothing was changed",
            path.display()
        ),
        Err(_) => bail!("{} does not hold a version number; is data_dir right? nothing was changed", path.join("VERSION").display()),
    }
}

fn lock(path: &Path, role: &str) -> Result<File> {
    let name = path.join(format!("{role}.lock"));
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&name).with_context(|| {
        format!("data_dir {} is not writable; fix that, or set data_dir to a place that this user may write to", path.display())
    })?;
    let taken = || flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok();
    // Who looks whether a role runs holds its lock for a moment.
    let waited = || {
        std::thread::sleep(LOOK);
        taken()
    };
    if !taken() && !(0..LOOKS).any(|_| waited()) {
        let mut owner = String::new();
        file.read_to_string(&mut owner).unwrap_or_default();
        bail!(
            "data_dir {} is in use by another process (role {role}, pid {}); stop it first, or give this one its own data_dir",
            path.display(),
            owner.trim()
        );
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_keep_a_restore_away_and_it_keeps_them_away_and_neither_minds_the_service() {
        let place = tempfile::tempdir().unwrap();
        let service = DataDir::open(place.path(), &["bot"]).unwrap();
        let (one, two) = (reading(place.path()).unwrap(), reading(place.path()).unwrap());
        let alone = || DataDir::open(place.path(), &["admin"]).and_then(DataDir::without_backups);
        assert!(format!("{:#}", alone().unwrap_err()).contains("a backup of data_dir"));
        drop((one, two));
        let restore = alone().unwrap();
        assert!(format!("{:#}", reading(place.path()).unwrap_err()).contains("a restore or a move is at work"));
        drop((restore, service));
        drop(reading(place.path()).unwrap());
    }

    #[test]
    fn a_look_at_a_role_keeps_nobody_from_starting_it_and_a_process_that_runs_it_does() {
        let place = tempfile::tempdir().unwrap();
        drop(DataDir::open(place.path(), &["bot"]).unwrap());
        let look = File::open(place.path().join("bot.lock")).unwrap();
        flock(&look, FlockOperation::NonBlockingLockShared).unwrap();
        let looks = std::thread::spawn(move || {
            std::thread::sleep(LOOK * 2);
            drop(look);
        });
        let service = DataDir::open(place.path(), &["bot"]).unwrap();
        looks.join().unwrap();
        assert!(format!("{:#}", DataDir::open(place.path(), &["bot"]).unwrap_err()).contains("is in use by another process"));
        drop(service);
    }

    #[test]
    fn a_directory_keeps_its_workers_name_and_makes_another_when_it_cannot_be_read() {
        let place = tempfile::tempdir().unwrap();
        let name = DataDir::worker(place.path()).unwrap();
        assert_eq!(DataDir::worker(place.path()).unwrap(), name);
        std::fs::write(place.path().join("worker"), "no name").unwrap();
        let other = DataDir::worker(place.path()).unwrap();
        assert_ne!(other, name);
        assert_eq!(DataDir::worker(place.path()).unwrap(), other);
    }
}
