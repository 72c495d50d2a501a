//! Whether the log still holds what was folded of it, and where to go back to when it does not.
//!
//! An offset means a record only as long as the log keeps it there. An older copy that was put back, or a broker that lost its end with the
//! power, has other records at offsets that were folded before. A projector that just resumed at the next offset would never fold them.

use crate::error::Error;
use domain::id::LogId;
use eventlog::{EventLog, LogError};
use std::time::Duration;
use store::ProjectionStore;
use store::projection::checkpoint::{Checkpoint, Mark};

/// A record that exists arrives within this time.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the log has where a record was folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// The record, or nothing because it was trimmed away since: the log's identity vouches for it.
    Same,
    /// Another one, or none.
    Other,
    /// Something that cannot be read.
    Damaged,
}

/// What the log, which must reach beyond it, has at a checkpoint.
///
/// # Errors
/// The log cannot be asked now.
pub(crate) async fn found(log: &dyn EventLog, checkpoint: &Checkpoint) -> Result<Found, LogError> {
    let mut reader = match log.read(checkpoint.offset).await {
        Ok(reader) => reader,
        Err(LogError::Gap { from, to }) if to > from => return Ok(Found::Same),
        Err(LogError::Gap { .. }) => return Ok(Found::Other),
        Err(error) => return Err(error),
    };
    match tokio::time::timeout(PATIENCE, reader.next(1)).await {
        Ok(Ok(entries)) => {
            let same = |entry: &eventlog::Entry| entry.offset == checkpoint.offset && Mark::of(&entry.payload) == checkpoint.mark;
            Ok(if entries.first().is_some_and(same) { Found::Same } else { Found::Other })
        }
        Ok(Err(LogError::Gap { .. })) => Ok(Found::Damaged),
        Ok(Err(error)) => Err(error),
        Err(_) => Err(LogError::Unavailable(format!("it gave no record {} within {PATIENCE:?}", checkpoint.offset).into())),
    }
}

/// The place after the newest checkpoint that the log still holds, else the log's beginning. Checkpoints that it holds all lie before those
/// that it does not; should damage make it seem otherwise, the place is too early, which costs time and nothing else.
///
/// # Errors
/// The log or the store cannot be asked now.
pub(crate) async fn common(log: &dyn EventLog, store: &ProjectionStore, id: LogId) -> Result<u64, Error> {
    let checkpoints = store.checkpoints(id).await?;
    let bounds = log.bounds().await?;
    let (mut good, mut bad) = (0, checkpoints.partition_point(|checkpoint| checkpoint.offset < bounds.next));
    while good < bad {
        let middle = good + (bad - good) / 2;
        let Some(checkpoint) = checkpoints.get(middle) else { break };
        if found(log, checkpoint).await? == Found::Same {
            good = middle + 1;
        } else {
            bad = middle;
        }
    }
    let newest = good.checked_sub(1).and_then(|last| checkpoints.get(last));
    Ok(newest.map_or(bounds.first, |checkpoint| (checkpoint.offset + 1).max(bounds.first)))
}

/// The log's identity, which must be the one that the store was folded from.
pub(crate) async fn same_log(log: &dyn EventLog, stored: LogId) -> Result<(), Error> {
    let found = log.identity().await?;
    if found == stored { Ok(()) } else { Err(Error::OtherLog { stored, found }) }
}
