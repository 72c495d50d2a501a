//! Moves what was unpacked and verified into its places, and what was there aside. Nothing is deleted.

use super::archive::make_private;
use super::names::directory_of;
use anyhow::{Context, Result, bail};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A file or directory, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where it belongs.
    pub place: PathBuf,
    /// What was unpacked for it; None: it only goes aside.
    pub new: Option<PathBuf>,
}

/// Where what is unpacked for this place waits: beside it, so that a rename is enough.
#[must_use]
pub fn waiting(place: &Path) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(".restoring");
    PathBuf::from(name)
}

/// Where what is in this place goes: into a directory beside it that says when that was.
#[must_use]
pub fn aside(place: &Path, moment: &str) -> PathBuf {
    let name = place.file_name().unwrap_or_default();
    place.with_file_name(format!("before-restore-{moment}")).join(name)
}

/// What SQLite keeps beside a database that is open, or was not closed.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The files that SQLite would keep beside this one.
pub fn beside(path: &Path) -> [PathBuf; 3] {
    BESIDE.map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

/// Refuses places that a rename cannot give back: a link, whose target would stay, and the root of a file system.
///
/// # Errors
/// Names the first of them.
pub fn check_places(moves: &[Move]) -> Result<()> {
    for place in moves.iter().map(|one| one.place.as_path()) {
        let Ok(found) = std::fs::symlink_metadata(place) else { continue };
        if found.is_symlink() {
            bail!(
                "{} is a link; put what it leads to into its place, or configure that place itself, nothing was changed",
                place.display()
            );
        }
        let above = directory_of(place);
        let above = std::fs::metadata(above).with_context(|| format!("{} cannot be read", above.display()))?;
        if above.dev() != found.dev() {
            bail!("a file system is mounted at {}; configure a directory within it, or unmount it, nothing was changed", place.display());
        }
    }
    Ok(())
}

/// Refuses to move a database that was not closed: a part of it would stay behind.
///
/// # Errors
/// Names what is beside it.
pub fn check_closed(moves: &[Move]) -> Result<()> {
    for new in moves.iter().filter_map(|one| one.new.as_deref()) {
        if let Some(open) = beside(new).into_iter().find(|path| path.exists()) {
            bail!("{} is there: the unpacked store was not closed; run the command again, nothing was put into its place", open.display());
        }
    }
    Ok(())
}

/// Gives this file, or this directory with all that is in it, to this user and group. Links are not followed.
///
/// # Errors
/// When one of them cannot be given or read.
pub fn give(path: &Path, owner: (u32, u32)) -> Result<()> {
    let cannot = || format!("{} cannot be given to user {}", path.display(), owner.0);
    let found = match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        found => found.with_context(cannot)?,
    };
    if found.is_dir() {
        for entry in std::fs::read_dir(path).with_context(cannot)? {
            give(&entry.with_context(cannot)?.path(), owner)?;
        }
    }
    std::os::unix::fs::lchown(path, Some(owner.0), Some(owner.1)).with_context(cannot)
}

/// Removes what an earlier restore has left unpacked.
///
/// # Errors
/// When it cannot be removed.
pub fn clear(moves: &[Move]) -> Result<()> {
    let unpacked = moves.iter().filter_map(|one| one.new.clone());
    for new in unpacked.flat_map(|new| beside(&new).into_iter().chain([new])) {
        let removed = if new.is_dir() { std::fs::remove_dir_all(&new) } else { std::fs::remove_file(&new) };
        match removed {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", new.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Moves everything; answers where to what was there went.
///
/// # Errors
/// When something cannot be moved. The command may be repeated.
pub fn run(moves: &[Move], moment: &str) -> Result<Vec<PathBuf>> {
    let mut put_aside = Vec::new();
    for Move { place, new } in moves {
        if place.exists() {
            let aside = aside(place, moment);
            if let Some(dir) = aside.parent() {
                make_private(dir)?;
            }
            rename(place, &aside)?;
            put_aside.push(aside);
        }
        if let Some(new) = new.as_deref().filter(|new| new.exists()) {
            rename(new, place)?;
        }
    }
    for dir in moves.iter().map(|one| directory_of(&one.place)).collect::<std::collections::BTreeSet<_>>() {
        std::fs::File::open(dir)?.sync_all().with_context(|| format!("{} cannot be written", dir.display()))?;
    }
    Ok(put_aside)
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).with_context(|| format!("{} cannot be moved to {}", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_goes_aside_and_what_is_new_takes_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("log")).unwrap();
        std::fs::write(at("log/old"), "old").unwrap();
        std::fs::write(at("bot.start"), "old").unwrap();
        let moves = [
            Move { place: at("log"), new: Some(waiting(&at("log"))) },
            Move { place: at("bot.start"), new: None },
            Move { place: at("spool"), new: Some(waiting(&at("spool"))) },
        ];
        std::fs::create_dir(at("log.restoring")).unwrap();
        std::fs::write(at("log.restoring/half"), "of an earlier one").unwrap();
        std::fs::write(at("spool.restoring-wal"), "of an earlier one").unwrap();
        assert!(check_closed(&moves).unwrap_err().to_string().contains("spool.restoring-wal"));
        clear(&moves).unwrap();
        assert!(!at("log.restoring").exists() && !at("spool.restoring-wal").exists());
        check_closed(&moves).unwrap();
        std::fs::create_dir(at("log.restoring")).unwrap();
        std::fs::write(at("log.restoring/new"), "new").unwrap();
        let aside = run(&moves, "now").unwrap();
        assert_eq!(aside, [at("before-restore-now/log"), at("before-restore-now/bot.start")]);
        assert_eq!(std::fs::read_to_string(at("log/new")).unwrap(), "new");
        assert_eq!(std::fs::read_to_string(at("before-restore-now/log/old")).unwrap(), "old");
        assert!(!at("bot.start").exists() && !at("spool").exists());
        assert_eq!(run(&moves[1..], "then").unwrap(), Vec::<PathBuf>::new(), "again there is nothing to do");
    }

    #[test]
    fn a_link_or_a_mounted_file_system_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let moves = |place: PathBuf| [Move { new: Some(waiting(&place)), place }];
        check_places(&moves(dir.path().join("none"))).unwrap();
        check_places(&moves(dir.path().to_owned())).unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(dir.path(), &link).unwrap();
        assert!(check_places(&moves(link)).unwrap_err().to_string().contains("is a link"));
        assert!(check_places(&moves("/proc".into())).unwrap_err().to_string().contains("is mounted"));
    }

    #[test]
    fn what_root_unpacked_is_given_away_with_all_that_is_in_it() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let dir = tempfile::tempdir().unwrap();
        let (inner, kept) = (dir.path().join("log/aside"), dir.path().join("kept"));
        make_private(&inner).unwrap();
        std::fs::write(inner.join("1"), "").unwrap();
        std::fs::write(&kept, "").unwrap();
        std::os::unix::fs::symlink(&kept, inner.join("link")).unwrap();
        give(&dir.path().join("log"), (4_242, 4_243)).unwrap();
        for path in [dir.path().join("log"), inner.clone(), inner.join("1"), inner.join("link")] {
            let found = std::fs::symlink_metadata(&path).unwrap();
            assert_eq!((found.uid(), found.gid()), (4_242, 4_243), "{}", path.display());
        }
        assert_eq!(std::fs::metadata(kept).unwrap().uid(), 0, "where a link leads stays");
        give(&dir.path().join("none"), (4_242, 4_243)).unwrap();
    }
}
