//! Between the domain's values and raw columns.

use crate::error::StoreError;
use chrono::DateTime;
use domain::clock::Timestamp;

/// Microseconds since 1970.
pub fn at(time: Timestamp) -> i64 {
    time.timestamp_micros()
}

pub fn time(micros: i64) -> Timestamp {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// A count as the domain has it; what does not fit is cut, it is only ever shown or compared.
pub fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(if value < 0 { 0 } else { u32::MAX })
}

pub fn whole(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// An offset or epoch as the store holds it.
pub fn big(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub fn inconsistent(table: &'static str, column: &'static str, row: impl std::fmt::Display, problem: impl Into<String>) -> StoreError {
    StoreError::Inconsistent { table, column, row: row.to_string(), problem: problem.into() }
}
