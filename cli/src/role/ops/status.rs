//! The pipeline's state: the checks of this process, of the fold and of the other processes, and the figures of the page.

use super::deps::{Deps, Figures, Rows};
use crate::role::fleet::{self, Seen};
use crate::role::health::{Check, State};
use deviantart::{Client, CredentialStatus};
use domain::cause::Cause;
use domain::clock::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::retention::{Run, Standing};
use store::status::{COUNTED, PipelineStatus, REASONS_OF};

/// The pipeline's state as one answer.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    pub healthy: bool,
    pub checks: Vec<Check>,
    /// The offset that the next event gets.
    pub log_end: Option<u64>,
    /// The offset that the projector folds next.
    pub projected: Option<u64>,
    /// Events that wait to be folded.
    pub lag: Option<u64>,
    /// For how long the oldest of them has waited, as far as this process has seen.
    pub lag_seconds: u64,
    /// For how long this process has seen no new heartbeat.
    pub projector_heartbeat_age_seconds: Option<u64>,
    /// By state. Counts of the store end at `counted_to`: then there are this many, or more.
    pub notifications: BTreeMap<String, u64>,
    /// Of the latest notifications of each state, as many as `reasons_of` says.
    pub reasons: BTreeMap<String, u64>,
    pub artists: u64,
    pub posts: u64,
    pub watches: u64,
    pub counted_to: u64,
    pub reasons_of: u64,
    pub parked_events: u64,
    pub broken_channels: u64,
    /// When the last backup was taken, in seconds since 1970.
    pub last_backup: Option<u64>,
    /// What is taken out of the store because it is old, by what it is.
    pub retention: BTreeMap<String, Retention>,
    /// How DeviantArt's credentials fare in this process, and what was spent with each on what since its start.
    pub deviantart: Vec<CredentialStatus>,
    /// The other processes, also those that fell silent.
    pub others: Vec<Seen>,
    /// None: role ingest does not run in this process.
    pub ingest: Option<Ingest>,
}

/// How far retention is with something. Times are seconds since 1970.
#[derive(Clone, Debug, Serialize)]
pub struct Retention {
    /// What is older may be gone.
    pub before: i64,
    /// None: the first run is not over.
    pub last_run: Option<i64>,
    pub next_run: Option<i64>,
    /// Rows of the last run.
    pub rows: u64,
}

/// What this process's worker is doing.
#[derive(Clone, Debug, Serialize)]
pub struct Ingest {
    pub artists: usize,
    pub sources: usize,
    pub workers: usize,
    pub polls_per_minute: usize,
    pub sources_in_trouble: usize,
    /// Requests since the start that read lists again to find what regular polls missed.
    pub reconciliation_requests: u64,
    /// From publication to the append, over all sources of this worker since it watches them.
    pub freshness: domain::freshness::Figures,
}

/// A projector whose heartbeat stays the same for longer than this is not at work.
const HEARTBEAT_STALE: Duration = Duration::from_secs(30);

/// Asks everybody, at once.
pub async fn collect(deps: &Deps) -> Status {
    assemble(deps, figures(deps).await).await
}

/// [`collect`] whose figures are up to a few seconds old.
pub(super) async fn recent(deps: &Deps) -> Status {
    let figures = deps.asked.figures.get(figures(deps)).await;
    assemble(deps, figures).await
}

async fn figures(deps: &Deps) -> Figures {
    Figures {
        log_end: deps.log.bounds().await.map(|bounds| bounds.next).map_err(Cause::of),
        pipeline: deps.store.pipeline_figures().await.map_err(Cause::of),
        // A store that does not answer is told above.
        retention: deps.store.retention().await.unwrap_or_default(),
        last_backup: deps.store.last_backup().await.ok().flatten().and_then(|taken| u64::try_from(taken.at.timestamp()).ok()),
    }
}

async fn rows(deps: &Deps) -> Result<Rows, Cause> {
    let vitals = deps.store.vitals().await.map_err(Cause::of)?;
    let processes = deps.store.processes().await.map_err(Cause::of)?;
    let mut pulse = deps.asked.pulse.lock();
    let beat = vitals.heartbeat_at.map(|heartbeat| pulse.note(heartbeat, Instant::now()));
    let projected = vitals.next_offset;
    Ok(Rows { beat, parked: vitals.parked, projected, others: fleet::others(processes, Some(&deps.me)) })
}

/// How many events wait to be folded, and for how long the oldest has, as far as was seen; None: it cannot be seen.
/// Asking the log may cost a connection.
pub(super) async fn distance(deps: &Deps) -> Option<(u64, Duration)> {
    let end = deps.log.bounds().await.ok()?.next;
    let projected = deps.asked.rows.get(rows(deps)).await.ok()?.projected?;
    Some((end.saturating_sub(projected), deps.asked.lag.lock().note(end, projected, Instant::now())))
}

/// What this process lacks for its own work. Empty: it is ready.
pub(super) async fn lacks(deps: &Deps) -> Vec<Check> {
    let mut checks = deps.health.checks();
    if let Err(error) = deps.asked.rows.get(rows(deps)).await {
        checks.push(Check::failing("store", error.to_string()));
    }
    checks.retain(|check| check.state == State::Failing);
    checks
}

/// What the checks found.
pub(super) struct Found {
    pub(super) checks: Vec<Check>,
    /// For how long there was no heartbeat of the projector.
    silent: Option<Duration>,
    pub(super) others: Vec<Seen>,
    /// Why the store could not be read; then little is known.
    pub(super) store_error: Option<Cause>,
}

