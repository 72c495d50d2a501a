//! The archive of the event log, while the service runs: takes a snapshot when one is due and little waits to be folded, and says when the log loses what
//! no snapshot holds. It belongs to role projector.

use super::health::{Check, Health};
use crate::backends::Backends;
use crate::config::Config;
use anyhow::Result;
use chrono::TimeDelta;
use domain::cause::chain;
use domain::clock::Clock;
use eventlog::EventLog;
use parking_lot::Mutex;
use projector::{Error, Report, Standing};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::ProjectionStore;
use tokio_util::sync::CancellationToken;

/// From the start to the first look, and from one look to the next.
const FIRST: Duration = Duration::from_secs(60);
const EVERY: Duration = Duration::from_secs(600);
/// After failures the pause grows to this: each try folds what the newest snapshot lacks.
const LONGEST: Duration = Duration::from_secs(3_600);
/// The log answers within this, or is looked at next time.
const PATIENCE: Duration = Duration::from_secs(10);
/// While more events than these wait to be folded, the store has other things to do.
const BUSY: u64 = 1_000;
/// The name of the check.
const NAME: &str = "log archive";

/// What was seen last.
#[derive(Clone, Debug, Default)]
struct Seen {
    standing: Option<Standing>,
    /// Why the last snapshot was not taken, or what it stands for was not archived.
    failed: Option<String>,
}

struct Keeper {
    store: ProjectionStore,
    log: Arc<dyn EventLog>,
    clock: Arc<dyn Clock>,
    root: Option<PathBuf>,
    every: TimeDelta,
    seen: Arc<Mutex<Seen>>,
}

/// Looks, and takes snapshots, until `stop`.
pub fn open(
    config: &Config,
    backends: &Backends,
    health: &Health,
    stop: CancellationToken,
) -> impl Future<Output = Result<()>> + Send + 'static {
    let keeper = Keeper {
        store: backends.store.for_projection(),
        log: Arc::clone(&backends.log),
        clock: Arc::clone(&backends.clock),
        root: config.log.archive.clone(),
        every: TimeDelta::milliseconds((config.log.snapshot_every * 3_600_000.0) as i64),
        seen: Arc::default(),
    };
    let (checked, measured, archives) = (Arc::clone(&keeper.seen), Arc::clone(&keeper.seen), keeper.root.is_some());
    health.add(move || check(&checked.lock(), archives).into_iter().collect());
    health.measure(move || uncovered(&measured.lock(), archives).into_iter().collect());
    async move {
        let mut pause = FIRST;
        while stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
            stop.run_until_cancelled(keeper.turn()).await;
            let failed = keeper.seen.lock().failed.is_some();
            pause = if failed { (pause * 2).clamp(EVERY, LONGEST) } else { EVERY };
        }
        Ok(())
    }
}

impl Keeper {
    /// One look, and what follows from it.
    async fn turn(&self) {
        let standing = match tokio::time::timeout(PATIENCE, self.look()).await {
            Ok(Ok(Some(standing))) => standing,
            Ok(Ok(None)) => return,
            // What was seen before stays said.
            Ok(Err(error)) => return tracing::debug!(%error, "the archive of the event log cannot be looked at now"),
            Err(_) => return tracing::debug!("the event log does not answer; its archive is looked at later"),
        };
        let (due, idle) = (standing.due.is_some(), standing.waiting <= BUSY);
        // A snapshot whose events could not be archived is there, and not due: the events are.
        let unfinished = {
            let mut seen = self.seen.lock();
            seen.standing = Some(standing);
            seen.failed.is_some()
        };
        let Some(root) = self.root.as_ref().filter(|_| idle && (due || unfinished)) else { return };
        let kept = projector::keep(&self.store, self.log.as_ref(), root, |_| {}).await;
        // Another process, or a command, is at it.
        if !matches!(kept, Err(Error::Busy)) {
            self.seen.lock().failed = tell(&kept);
        }
        if let Ok(Ok(Some(standing))) = tokio::time::timeout(PATIENCE, self.look()).await {
            self.seen.lock().standing = Some(standing);
        }
    }

    async fn look(&self) -> Result<Option<Standing>, Error> {
        let bounds = self.log.bounds().await?;
        let standing = Standing::look(&self.store, self.root.as_deref(), bounds, (self.clock.now(), self.every)).await?;
        let Some(mut standing) = standing else { return Ok(None) };
        if let Some((first, last)) = standing.ends().filter(|_| self.log.loses_events()) {
            let (first, last) = (self.log.read(first).await?.next(1).await?, self.log.read(last).await?.next(1).await?);
            standing.margin = first.first().zip(last.first()).map(|(first, last)| last.appended_at - first.appended_at);
        }
        Ok(Some(standing))
    }
}

