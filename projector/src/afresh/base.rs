//! Where a run begins: at the log's beginning, behind a snapshot, or at the live tables. Whatever it reads is looked through first: a file that
//! cannot be used is found before anything is written.

use super::report::Began;
use super::run::{Begin, Goal, Run, blocking};
use super::snapshot::Snapshot;
use crate::error::Error;
use crate::whole::Whole;
use crate::witness::{self, Found};
use domain::id::LogId;
use eventlog::EventLog;
use eventlog::archive::Archive;

/// What stood for nobody in the snapshots of versions that left out the rows of artists who were not served: the SHA-256 of nothing.
const NOBODY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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
        if let Some(gone) = whole.parted() {
            refused.push(format!(
                "the archive ends at {}, and what follows begins at {}: nothing has what lies between",
                gone.start, gone.end
            ));
        }
        let refused = refused.iter().map(|why| format!("; {why}")).collect();
        Err(Error::Trimmed { first, refused })
    }

    /// Whether a log has every event that the store was folded from.
    async fn holds_all(&self, log: &dyn EventLog, stored: LogId) -> Result<bool, Error> {
        let whole = log.bounds().await?.first <= 1 && log.follows().await?.is_empty();
        Ok(whole && !self.store.knows_other_logs(stored, &log.continues().await?).await?)
    }

    /// Whether a snapshot that left out the artists for whom this stands has everybody who is served now.
    async fn has_all_served(&self, left_out: &str) -> Result<bool, Error> {
        Ok(left_out == NOBODY || left_out == self.store.refused_mark().await?)
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
        if !snapshot.header.whole && !self.has_all_served(&snapshot.header.refused).await? {
            return Ok(Err(format!("{name}: it lacks the rows of artists who were not served when it was taken and are served now")));
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
