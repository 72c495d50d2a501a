//! Moves what was unpacked and verified into its places, and what was there aside. Nothing is deleted.

use super::archive::make_private;
use anyhow::{Context, Result};
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

/// Removes what an earlier restore has left unpacked.
///
/// # Errors
/// When it cannot be removed.
pub fn clear(moves: &[Move]) -> Result<()> {
    for new in moves.iter().filter_map(|one| one.new.as_deref()) {
        let removed = if new.is_dir() { std::fs::remove_dir_all(new) } else { std::fs::remove_file(new) };
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
    for dir in moves.iter().filter_map(|one| one.place.parent()).collect::<std::collections::BTreeSet<_>>() {
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
        clear(&moves).unwrap();
        assert!(!at("log.restoring").exists());
        std::fs::create_dir(at("log.restoring")).unwrap();
        std::fs::write(at("log.restoring/new"), "new").unwrap();
        let aside = run(&moves, "now").unwrap();
        assert_eq!(aside, [at("before-restore-now/log"), at("before-restore-now/bot.start")]);
        assert_eq!(std::fs::read_to_string(at("log/new")).unwrap(), "new");
        assert_eq!(std::fs::read_to_string(at("before-restore-now/log/old")).unwrap(), "old");
        assert!(!at("bot.start").exists() && !at("spool").exists());
        assert_eq!(run(&moves[1..], "then").unwrap(), Vec::<PathBuf>::new(), "again there is nothing to do");
    }
}