/// Says what became of a snapshot. What to show if it failed.
fn tell(kept: &Result<Report, Error>) -> Option<String> {
    match kept {
        Ok(report) => {
            for why in &report.refused {
                tracing::warn!(%why, "an older snapshot of the projection could not be used");
            }
            if !report.differences.is_empty() {
                tracing::error!(
                    differences = ?report.differences,
                    "the projection is not what its log says; `deviantcord rebuild` replaces it, which sends nothing"
                );
            }
            if let Some(kept) = &report.kept {
                tracing::info!(file = %kept.file.display(), rows = kept.rows, log.archived = kept.archived, "took a snapshot of the projection");
            }
            None
        }
        Err(error) => {
            let why = chain(error);
            tracing::warn!(%error, "the archive of the event log could not be brought up to date; trying again within the hour");
            Some(why)
        }
    }
}

/// None where there is no archive: `doctor` tells what that means.
fn check(seen: &Seen, archives: bool) -> Option<Check> {
    let standing = seen.standing.as_ref().filter(|_| archives);
    if let Some(trouble) = standing.and_then(Standing::trouble) {
        return Some(Check::degraded(NAME, trouble));
    }
    if let Some(why) = &seen.failed {
        return Some(Check::degraded(NAME, format!("it could not be brought up to date: {why}")));
    }
    Some(match standing?.newest {
        Some((next, taken_at)) => {
            Check::ok(NAME, format!("the newest snapshot ends at {next}, taken at {}", taken_at.format("%Y-%m-%d %H:%M UTC")))
        }
        None => Check::ok(NAME, "no snapshot was taken yet"),
    })
}

fn uncovered(seen: &Seen, archives: bool) -> Option<(&'static str, f64)> {
    let lost = seen.standing.as_ref()?.trouble().is_some();
    Some(("log_uncovered", f64::from(u8::from(archives && lost))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;

    #[test]
    fn what_is_shown_is_the_gravest() {
        let standing = |first, newest: Option<u64>| Standing {
            first,
            waiting: 0,
            newest: newest.map(|next| (next, Timestamp::UNIX_EPOCH)),
            margin: None,
            due: None,
        };
        let seen = |standing, failed: Option<&str>| Seen { standing: Some(standing), failed: failed.map(str::to_owned) };
        assert!(check(&Seen::default(), true).is_none() && uncovered(&Seen::default(), true).is_none(), "nothing was seen yet");
        let lost = seen(standing(9, None), Some("no room"));
        let said = check(&lost, true).unwrap();
        assert!(!said.ok && said.message.contains("begins at 9"), "{said:?}");
        assert_eq!(uncovered(&lost, true), Some(("log_uncovered", 1.0)));
        let chosen = seen(standing(9, None), None);
        assert!(check(&chosen, false).is_none(), "who keeps no archive lets the log lose its beginning");
        assert_eq!(uncovered(&chosen, false), Some(("log_uncovered", 0.0)), "and what was an alert is over");
        let failed = check(&seen(standing(0, Some(4)), Some("no room")), true).unwrap();
        assert!(!failed.ok && failed.message.ends_with("no room"), "{failed:?}");
        let well = seen(standing(3, Some(4)), None);
        assert!(check(&well, true).unwrap().message.contains("ends at 4") && check(&well, false).is_none());
        assert_eq!(uncovered(&well, true), Some(("log_uncovered", 0.0)));
    }

    /// The first look takes one; the next does not.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_snapshot_is_taken_when_it_is_due_and_is_seen_then() {
        let place = tempfile::tempdir().unwrap();
        let store = store::Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let log = eventlog::DiskLog::open(&place.path().join("log")).await.unwrap();
        let removed = domain::event::Event::PostRemoved {
            artist: domain::id::ArtistId(uuid::Uuid::nil()),
            post: domain::id::PostId(uuid::Uuid::nil()),
        };
        log.append(&[domain::event::Envelope::new(removed, Timestamp::UNIX_EPOCH)]).await.unwrap();
        let keeper = Keeper {
            store: store.for_projection(),
            log: Arc::new(log.clone()),
            clock: Arc::new(domain::clock::SystemClock),
            root: Some(place.path().join("archive")),
            every: TimeDelta::hours(24),
            seen: Arc::default(),
        };
        keeper.turn().await;
        assert!(keeper.seen.lock().standing.is_none(), "the store follows no log yet");
        store.for_projection().seize_projection(log.identity().await.unwrap(), 1).await.unwrap();
        for _ in 0..2 {
            keeper.turn().await;
            let seen = keeper.seen.lock().clone();
            assert_eq!((seen.failed, seen.standing.unwrap().newest.map(|(next, _)| next)), (None, Some(1)));
        }
        // What failed is tried again though no snapshot is due.
        keeper.seen.lock().failed = Some("no room".to_owned());
        keeper.turn().await;
        assert_eq!(keeper.seen.lock().failed, None);
        let archive = eventlog::archive::Archive::of(&place.path().join("archive"), log.identity().await.unwrap());
        assert_eq!(archive.snapshots().unwrap(), [1]);
        log.close().await;
    }
}
