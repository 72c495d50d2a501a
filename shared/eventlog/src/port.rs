//! The port. What an implementation promises is the text of the crate, and its contract suite.

use async_trait::async_trait;
use domain::cause::Cause;
use domain::clock::Timestamp;
use domain::event::{Envelope, codec};
use domain::id::LogId;

/// Keeps events in one total order. See the crate's text for what an implementation promises.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Which incarnation of the log this is.
    async fn identity(&self) -> Result<LogId, LogError>;

    /// The logs in whose place this one was made because they were gone, oldest first. Empty: it has all there ever was.
    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        Ok(Vec::new())
    }

    /// The logs that it was copied from: it holds every event that they held. Oldest first.
    async fn continues(&self) -> Result<Vec<LogId>, LogError> {
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

    /// Opens a reader whose first entry is the first event at or after this offset.
    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError>;

    /// The kept range.
    async fn bounds(&self) -> Result<Bounds, LogError>;

    /// The offset, at most `before`, before which it will never again change what it has, and can remove it.
    async fn closed(&self, before: u64) -> Result<u64, LogError> {
        Ok(before)
    }

    /// Whether its server removes old events by a rule of its operator.
    fn loses_events(&self) -> bool {
        false
    }

    /// Removes what it can remove of its events before this offset, which somebody keeps elsewhere. A log whose own server removes old events by a rule
    /// of its operator removes none.
    async fn remove_before(&self, _before: u64) -> Result<(), LogError> {
        Ok(())
    }

    /// Returns when a log that is out of order may be asked again, so that nobody has to wait longer than that. Never returns when the log does
    /// not know, or knows of no trouble.
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
    Logged {
        /// How many.
        count: u64,
    },
    /// In the spool, to be appended when the log is back.
    Spooled {
        /// How many.
        count: u64,
    },
}

/// The kept range of offsets: `first..next`. No kept event is below `first`; `next` is the last event's offset + 1, or `first` when there is none.
/// As some numbers may be no events, the difference is how many events there are at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The first kept offset.
    pub first: u64,
    /// The end.
    pub next: u64,
}

/// One record of the log. The payload is not decoded yet: what cannot be decoded must be parkable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place.
    pub offset: u64,
    /// When, by the clock of the log's host.
    pub appended_at: Timestamp,
    /// The event's bytes.
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
    /// It takes nothing for want of space.
    #[error("the event log is full ({0}); free disk space or raise the limit, appends resume by themselves")]
    Full(String),
    /// It does not answer, or refuses: trying again can help.
    #[error("the event log cannot be used now: {0}")]
    Unavailable(#[source] Cause),
    /// It does not have these offsets.
    #[error("offsets {from}..{to} of the event log are gone or unreadable; run `deviantcord doctor`")]
    Gap {
        /// The first one that is missing.
        from: u64,
        /// The first one behind them that may be there; less than `from` when that is beyond the end.
        to: u64,
    },
    /// It will never take this event.
    #[error("the event is too large for the log: {0}")]
    TooLarge(String),
    /// It lost a write: this process can use it no longer.
    #[error("the event log failed for good and the process must restart: {0}")]
    Poisoned(#[source] Cause),
    /// It was closed.
    #[error("the event log is closed because the process is stopping")]
    Closed,
}
