//! What goes wrong with a directory, an append or a read.

use std::path::PathBuf;
use std::sync::Arc;

/// Why a directory was not opened. Nothing in it was changed unless it is [`OpenError::Io`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process has it.
    #[error("{path} is in use by process {pid}; stop that process or choose another directory")]
    Locked {
        /// The holder; 0 when it has not said yet.
        pid: u32,
        /// The lock's file.
        path: PathBuf,
    },
    /// A newer version wrote it.
    #[error("{path} was written by a newer version (format {found}, known is {known}); upgrade this program, nothing was touched")]
    NewerFormat {
        /// The version of its format.
        found: u16,
        /// The newest that this version reads.
        known: u16,
        /// The file that says so.
        path: PathBuf,
    },
    /// It is damaged beyond what the recovery policy accepts.
    #[error("{path} is damaged ({what}) and the recovery policy is strict; run a check, then open with salvage")]
    Corrupt {
        /// What is damaged, in words.
        what: String,
        /// Where.
        path: PathBuf,
    },
    /// To use it as it is could lose records.
    #[error("{path} is refused: {why}")]
    Unsafe {
        /// Why, in words.
        why: String,
        /// What is refused.
        path: PathBuf,
    },
    /// The options contradict each other or the format.
    #[error("the options cannot be used: {0}")]
    Options(String),
    /// The system refused something.
    #[error("could not {doing} {path}: {source}")]
    Io {
        /// What was tried: a verb.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Why records were not appended. After `Io` and `Poisoned` they may still be there at the next open.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The bound, or the disk, is reached.
    #[error("the journal is full ({used} of {cap} bytes); free space or raise the bound, appends resume by themselves")]
    Full {
        /// Bytes that the journal takes.
        used: u64,
        /// Bytes that it may take.
        cap: u64,
    },
    /// One record, or one call's, is larger than the options allow.
    #[error("{size} bytes are more than the {max} that one record or one call may have")]
    TooLarge {
        /// Bytes that were to be appended.
        size: usize,
        /// Bytes that may be.
        max: usize,
    },
    /// The write failed, and the next one may succeed.
    #[error("the disk refused the write ({0}); the append may be tried again")]
    Io(#[source] Arc<std::io::Error>),
    /// A sync failed: nobody knows what is on the disk.
    #[error("the disk lost a write and the journal takes no more ({0}); restart the process")]
    Poisoned(#[source] Poison),
    /// The journal was closed.
    #[error("the journal is closed")]
    Closed,
}

/// Why a log takes no more. Cheap to clone, because everybody is told who appends afterwards.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{words}")]
pub struct Poison {
    words: String,
    source: Option<Arc<std::io::Error>>,
}

impl Poison {
    /// `words` tell everything; `source` is what the system said, if it did.
    pub(crate) fn new(words: String, source: Option<std::io::Error>) -> Self {
        Self { words, source: source.map(Arc::new) }
    }
}

/// Why a read gave nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No longer kept, or damaged.
    #[error("offsets {from} to {to} (not included) are gone or damaged")]
    Gap {
        /// The first missing offset.
        from: u64,
        /// Where reading may resume.
        to: u64,
    },
    /// The offset belongs to another log, or to a future of this one.
    #[error("offset {from} is beyond the end {end}")]
    BeyondEnd {
        /// The offset that was asked for.
        from: u64,
        /// The offset of the next record.
        end: u64,
    },
    /// The system refused to read.
    #[error("could not read {path}: {source}")]
    Io {
        /// What was to be read.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// The journal was closed, or its writer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the journal is closed")]
pub struct Closed;

impl From<Closed> for AppendError {
    fn from(_: Closed) -> Self {
        Self::Closed
    }
}
