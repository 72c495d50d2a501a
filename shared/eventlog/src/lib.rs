//! The event log: the port, its contract, and three logs behind it.
//!
//! It keeps envelopes in one total order and hands them out from an offset. It never looks into an event beyond its codec, never talks to the
//! store, and nothing else of ours speaks AMQP. To add a log: implement [`EventLog`], run [`contract`] over it, give its URL to [`Place`].
//!
//! * **Durable**: when [`EventLog::append`] returns `Ok`, the events survive a kill of this process (disk: fdatasync done;
//!   broker: confirmed), or they are in the spool and will be appended later ([`Accepted::Spooled`]).
//! * **Ordered**: one total order; an event's place is its offset. Offsets rise, and may skip numbers that were never events (a stream's broker
//!   numbers records of its own with them); whoever goes on behind an entry goes on at its offset + 1. Events are missing only where a
//!   [`LogError::Gap`] says so. Events of one `append` call keep their order; two concurrent calls come in any order.
//! * **At least once**: the same event may be appended twice; readers fold by natural key.
//! * **Identity**: offsets belong to one [`LogId`]. A log that was deleted and made anew has another id; a reader that saved
//!   an offset saves the id beside it and compares it with [`LogReader::log`]. A log that knows that it was made in another's place
//!   says so ([`EventLog::follows`]).
//! * **Tail**: a reader returns what is durable and then waits. Dropping its future loses nothing.
//! * **Trim**: a read from below the first kept offset is a [`LogError::Gap`], never a silent jump. A read from beyond the end
//!   is a gap too (it happens when an offset is used with the wrong log).
//!
//! The module `contract` is this text as tests; every implementation runs them.

#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod disk;
pub mod follow;
#[cfg(any(test, feature = "contract"))]
pub mod memory;
pub mod rabbit;
pub mod spooled;

use async_trait::async_trait;
pub use disk::DiskLog;
use domain::clock::Timestamp;
use domain::event::{Envelope, codec};
use domain::id::LogId;
pub use rabbit::RabbitLog;
pub use spooled::SpooledLog;
use std::path::{Path, PathBuf};

/// Where a log URL says that the log is.
pub enum Place {
    /// `disk:` is the directory `log` in the data directory, `disk:PATH` another one.
    Disk(PathBuf),
    /// `amqp://` or `amqps://`: a RabbitMQ stream.
    Stream(rabbit::Address),
}

impl Place {
    /// Reads a URL; touches nothing but the certificates that it names.
    ///
    /// # Errors
    /// Says what is wrong with it without repeating it: it may hold a password.
    pub fn parse(url: &str, data_dir: &Path) -> Result<Self, PlaceError> {
        match url.split_once(':') {
            Some(("disk", "")) => Ok(Self::Disk(data_dir.join("log"))),
            Some(("disk", path)) => Ok(Self::Disk(PathBuf::from(path))),
            Some(("amqp" | "amqps", _)) => Ok(Self::Stream(rabbit::Address::parse(url)?)),
            _ => Err(PlaceError::Unknown),
        }
    }
}

/// Why a URL names no log.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    #[error("log.url must begin with disk:, amqp:// or amqps://")]
    Unknown,
    #[error("log.url {0}")]
    Stream(#[from] rabbit::AddressError),
}

/// See the module's text for what an implementation promises.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Which incarnation of the log this is.
    async fn identity(&self) -> Result<LogId, LogError>;

    /// The logs in whose place this one was made because they were gone, oldest first. Empty: it has all there ever was.
    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        Ok(Vec::new())
    }

    /// Where it is, in words without secrets: to tell an operator, and to recognise the place. Empty: nowhere in particular.
    fn place(&self) -> String {
        String::new()
    }

    /// Appends events in this order; returns when they are accepted.
    ///
    /// # Errors
    /// Nothing or a prefix of the events was accepted; the caller keeps its cursor and appends all of them again.
    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError>;

    /// Opens a reader whose first entry is the first event at this offset or behind it.
    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError>;

    /// The kept range.
    async fn bounds(&self) -> Result<Bounds, LogError>;

    /// Returns when a log that is out of order now may be asked again: for whoever would otherwise only wait. Never, when the log does not know,
    /// or knows of nothing that is out of order.
    async fn recovered(&self) {
        std::future::pending().await
    }
}

/// A position in the log that moves forward.
#[async_trait]
pub trait LogReader: Send {
    /// The log that the entries come from.
    fn log(&self) -> LogId;

    /// The next entries, at least one and at most `max`; waits when there is none. Cancel-safe.
    async fn next(&mut self, max: usize) -> Result<Vec<Entry>, LogError>;
}

/// Where appended events are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// In the log.
    Logged { count: u64 },
    /// In the spool, to be appended when the log is back.
    Spooled { count: u64 },
}

/// The kept range of offsets: `first..next`. No kept event is below `first`; `next` is the last event's offset + 1, or `first` when there is none.
/// As some numbers may be no events, the difference is how many events there are at most.
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
