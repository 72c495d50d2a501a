//! A log with what its archive has of its beginning: for a run, which may begin there, and for a projector whose store is older than the log's first event.

use crate::error::Error;
use eventlog::EventLog;
use eventlog::archive::{Archive, ArchivedLog};
use std::ops::Range;

/// A log with what the archive has of its beginning, if there is an archive.
pub(crate) enum Whole<'a> {
    Alone(&'a dyn EventLog),
    Archived(ArchivedLog<'a>, Archive),
}

impl<'a> Whole<'a> {
    pub(crate) async fn of(log: &'a dyn EventLog, archive: Option<Archive>) -> Result<Self, Error> {
        Ok(match archive {
            Some(archive) => Self::Archived(ArchivedLog::open(log, archive.clone()).await?, archive),
            None => Self::Alone(log),
        })
    }

    pub(crate) fn log(&self) -> &dyn EventLog {
        match self {
            Self::Alone(log) => *log,
            Self::Archived(log, _) => log,
        }
    }

    pub(crate) const fn archive(&self) -> Option<&Archive> {
        match self {
            Self::Alone(_) => None,
            Self::Archived(_, archive) => Some(archive),
        }
    }

    /// Looks through the archived events from here on.
    pub(crate) async fn check(&self, from: u64) -> Result<(), Error> {
        if let Self::Archived(log, _) = self {
            log.check(from).await?;
        }
        Ok(())
    }

    /// Events before its first that neither the log nor the archive has, though the archive has older ones. None: there are none.
    pub(crate) fn parted(&self) -> Option<Range<u64>> {
        match self {
            Self::Alone(_) => None,
            Self::Archived(log, _) => log.parted(),
        }
    }
}
