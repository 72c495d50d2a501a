//! The numbers of the rows that say who leads, between the domain and the database: those rows are only ever compared with themselves.

use crate::column::Stored;
use crate::error::StoreError;
use domain::clock::Timestamp;

/// The time of a projection's last heartbeat.
pub fn heartbeat(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_raw(micros).map_err(|problem| StoreError::Inconsistent {
        table: "projection",
        column: "heartbeat_at".to_owned(),
        row: "the one row".to_owned(),
        problem,
    })
}

/// An offset, an epoch or a count as the store holds it; no row of ours is below zero.
pub fn whole(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// The reverse of [`whole`].
pub fn big(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
