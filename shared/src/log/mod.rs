//! The port to the event log, and its contract.
//!
//! * **Durable**: when [`EventLog::append`] returns `Ok`, the events survive a kill of this process (disk: fdatasync done;
//!   broker: confirmed), or they are in the spool and will be appended later ([`Accepted::Spooled`]).
//! * **Ordered**: one total order; an event's place is its offset. Offsets rise, gaps are possible only where a
//!   [`LogError::Gap`] says so. Events of one `append` call keep their order; two concurrent calls come in any order.
//! * **At least once**: the same event may be appended twice; readers fold by natural key.
//! * **Identity**: offsets belong to one [`LogId`]. A log that was deleted and made anew has another id; a reader that saved
//!   an offset saves the id beside it and compares.
//! * **Tail**: a reader returns what is durable and then waits. Dropping its future loses nothing.
//! * **Trim**: a read from below the first kept offset is a [`LogError::Gap`], never a silent jump. A read from beyond the end
//!   is a gap too (it happens when an offset is used with the wrong log).
//!
//! The module `contract` is this text as tests; every implementation runs them.

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod disk;
pub mod follow;
pub mod spooled;

use crate::clock::Timestamp;
use crate::event::{Envelope, codec};
use crate::id::LogId;
use async_trait::async_trait;
pub use disk::DiskLog;
pub use spooled::SpooledLog;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Opens the log that this URL names: `disk:` is the directory `log` in `data_dir`, `disk:PATH` another one.
///
/// # Errors
/// When the URL names another kind of log (the URL itself, which may hold a password, is not repeated), or it cannot be opened.
pub async fn connect(url: &str, data_dir: &Path) -> Result<Arc<dyn EventLog>, ConnectError> {
    match url.split_once(':') {
        Some(("disk", path)) => {
            let dir = if path.is_empty() { data_dir.join("log") } else { PathBuf::from(path) };
            Ok(Arc::new(DiskLog::open(&dir).await?))
        }
        Some((scheme, _)) => Err(ConnectError::Unsupported(format!("has the scheme {scheme:?}"))),
        None => Err(ConnectError::Unsupported("is not a URL".to_owned())),
    }
}

/// Why the log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("log.url {0}; this version supports \"disk:\"")]
    Unsupported(String),
    #[error(transparent)]
    Disk(#[from] journal_spool::OpenError),
}

/// See the module's text for what an implementation promises.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Which incarnation of the log this is.
    async fn identity(&self) -> Result<LogId, LogError>;

    /// Appends events in this order; returns when they are accepted.
    ///
    /// # Errors
    /// Nothing or a prefix of the events was accepted; the caller keeps its cursor and appends all of them again.
    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError>;

    /// Opens a reader whose first entry has this offset.
    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError>;

    /// The kept range.
    async fn bounds(&self) -> Result<Bounds, LogError>;
}

/// A position in the log that moves forward.
#[async_trait]
pub trait LogReader: Send {
    /// The next entries, at least one and at most `max`; waits when there is none. Cancel-safe.
    async fn next(&mut self, max: usize) -> Result<Vec<Entry>, LogError>;
}

/// Where appended events are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// In the log, `first..first + count`.
    Logged { first: u64, count: u64 },
    /// In the spool, to be appended when the log is back.
    Spooled { count: u64 },
}

/// The kept range of offsets: `first..next`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub first: u64,
    pub next: u64,
}

/// One record of the log. The payload is not decoded yet: what cannot be decoded must be parkable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub offset: u64,
    pub appended_at: Timestamp,
    pub payload: Vec<u8>,
}

impl Entry {
    /// The event in it.
    ///
    /// # Errors
    /// When this version does not know it; see [`codec::decode`].
    pub fn envelope(&self) -> Result<Envelope, codec::DecodeError> {
        codec::decode(&self.payload)
    }
}

/// Why the log did not do it.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("the event log is full ({0}); free disk space or raise the limit, appends resume by themselves")]
    Full(String),
    #[error("the event log cannot be used now: {0}")]
    Unavailable(String),
    #[error("offsets {from}..{to} of the event log are gone or unreadable; run `deviantcord doctor`")]
    Gap { from: u64, to: u64 },
    #[error("the event is too large for the log: {0}")]
    TooLarge(String),
    #[error("the event log failed for good and the process must restart: {0}")]
    Poisoned(String),
    #[error("the event log is closed because the process is stopping")]
    Closed,
}
