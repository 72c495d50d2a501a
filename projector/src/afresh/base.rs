//! Where a run begins: at the log's beginning, behind a snapshot, or at the live tables. Whatever it reads is looked through first: a file that
//! cannot be used is found before anything is written.

use super::report::Began;
use super::run::{Begin, Goal, Run, blocking};
use super::snapshot::Snapshot;
use crate::error::Error;
use crate::witness::{self, Found};
use domain::id::LogId;
use eventlog::EventLog;
use eventlog::archive::{Archive, ArchivedLog};

/// Where a run does begin.
pub(super) enum Base {
    /// With this offset, the first there ever was.
    Beginning(u64),
    Snapshot(Snapshot),
    /// Where the live projection stands.
    Live(u64),
}

impl Base {
    pub(super) fn began(&self) -> Began {
        match self {
            Self::Beginning(_) => Began::Beginning,
            Self::Snapshot(snapshot) => Began::Snapshot(snapshot.file.clone()),
            Self::Live(_) => Began::Live,
        }
    }

    /// The first offset that the run folds.
    pub(super) const fn next(&self) -> u64 {
        match self {
            Self::Beginning(next) | Self::Live(next) => *next,
            Self::Snapshot(snapshot) => snapshot.header.next,
        }
    }
}

/// A log with what the archive has of its beginning, if there is an archive.
pub(super) enum Whole<'a> {
    Alone(&'a dyn EventLog),
    Archived(ArchivedLog<'a>, Archive),
}

impl<'a> Whole<'a> {
    pub(super) async fn of(log: &'a dyn EventLog, archive: Option<Archive>) -> Result<Self, Error> {
        Ok(match archive {
            Some(archive) => Self::Archived(ArchivedLog::open(log, archive.clone()).await?, archive),
            None => Self::Alone(log),
        })
    }

    pub(super) fn log(&self) -> &dyn EventLog {
        match self {
            Self::Alone(log) => *log,
            Self::Archived(log, _) => log,
        }
    }

    pub(super) const fn archive(&self) -> Option<&Archive> {
        match self {
            Self::Alone(_) => None,
            Self::Archived(_, archive) => Some(archive),
        }
    }

    /// Looks through the archived events from here on.
    async fn check(&self, from: u64) -> Result<(), Error> {
        if let Self::Archived(log, _) = self {
            log.check(from).await?;
        }
        Ok(())
    }
}

impl Run<'_> {
    /// Where this run begins, and which snapshots it cannot use, with the reasons. `place`: of the live projection.
    pub(super) async fn base(&self, whole: &Whole<'_>, place: (LogId, u64)) -> Result<(Base, Vec<String>), Error> {
        let (stored, target) = place;
        let mut refused = Vec::new();
        let wants_snapshot = match self.behind.begin {
            Begin::Beginning => false,
            Begin::Snapshot => true,
            Begin::AsNeeded => self.goal == Goal::Keep || !self.holds_all(self.log, stored).await?,
        };
        if wants_snapshot && let Some(archive) = whole.archive() {
            for next in archive.snapshots()? {
                match self.usable(whole, archive, (next, target)).await? {
                    Ok(snapshot) => return Ok((Base::Snapshot(snapshot), refused)),
                    Err(why) => refused.push(why),
                }
            }
        }
        let first = whole.log().bounds().await?.first;
        if self.holds_all(whole.log(), stored).await? {
            whole.check(first).await?;
            return Ok((Base::Beginning(first), refused));
        }
        if self.goal == Goal::Keep {
            return Ok((Base::Live(target), refused));
        }
        let refused = refused.iter().map(|why| format!("; {why}")).collect();
        Err(Error::Trimmed { first, refused })
    }

    /// Whether a log has every event that the store was folded from.
    async fn holds_all(&self, log: &dyn EventLog, stored: LogId) -> Result<bool, Error> {
        let whole = log.bounds().await?.first <= 1 && log.follows().await?.is_empty();
        Ok(whole && !self.store.knows_other_logs(stored, &log.continues().await?).await?)
    }

    /// The snapshot at an offset, or why it cannot be used.
    async fn usable(&self, whole: &Whole<'_>, archive: &Archive, (next, target): (u64, u64)) -> Result<Result<Snapshot, String>, Error> {
        let file = archive.snapshot(next);
        let name = file.display().to_string();
        if next > target {
            return Ok(Err(format!("{name}: it reaches further than the store, which stands at {target}")));
        }
        let (checked, log) = (file.clone(), archive.log());
        let snapshot = match blocking(move || Snapshot::check(&checked, log, next)).await? {
            Ok(snapshot) => snapshot,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let first = whole.log().bounds().await?.first;
        if first > next {
            return Ok(Err(format!("{name}: the events from {next} on are gone, what is left begins at {first}")));
        }
        if let Some(last) = snapshot.header.last()
            && witness::found(whole.log(), &last).await? == Found::Other
        {
            return Ok(Err(format!("{name}: event {} of the log is not the one that it was folded from", last.offset)));
        }
        Ok(match whole.check(next).await {
            Ok(()) => Ok(snapshot),
            Err(error) => Err(error.to_string()),
        })
    }
}
