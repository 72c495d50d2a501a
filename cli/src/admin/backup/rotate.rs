//! `--keep N`: FILE is the newest backup, FILE.1 the one before, and so on.

use std::path::{Path, PathBuf};

/// FILE.1 and so on; 0 is FILE itself.
fn numbered(file: &Path, number: u32) -> PathBuf {
    if number == 0 {
        return file.to_owned();
    }
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{number}"));
    PathBuf::from(name)
}

/// The renames that make room for a new FILE, in order, so that `keep` files remain afterwards: each gives way to the one before it, and the
/// oldest is overwritten. `there`: whether a file exists.
pub fn shifts(file: &Path, keep: u32, there: &dyn Fn(&Path) -> bool) -> Vec<(PathBuf, PathBuf)> {
    // A gap in the numbers stops the move there.
    let full = (0..keep.saturating_sub(1)).take_while(|number| there(&numbered(file, *number))).count();
    let full = u32::try_from(full).unwrap_or(u32::MAX);
    (0..full).rev().map(|number| (numbered(file, number), numbered(file, number + 1))).collect()
}

/// The backups that are more than `keep`, from when more were kept.
pub fn surplus(file: &Path, keep: u32, there: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    (keep..).map(|number| numbered(file, number)).take_while(|path| there(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Which backup each file holds after this many backups with `keep`.
    fn after(backups: u32, keep: u32) -> Vec<(String, u32)> {
        let mut files = std::collections::BTreeMap::new();
        for backup in 0..backups {
            let there: BTreeSet<PathBuf> = files.keys().cloned().collect();
            for (from, to) in shifts(Path::new("b"), keep, &|path| there.contains(path)) {
                let moved = files.remove(&from).unwrap();
                files.insert(to, moved);
            }
            files.insert(PathBuf::from("b"), backup);
        }
        files.into_iter().map(|(path, backup)| (path.display().to_string(), backup)).collect()
    }

    #[test]
    fn the_newest_are_kept_in_order() {
        let named = |found: &[(&str, u32)]| found.iter().map(|(name, backup)| ((*name).to_owned(), *backup)).collect::<Vec<_>>();
        assert_eq!(after(5, 1), named(&[("b", 4)]));
        assert_eq!(after(2, 3), named(&[("b", 1), ("b.1", 0)]));
        assert_eq!(after(9, 3), named(&[("b", 8), ("b.1", 7), ("b.2", 6)]));
    }

    #[test]
    fn what_is_kept_no_longer_is_named() {
        let there = |path: &Path| ["b", "b.1", "b.2", "b.3", "b.5"].contains(&path.to_str().unwrap());
        assert_eq!(surplus(Path::new("b"), 2, &there), [PathBuf::from("b.2"), PathBuf::from("b.3")]);
    }
}
