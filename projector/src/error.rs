//! Why the projector stops.

use domain::cause::Cause;
use domain::id::LogId;
use eventlog::LogError;
use eventlog::archive::{ArchiveError, KeepError};
use store::StoreError;

/// Why the projector cannot continue. None of these is ignored: to continue would lose events.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "the store is folded from event log {stored}, but log.url names log {found}, which was not made in its place; correct log.url, or put the former log back; to keep the log in another place, set log.url back, stop the service and run `deviantcord move --log URL`; if the former log is gone for good, `deviantcord log adopt` continues with this one"
    )]
    OtherLog { stored: LogId, found: LogId },
    #[error(
        "the event log gave event {found} where {expected} or a later one was due; restart the service, and if this comes again, put the log back from a backup"
    )]
    Missing { expected: u64, found: u64 },
    #[error(
        "the event log begins at {first}: its older events were trimmed away or were in a log that is gone, and no snapshot in log.archive stands in for them{refused}; the live tables know more than a fold of the rest would, so they were left alone; `deviantcord log snapshot` keeps them as they are in log.archive, and from then on rebuild and verify begin behind that"
    )]
    Trimmed { first: u64, refused: String },
    #[error(
        "event {offset} cannot be read ({problem}) and is not parked; nothing was replaced; update the program, or let the projector park the event"
    )]
    Undecodable { offset: u64, problem: String },
    #[error(
        "event {offset} of the log is not the one that the store was folded from: an older copy of the log was put back, or it lost its end; nothing was replaced; start the service, which folds what it missed, then run this again"
    )]
    Unlike { offset: u64 },
    #[error("another rebuild or verification is running; wait for its end")]
    Busy,
    #[error("the live projector moved on {tries} times while the tables were to be compared or switched; try again in a quieter hour")]
    Restless { tries: u32 },
    #[error("another projector took over while parked events were replayed; run it again")]
    Fenced,
    #[error("an artist was erased while the snapshot was taken, and it may name them, so it was given up; take it again")]
    Erased,
    #[error("a snapshot cannot be written or read: {0}")]
    Unwritable(#[source] Cause),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<KeepError> for Error {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Archive(error) => Self::Archive(error),
            KeepError::Log(error) => Self::Log(error),
        }
    }
}
