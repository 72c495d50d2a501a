//! How much the disk of the data directory still takes.

use std::path::Path;

/// Free space, as this process may use it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Free {
    pub bytes: u64,
    /// Of the whole disk.
    pub share: f64,
}

/// None: it cannot be asked.
#[must_use]
pub fn free(data_dir: &Path) -> Option<Free> {
    let found = rustix::fs::statvfs(data_dir).ok()?;
    let share = found.f_bavail as f64 / (found.f_blocks.max(1)) as f64;
    Some(Free { bytes: found.f_bavail.saturating_mul(found.f_frsize), share })
}

/// The same as gauges of the process.
#[must_use]
pub fn gauges(data_dir: &Path) -> Vec<(&'static str, f64)> {
    free(data_dir).map_or_else(Vec::new, |free| vec![("data_dir_free_bytes", free.bytes as f64), ("data_dir_free_share", free.share)])
}
