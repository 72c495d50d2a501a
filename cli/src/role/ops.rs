//! Role ops: health and status over HTTP, for people, supervisors and monitoring.

use super::health::{Check, Health};
use super::ops_page;
use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use shared::clock::Clock;
use shared::deviantart::{Client, CredentialStatus};
use shared::log::EventLog;
use shared::store::Store;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
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
    pub projector_heartbeat_age_seconds: Option<i64>,
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

/// A projector whose heartbeat is older than this is not at work.
const HEARTBEAT_STALE_SECONDS: i64 = 30;

/// Takes the port; separate from [`run`] so that a taken port is one clear line before anything starts.
///
/// # Errors
/// When the address cannot be listened to.
pub async fn bind(listen: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen)
        .await
        .with_context(|| format!("ops.listen {listen} cannot be used; is another deviantcord running there? set ops.listen to a free port"))
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
        .with_state(deps);
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await?;
    Ok(())
}

async fn health(State(deps): State<Deps>) -> Response {
    let status = collect(&deps).await;
    let code = if status.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(serde_json::json!({ "healthy": status.healthy, "checks": status.checks }))).into_response()
}

async fn status(State(deps): State<Deps>) -> Json<Status> {
    Json(collect(&deps).await)
}

/// Asks everybody.
pub async fn collect(deps: &Deps) -> Status {
    let mut checks = deps.health.checks();
    let log_end = match deps.log.bounds().await {
        Ok(bounds) => Some(bounds.next),
        Err(error) => {
            checks.push(Check::bad("event log", error.to_string()));
            None
        }
    };
    let pipeline = match deps.store.pipeline_status().await {
        Ok(pipeline) => pipeline,
        Err(error) => {
            checks.push(Check::bad("store", error.to_string()));
            shared::store::status::PipelineStatus::default()
        }
    };
    let projected = pipeline.projection.as_ref().map(|projection| projection.next_offset);
    let age = pipeline.projection.as_ref().map(|projection| (deps.clock.now() - projection.heartbeat_at).num_seconds());
    if age.is_some_and(|age| age > HEARTBEAT_STALE_SECONDS) {
        checks.push(Check::bad("projector", "no heartbeat for more than 30 s; is a process with role projector running?"));
    }
    if pipeline.parked > 0 {
        checks.push(Check::bad(
            "parked events",
            format!("{} events could not be folded; update, then run `deviantcord replay-parked`", pipeline.parked),
        ));
    }
    Status {
        healthy: checks.iter().all(|check| check.ok),
        checks,
        log_end,
        projected,
        lag: log_end.zip(projected).map(|(end, projected)| end.saturating_sub(projected)),
        projector_heartbeat_age_seconds: age,
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
