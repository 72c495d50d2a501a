//! What the archive covers: whether a snapshot is due, and whether the log loses events that none stands in for.

use super::run::blocking;
use super::snapshot::Snapshot;
use crate::error::Error;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use eventlog::Bounds;
use eventlog::archive::{Archive, Problem};
use std::path::Path;
use store::ProjectionStore;

/// What the log has lost must be farther than this from what no snapshot covers.
const NEAR: TimeDelta = TimeDelta::days(1);

/// Why a snapshot should be taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// There is none that can be used.
    None,
    /// The newest is old, and something was folded since.
    Old,
    /// Artists were erased, whom those that are there may name.
    Erased,
}

/// How a log and its snapshots stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The log's first offset.
    pub first: u64,
    /// Events that are not folded yet, at most.
    pub waiting: u64,
    /// The newest snapshot: its offset, and when it was taken.
    pub newest: Option<(u64, Timestamp)>,
    /// Between the log's first event and the last that the snapshot holds; None: it does not matter, or is not known.
    pub margin: Option<TimeDelta>,
    /// Why a snapshot is due; None: it is not.
    pub due: Option<Due>,
}

impl Standing {
    /// Looks at the archives in a directory, for a log of these bounds. `every`: how old the newest snapshot may be. None: the store follows no log
    /// yet.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn look(
        store: &ProjectionStore,
        root: Option<&Path>,
        bounds: Bounds,
        (now, every): (Timestamp, TimeDelta),
    ) -> Result<Option<Self>, Error> {
        let Some((stored, next)) = store.projection_place().await? else { return Ok(None) };
        let first = bounds.first;
        let headers = match root.map(|root| Archive::of(root, stored)) {
            Some(archive) => blocking(move || headers(&archive)).await??,
            None => Vec::new(),
        };
        // One that reaches further than the store stands in for nothing, unless the store is on its way there through the archive.
        let newest = headers.iter().find(|(at, ..)| *at <= next || next < first);
        let mark = store.erased_mark().await?;
        let due = match newest {
            None => (next > first).then_some(Due::None),
            Some(_) if headers.iter().any(|(.., erased)| *erased != mark) => Some(Due::Erased),
            Some((at, taken_at, _)) => (*at < next && now - *taken_at > every).then_some(Due::Old),
        };
        let newest = newest.map(|(at, taken_at, _)| (*at, *taken_at));
        Ok(Some(Self { first, waiting: bounds.next.saturating_sub(next), newest, margin: None, due }))
    }

    /// The offsets of the two events between which the margin lies. None: there is none to be known.
    #[must_use]
    pub fn ends(&self) -> Option<(u64, u64)> {
        let (at, _) = self.newest.filter(|(at, _)| *at > self.first && self.first > 1)?;
        Some((self.first, at - 1))
    }

    /// What cannot be done where nobody keeps what the log loses, in words; None: it has lost nothing.
    #[must_use]
    pub fn forgone(&self) -> Option<String> {
        let first = self.first;
        (first > 1).then(|| {
            format!(
                "the event log begins at {first}, and log.archive is not set: `rebuild` and `verify` refuse, since nothing tells what came before; the service needs neither; with log.archive set, a running service takes a snapshot, behind which both begin"
            )
        })
    }

    /// What an operator should know of; None: nothing is lost, or will be soon.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let first = self.first;
        match (self.newest, self.margin) {
            _ if first <= 1 => None,
            (None, _) => {
                Some(format!("the event log begins at {first}, and no snapshot stands in for what it has lost: a rebuild is not possible"))
            }
            (Some((at, _)), _) if at < first => Some(format!(
                "the event log begins at {first}, and the newest snapshot ends at {at}: nothing has what lies between, and a rebuild is not possible"
            )),
            (Some((at, _)), Some(margin)) if margin < NEAR => Some(format!(
                "the event log begins at {first}, {} h before {at}, where the newest snapshot ends: soon it loses events that no snapshot holds",
                margin.num_hours()
            )),
            _ => None,
        }
    }
}

/// The snapshots that can be read, the newest first: offset, time, and what stands for the artists who were erased.
fn headers(archive: &Archive) -> Result<Vec<(u64, Timestamp, String)>, Error> {
    let mut found = Vec::new();
    for next in archive.snapshots()? {
        match Snapshot::open(&archive.snapshot(next)) {
            Ok((_, header)) => found.push((next, header.taken_at, header.refused)),
            Err(error) if matches!(error.problem, Problem::Refused(_)) => return Err(error.into()),
            Err(error) => tracing::warn!(%error, "a snapshot cannot be used"),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_log_has_lost_is_trouble_where_no_snapshot_holds_it() {
        let said = |first, newest: Option<u64>, hours: Option<i64>| {
            let newest = newest.map(|at| (at, Timestamp::UNIX_EPOCH));
            Standing { first, waiting: 0, newest, margin: hours.map(TimeDelta::hours), due: None }.trouble()
        };
        assert_eq!(said(0, None, None), None, "it has all there ever was");
        assert_eq!(said(1, None, Some(0)), None, "a stream's first event");
        assert!(said(5, None, None).unwrap().contains("begins at 5"));
        assert!(said(5, Some(4), None).unwrap().contains("ends at 4"));
        assert_eq!(said(5, Some(5), None), None, "the archive has removed them");
        assert!(said(5, Some(9), Some(23)).unwrap().contains("23 h before 9"));
        assert_eq!(said(5, Some(9), Some(24)), None);
        let forgone = |first| Standing { first, waiting: 0, newest: None, margin: None, due: None }.forgone();
        assert_eq!(forgone(1), None);
        assert!(forgone(5).unwrap().contains("begins at 5, and log.archive is not set"));
    }
}
