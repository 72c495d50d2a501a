//! Whether a process uses what will be moved.

use crate::config::Role;
use crate::data_dir::DataDir;
use crate::role::fleet;
use crate::role::process::SILENT;
use anyhow::{Result, bail};
use std::path::Path;
use store::Store;

/// Takes the data directory from every role, and from backups.
///
/// # Errors
/// When a process uses it.
pub fn lock(data_dir: &Path) -> Result<DataDir> {
    let roles: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).chain(["admin"]).collect();
    DataDir::open(data_dir, &roles)?.without_backups()
}

/// Whether the store knows of a process, on any machine, that is at work.
///
/// # Errors
/// Names it.
pub async fn check(store: &Store) -> Result<()> {
    let seen = fleet::others(store.for_ops().processes().await?, None);
    match seen.iter().find(|process| process.alive) {
        Some(process) => bail!(
            "{} uses this store (last heard of {} s ago); stop it first, then run this again (one that was killed is forgotten after {} s)",
            process.name,
            process.silent_seconds,
            SILENT.as_secs()
        ),
        None => Ok(()),
    }
}
