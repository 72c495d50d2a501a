//! What an archive says of itself, in its last entry; and whether this version can use it.

use anyhow::{Result, bail};
use domain::clock::Timestamp;
use domain::id::LogId;
use serde::{Deserialize, Serialize};

/// The number of the archive's format. A higher one is refused.
pub const FORMAT: u32 = 1;

/// See the module's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The data directory's format.
    pub data_dir: u32,
    /// Every change that the store's schema has, in order.
    pub schema: Vec<String>,
    /// When the store was copied, by its own clock.
    pub taken_at: Timestamp,
    pub log: Log,
    /// All other entries, in order.
    pub files: Vec<File>,
}

/// The event log that the store was folded from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// None: nothing was folded yet.
    pub id: Option<LogId>,
    /// The store has folded at least the events before this offset.
    pub folded: u64,
    /// Whether the archive holds it; false: a broker keeps it.
    pub kept: bool,
    /// Where it was, in words without secrets.
    pub place: String,
}

/// One entry of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub name: String,
    pub bytes: u64,
    /// In hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Refuses what a newer version wrote. `data_dir`: the newest format that this version knows; `schema`: the changes that it knows.
    ///
    /// # Errors
    /// Says what is newer.
    pub fn check(&self, data_dir: u32, schema: &[&str]) -> Result<()> {
        if self.data_dir > data_dir {
            bail!(
                "the backup is from a newer version of deviantcord ({}: data directory of format {}, this one knows {data_dir}); install that version, nothing was changed",
                self.program,
                self.data_dir
            );
        }
        let unknown: Vec<&str> = self.schema.iter().map(String::as_str).filter(|name| !schema.contains(name)).collect();
        let complete = schema.iter().all(|known| self.schema.iter().any(|name| name == known));
        if unknown.iter().any(|name| !name.ends_with(migration::ADDITIVE)) || !(unknown.is_empty() || complete) {
            bail!(
                "the backup is from a newer version of deviantcord ({}: its store has {}, which this one does not know); install that version, nothing was changed",
                self.program,
                unknown.join(", ")
            );
        }
        Ok(())
    }

    /// Bytes of all entries.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Refuses an archive of a newer format.
///
/// # Errors
/// Says so.
pub fn check_format(found: u32) -> Result<()> {
    if found > FORMAT {
        bail!(
            "the backup is of a newer format ({found}, this version knows {FORMAT}); install the version that wrote it, nothing was changed"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(data_dir: u32, schema: &[&str]) -> Manifest {
        Manifest {
            format: FORMAT,
            program: "9.9.9".to_owned(),
            data_dir,
            schema: schema.iter().map(|name| (*name).to_owned()).collect(),
            taken_at: Timestamp::UNIX_EPOCH,
            log: Log { id: None, folded: 0, kept: true, place: "disk:/x".to_owned() },
            files: Vec::new(),
        }
    }

    #[test]
    fn what_a_newer_version_wrote_is_refused_unless_it_only_added_to_the_schema() {
        let known = ["m1", "m2_additive"];
        for fine in [&["m1"][..], &["m1", "m2_additive"], &["m1", "m2_additive", "m3_additive"]] {
            assert!(manifest(1, fine).check(1, &known).is_ok(), "{fine:?}");
        }
        for newer in [&["m1", "m2_additive", "m3"][..], &["m1", "m3_additive"]] {
            let said = manifest(1, newer).check(1, &known).unwrap_err().to_string();
            assert!(said.contains("newer version") && said.contains("m3"), "{said}");
        }
        assert!(manifest(2, &["m1"]).check(1, &known).unwrap_err().to_string().contains("format 2"));
        assert!(check_format(FORMAT).is_ok() && check_format(FORMAT + 1).is_err());
    }
}
