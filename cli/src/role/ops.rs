//! Role ops: health and status over HTTP, for people, supervisors and monitoring.

use super::bounded::Bounded;
use super::health::{Check, Health};
use super::ops_page;
use super::recent::Recent;
use crate::config::Listen;
use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use deviantart::{Client, CredentialStatus};
use domain::clock::{Clock, Timestamp};
use eventlog::EventLog;
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::Store;
use store::status::PipelineStatus;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What the role works with.
#[derive(Clone)]
pub struct Deps {
    pub store: Store,
    pub log: Arc<dyn EventLog>,
    /// Whose spending is shown.
    pub deviantart: Option<Client>,
    pub health: Health,
    /// The worker of role ingest, when it runs in this process.
    pub ingest: Option<ingest::status::Handle>,
    pub clock: Arc<dyn Clock>,
    pub asked: Asked,
}

/// What was asked last of store and log, which every health check and every open page would otherwise ask for itself.
#[derive(Clone, Default)]
pub struct Asked {
    fold: Recent<Result<Fold, String>>,
    figures: Recent<Figures>,
    pulse: Arc<Mutex<Pulse>>,
}

/// How the fold fares: all that the checks need of the store.
#[derive(Clone, Copy)]
struct Fold {
    /// When its heartbeat was last seen to change; None before the first fold.
    beat: Option<Instant>,
    parked: bool,
}

/// What the page shows of store and log: full scans of the one, and a connection of its own to the other if that is on a broker.
#[derive(Clone)]
struct Figures {
    log_end: Result<u64, String>,
    pipeline: Result<PipelineStatus, String>,
}

/// The projector's heartbeat as it was last seen, and since when it is that. It is the time of whoever folds, whose clock need not agree with
/// ours, so all that counts is that it changes.
#[derive(Default)]
struct Pulse(Option<(Timestamp, Instant)>);

impl Pulse {
    /// Notes a look; since when the heartbeat is what it is. The first sight counts as a change.
    fn note(&mut self, heartbeat: Timestamp, now: Instant) -> Instant {
        match self.0 {
            Some((seen, since)) if seen == heartbeat => since,
            _ => {
                self.0 = Some((heartbeat, now));
                now
            }
        }
    }
}

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
    /// For how long this process has seen no new heartbeat.
    pub projector_heartbeat_age_seconds: Option<u64>,
    pub notifications: BTreeMap<String, u64>,
    pub reasons: BTreeMap<String, u64>,
    pub artists: u64,
    pub posts: u64,
    pub watches: u64,
    pub parked_events: u64,
    pub broken_channels: u64,
    /// How DeviantArt's credentials fare in this process, and what was spent with each on what since its start.
    pub deviantart: Vec<CredentialStatus>,
    /// None: role ingest does not run in this process.
    pub ingest: Option<Ingest>,
}

/// What this process's worker is doing.
#[derive(Clone, Debug, Serialize)]
pub struct Ingest {
    pub artists: usize,
    pub sources: usize,
    pub workers: usize,
    pub looks_per_minute: usize,
    pub sources_in_trouble: usize,
    /// Requests since the start that read lists again to find what regular looks missed.
    pub reconciliation_requests: u64,
    /// From publication to the append, over all sources of this worker since they are watched.
    pub freshness: ingest::freshness::Figures,
}

/// A projector whose heartbeat stays the same for longer than this is not at work.
const HEARTBEAT_STALE: Duration = Duration::from_secs(30);
/// How often the heartbeat is looked at though nobody asks.
const WATCH: Duration = Duration::from_secs(10);

/// Takes the port; separate from [`run`] so that a taken port is one clear line before anything starts.
///
/// # Errors
/// When the address cannot be listened to.
pub async fn bind(listen: &Listen) -> Result<TcpListener> {
    TcpListener::bind(listen.target()).await.with_context(|| {
        format!("ops.listen {listen} cannot be used; is another deviantcord running there? set ops.listen to a free port of this machine")
    })
}

/// Serves until `stop`.
///
/// # Errors
/// When the server fails.
pub async fn run(listener: TcpListener, deps: Deps, stop: CancellationToken) -> Result<()> {
    let router = Router::new()
        .route("/", get(|| async { Html(ops_page::HTML) }))
        .route("/health", get(health))
        .route("/status.json", get(status))
        .with_state(deps.clone());
    // Whoever asks seldom must not take a heartbeat that has long been the same for a new one.
    let watching = async {
        loop {
            let _noted = deps.asked.fold.get(fold(&deps)).await;
            tokio::time::sleep(WATCH).await;
        }
    };
    let serving = axum::serve(Bounded::new(listener), router).with_graceful_shutdown(stop.cancelled_owned());
    tokio::select! {
        served = serving.into_future() => served?,
        () = watching => {}
    }
    Ok(())
}

async fn health(State(deps): State<Deps>) -> Response {
    let (checks, _) = checks(&deps).await;
    let healthy = checks.iter().all(|check| check.ok);
    let code = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(serde_json::json!({ "healthy": healthy, "checks": checks }))).into_response()
}

async fn status(State(deps): State<Deps>) -> Json<Status> {
    let figures = deps.asked.figures.get(figures(&deps)).await;
    Json(assemble(&deps, figures).await)
}

/// Asks everybody, at once.
pub async fn collect(deps: &Deps) -> Status {
    assemble(deps, figures(deps).await).await
}

