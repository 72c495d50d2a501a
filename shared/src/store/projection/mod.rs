//! What the projector reads and writes.

pub mod rows;

/// The name of the one projection.
pub(crate) const LIVE: &str = "live";
