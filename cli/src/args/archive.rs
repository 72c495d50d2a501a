//! The arguments of `deviantcord rebuild` and `deviantcord verify`.

use clap::{Args as ClapArgs, ValueEnum};

/// `deviantcord rebuild` and `deviantcord verify`.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct Refold {
    /// Begin behind the newest snapshot in log.archive, or, with `beginning`, at the first event that the archive has. Without it, a log that has all there
    /// ever was is folded from its beginning, and of any other what comes behind the newest snapshot.
    #[arg(long, value_enum, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_missing_value = "snapshot")]
    pub from_archive: Option<FromArchive>,
}

/// `--from-archive`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FromArchive {
    /// Behind the newest snapshot; where there is none, at the beginning.
    Snapshot,
    /// At the beginning, whatever snapshots there are.
    Beginning,
}
