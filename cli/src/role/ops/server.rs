//! The ops role over HTTP: three questions for supervisors, figures for scripts, a page for people.

use super::access::{self, Access};
use super::alert::{self, Receivers};
use super::deps::Deps;
use super::metrics;
use super::page;
use super::status::{self, Status};
use crate::config::Listen;
use crate::role::bounded::Bounded;
use crate::role::health::Check;
use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What `/healthz` answers.
pub const ALIVE: &str = "alive\n";
/// How long a scrape waits for counts of whole tables.
const SCRAPE: Duration = Duration::from_millis(30);
/// What histograms gather is sorted every so often.
const UPKEEP: Duration = Duration::from_secs(5);

/// Takes the port; separate from [`run`] so that a taken port is one clear line before anything starts.
///
/// # Errors
/// When the address cannot be listened to.
pub async fn bind(listen: &Listen) -> Result<TcpListener> {
    TcpListener::bind(listen.target()).await.with_context(|| {
        format!("ops.listen {listen} cannot be used; is another deviantcord running there? set ops.listen to a free port of this machine")
    })
}

/// Serves until `stop`, and tells the receivers what is wrong.
///
/// # Errors
/// When the server fails.
pub async fn run(listener: TcpListener, access: Access, receivers: Receivers, deps: Deps, stop: CancellationToken) -> Result<()> {
    let watching = alert::run(deps.clone(), receivers);
    let upkeep = async {
        loop {
            tokio::time::sleep(UPKEEP).await;
            metrics::upkeep();
        }
    };
    let serving = axum::serve(Bounded::new(listener), router(access, deps.clone())).with_graceful_shutdown(stop.cancelled_owned());
    tokio::select! {
        served = serving.into_future() => served?,
        () = watching => {}
        () = upkeep => {}
    }
    Ok(())
}

fn router(access: Access, deps: Deps) -> Router {
    Router::new()
        .route("/", get(page::front))
        .route("/find", get(page::find))
        .route("/artist/{id}", get(page::artist))
        .route("/guild/{id}", get(page::guild))
        .route("/post/{id}", get(page::post))
        .route("/page.css", get(|| async { ([(CONTENT_TYPE, "text/css; charset=utf-8")], page::CSS) }))
        .route("/page.js", get(|| async { ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], page::SCRIPT) }))
        .route(access::OPEN, get(alive))
        .route("/readyz", get(ready))
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .route("/status.json", get(status))
        .with_state(deps)
        .layer(from_fn_with_state(access, access::guard))
}

/// Whether this process is alive: it answers, and no loop of it hangs.
async fn alive(State(deps): State<Deps>) -> Response {
    let hanging = deps.health.hanging(Instant::now());
    if hanging.is_empty() {
        return ALIVE.into_response();
    }
    let checks: Vec<Check> = hanging.into_iter().map(|name| Check::failing(name, "its loop hangs; a restart ends that")).collect();
    answer("alive", false, &checks)
}

/// Whether this process can do its work.
async fn ready(State(deps): State<Deps>) -> Response {
    let lacks = status::lacks(&deps).await;
    answer("ready", lacks.is_empty(), &lacks)
}

/// Whether the service does what it is for.
async fn health(State(deps): State<Deps>) -> Response {
    let checks = status::checks(&deps).await.checks;
    answer("healthy", checks.iter().all(|check| check.ok), &checks)
}

fn answer(question: &str, yes: bool, checks: &[Check]) -> Response {
    let code = if yes { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(serde_json::json!({ question: yes, "checks": checks }))).into_response()
}

/// The figures of now, or of the last time where the store takes longer than a scrape should.
async fn metrics(State(deps): State<Deps>) -> Response {
    let refreshing = tokio::spawn(async move { metrics::refresh(&deps, &status::recent(&deps).await) });
    if tokio::time::timeout(SCRAPE, refreshing).await.is_err() {
        tracing::debug!("the store counts for longer than a scrape waits: the next one shows it");
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::render()).into_response()
}

async fn status(State(deps): State<Deps>) -> Json<Status> {
    Json(status::recent(&deps).await)
}
