//! What can be wrong with a file of an archive.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file of an archive cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", file.display())]
pub struct ArchiveError {
    /// Which.
    pub file: PathBuf,
    /// Why.
    #[source]
    pub problem: Problem,
}

/// What is wrong with a file of an archive.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The disk refused.
    #[error("{0}")]
    Refused(#[source] io::Error),
    /// It ends too early.
    #[error("the file is cut short")]
    Torn,
    /// Its bytes are not those that were written.
    #[error("the file is damaged")]
    Damaged,
    /// A newer version of the program wrote it.
    #[error("a newer version of the program wrote the file")]
    Newer,
    /// It holds something else than its name says.
    #[error("the file is not what its name says: {0}")]
    Foreign(String),
}

pub(super) fn refused(file: &Path) -> impl Fn(io::Error) -> ArchiveError + use<> {
    let file = file.to_owned();
    move |error| ArchiveError { file: file.clone(), problem: Problem::Refused(error) }
}

pub(super) fn sync_dir(dir: &Path) -> Result<(), ArchiveError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(refused(dir))
}
