//! Spans in seconds.

/// An hour.
pub const HOUR: f64 = 3600.0;
/// A day.
pub const DAY: f64 = 86_400.0;