async fn figures(deps: &Deps) -> Figures {
    Figures {
        log_end: deps.log.bounds().await.map(|bounds| bounds.next).map_err(|error| error.to_string()),
        pipeline: deps.store.pipeline_status().await.map_err(|error| error.to_string()),
    }
}

async fn fold(deps: &Deps) -> Result<Fold, String> {
    let vitals = deps.store.vitals().await.map_err(|error| error.to_string())?;
    let mut pulse = deps.asked.pulse.lock();
    let beat = vitals.heartbeat_at.map(|heartbeat| pulse.note(heartbeat, Instant::now()));
    Ok(Fold { beat, parked: vitals.parked })
}

/// What the roles of this process report, with how the fold fares; and for how long there was no heartbeat.
async fn checks(deps: &Deps) -> (Vec<Check>, Option<Duration>) {
    let mut checks = deps.health.checks();
    let fold = match deps.asked.fold.get(fold(deps)).await {
        Ok(fold) => fold,
        Err(error) => {
            checks.push(Check::bad("store", error));
            return (checks, None);
        }
    };
    let silent = fold.beat.map(|beat| beat.elapsed());
    if silent.is_some_and(|silent| silent > HEARTBEAT_STALE) {
        checks.push(Check::bad("projector", "no heartbeat for more than 30 s; is a process with role projector running?"));
    }
    if fold.parked {
        checks.push(Check::bad(
            "parked events",
            "there are events that could not be folded; see `deviantcord parked ls`; after an update, `deviantcord parked replay`",
        ));
    }
    (checks, silent)
}

async fn assemble(deps: &Deps, figures: Figures) -> Status {
    let (mut checks, silent) = checks(deps).await;
    let log_end = figures.log_end.map_err(|error| checks.push(Check::bad("event log", error))).ok();
    let pipeline = figures.pipeline.unwrap_or_else(|error| {
        if !checks.iter().any(|check| check.name == "store") {
            checks.push(Check::bad("store", error));
        }
        PipelineStatus::default()
    });
    let projected = pipeline.projection.as_ref().map(|projection| projection.next_offset);
    Status {
        healthy: checks.iter().all(|check| check.ok),
        checks,
        log_end,
        projected,
        lag: log_end.zip(projected).map(|(end, projected)| end.saturating_sub(projected)),
        projector_heartbeat_age_seconds: silent.map(|silent| silent.as_secs()),
        notifications: pipeline.notifications,
        reasons: pipeline.reasons,
        artists: pipeline.artists,
        posts: pipeline.posts,
        watches: pipeline.watches,
        parked_events: pipeline.parked,
        broken_channels: pipeline.broken_channels,
        deviantart: deps.deviantart.as_ref().map(Client::credentials).unwrap_or_default(),
        ingest: deps.ingest.as_ref().map(|worker| ingest_status(&worker.status(deps.clock.now()))),
    }
}

fn ingest_status(status: &ingest::status::Status) -> Ingest {
    Ingest {
        artists: status.artists,
        sources: status.sources,
        workers: status.workers,
        looks_per_minute: status.looks_per_minute,
        sources_in_trouble: status.in_trouble,
        reconciliation_requests: status.reread,
        freshness: status.freshness.figures(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use domain::clock::SystemClock;
    use domain::id::LogId;
    use eventlog::DiskLog;
    use store::projection::place::Takeover;

    #[test]
    fn a_heartbeat_is_judged_by_its_change_and_not_by_its_time() {
        let (start, mut pulse) = (Instant::now(), Pulse::default());
        let at = |seconds| start + Duration::from_secs(seconds);
        let beat = |seconds| Timestamp::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert_eq!(pulse.note(beat(1_000), at(0)), at(0), "the first sight, whatever time it is there");
        assert_eq!(pulse.note(beat(1_000), at(31)), at(0));
        assert_eq!(pulse.note(beat(1_001), at(40)), at(40));
        assert_eq!(pulse.note(beat(900), at(50)), at(50), "its clock was set back");
    }

    #[tokio::test]
    async fn a_projector_whose_clock_is_an_hour_behind_is_well() {
        let place = tempfile::tempdir().unwrap();
        let store = Store::in_memory().await.unwrap();
        migration::up(store.connection()).await.unwrap();
        let behind = SystemClock.now() - TimeDelta::hours(1);
        store.claim_projection(LogId::random(), 0, uuid::Uuid::new_v4(), Takeover::Never, behind).await.unwrap();
        let deps = Deps {
            store,
            log: Arc::new(DiskLog::open(&place.path().join("log")).await.unwrap()),
            deviantart: None,
            health: Health::default(),
            ingest: None,
            clock: Arc::new(SystemClock),
            asked: Asked::default(),
        };
        let status = collect(&deps).await;
        assert!(status.healthy, "{:?}", status.checks);
        assert_eq!((status.projected, status.projector_heartbeat_age_seconds), (Some(0), Some(0)));
        // Half a minute later it has not moved on.
        let since = Instant::now().checked_sub(HEARTBEAT_STALE + Duration::from_secs(1)).unwrap();
        deps.asked.pulse.lock().0 = Some((behind, since));
        let deps = Deps { asked: Asked { pulse: deps.asked.pulse.clone(), ..Asked::default() }, ..deps };
        assert_eq!(health(State(deps)).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