/// What the roles of this process report, with how the fold and the other processes fare.
pub(super) async fn checks(deps: &Deps) -> Found {
    let mut checks = deps.health.checks();
    let rows = match deps.asked.rows.get(rows(deps)).await {
        Ok(rows) => rows,
        Err(error) => {
            checks.push(Check::failing("store", error.to_string()));
            return Found { checks, silent: None, others: Vec::new(), store_error: Some(error) };
        }
    };
    let silent = rows.beat.map(|beat| beat.elapsed());
    if silent.is_some_and(|silent| silent > HEARTBEAT_STALE) {
        checks.push(Check::failing("projector", "no heartbeat for more than 30 s; is a process with role projector running?"));
    }
    if rows.parked {
        checks.push(Check::degraded(
            "parked events",
            "there are events that could not be folded; see `deviantcord parked ls`; after an update, `deviantcord parked replay`",
        ));
    }
    checks.extend(fleet::checks(&rows.others, Some(&deps.me), &deps.expect));
    Found { checks, silent, others: rows.others, store_error: None }
}

async fn assemble(deps: &Deps, figures: Figures) -> Status {
    let Found { mut checks, silent, others, .. } = checks(deps).await;
    let log_end = figures.log_end.map_err(|error| checks.push(Check::failing("event log", error.to_string()))).ok();
    let pipeline = figures.pipeline.unwrap_or_else(|error| {
        if !checks.iter().any(|check| check.name == "store") {
            checks.push(Check::failing("store", error.to_string()));
        }
        PipelineStatus::default()
    });
    let projected = pipeline.projection.as_ref().map(|projection| projection.next_offset);
    let lag_seconds = match (log_end, projected) {
        (Some(end), Some(projected)) => deps.asked.lag.lock().note(end, projected, Instant::now()).as_secs(),
        _ => 0,
    };
    Status {
        healthy: checks.iter().all(|check| check.ok),
        checks,
        log_end,
        projected,
        lag: log_end.zip(projected).map(|(end, projected)| end.saturating_sub(projected)),
        lag_seconds,
        projector_heartbeat_age_seconds: silent.map(|silent| silent.as_secs()),
        notifications: pipeline.notifications,
        reasons: pipeline.reasons,
        artists: pipeline.artists,
        posts: pipeline.posts,
        watches: pipeline.watches,
        counted_to: COUNTED,
        reasons_of: REASONS_OF,
        parked_events: pipeline.parked,
        broken_channels: pipeline.broken_channels,
        last_backup: figures.last_backup,
        retention: figures.retention.into_iter().map(|one| (one.what.clone(), Retention::from(one))).collect(),
        deviantart: deps.deviantart.as_ref().map(Client::credentials).unwrap_or_default(),
        others,
        ingest: deps.ingest.as_ref().map(|worker| ingest_status(&worker.status(deps.clock.now()))),
    }
}

impl From<Standing> for Retention {
    fn from(one: Standing) -> Self {
        let second = |when: fn(Run) -> Timestamp| one.last.map(|run| when(run).timestamp());
        Self {
            before: one.before.timestamp(),
            last_run: second(|run| run.at),
            next_run: second(|run| run.next_at),
            rows: one.last.map_or(0, |run| run.rows),
        }
    }
}

fn ingest_status(status: &ingest::status::Status) -> Ingest {
    Ingest {
        artists: status.artists,
        sources: status.sources,
        workers: status.workers,
        polls_per_minute: status.polls_per_minute,
        sources_in_trouble: status.in_trouble,
        reconciliation_requests: status.reread,
        freshness: status.freshness.figures(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Expect;
    use crate::role::health::Health;
    use crate::role::ops::Asked;
    use crate::role::process::Me;
    use chrono::TimeDelta;
    use domain::clock::{Clock, SystemClock};
    use domain::id::LogId;
    use eventlog::DiskLog;
    use sea_orm::ConnectionTrait;
    use std::sync::Arc;
    use store::Store;
    use tokio_util::sync::CancellationToken;

    #[tokio::test]
    async fn a_projector_whose_clock_is_an_hour_behind_is_well() {
        let place = tempfile::tempdir().unwrap();
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        store.for_projection().seize_projection(LogId::random(), 0).await.unwrap();
        store.connection().execute_unprepared("UPDATE projection SET heartbeat_at = heartbeat_at - 3600000000").await.unwrap();
        let behind = store.for_ops().vitals().await.unwrap().heartbeat_at.unwrap();
        assert!(behind < SystemClock.now() - TimeDelta::minutes(59));
        let deps = Deps {
            store: store.for_ops(),
            log: Arc::new(DiskLog::open(&place.path().join("log")).await.unwrap()),
            deviantart: None,
            health: Health::default(),
            ingest: None,
            clock: Arc::new(SystemClock),
            me: Me { id: uuid::Uuid::new_v4(), roles: vec!["bot", "ingest", "ops", "projector"] },
            expect: Expect::default(),
            backup_every: None,
            data_dir: place.path().to_owned(),
            started: CancellationToken::new(),
            asked: Asked::default(),
        };
        let status = collect(&deps).await;
        assert!(status.healthy, "{:?}", status.checks);
        assert_eq!((status.projected, status.projector_heartbeat_age_seconds), (Some(0), Some(0)));
        // Half a minute later it has not moved on.
        let since = Instant::now().checked_sub(HEARTBEAT_STALE + Duration::from_secs(1)).unwrap();
        deps.asked.pulse.lock().0 = Some((behind, since));
        let deps = Deps { asked: Asked { pulse: deps.asked.pulse.clone(), ..Asked::default() }, ..deps };
        assert!(checks(&deps).await.checks.iter().any(|check| check.name == "projector" && !check.ok));
    }
}
