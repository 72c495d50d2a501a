//! Between the domain's values and raw columns.

use chrono::DateTime;
use domain::clock::Timestamp;

/// Microseconds since 1970.
pub fn at(time: Timestamp) -> i64 {
    time.timestamp_micros()
}

pub fn time(micros: i64) -> Timestamp {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

pub fn whole(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// An offset or epoch as the store holds it.
pub fn big(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
