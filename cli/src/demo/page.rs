//! The demo's page: one document, its state as JSON, and a form.

use super::board::{Board, Wish};
use crate::config::Listen;
use anyhow::Result;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Serves the page here, or on another free port when this one is taken.
pub async fn serve(listen: &Listen, board: Arc<Board>, stop: CancellationToken) -> Result<(Listen, JoinHandle<std::io::Result<()>>)> {
    let listener = match TcpListener::bind(listen.target()).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind(listen.with_port(0).target()).await?,
    };
    let address = listen.with_port(listener.local_addr()?.port());
    let router = Router::new()
        .route("/", get(|| async { Html(include_str!("page.html")) }))
        .route("/state.json", get(state))
        .route("/publish", post(publish))
        .with_state(board);
    let server = tokio::spawn(async move { axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await });
    Ok((address, server))
}

async fn state(State(board): State<Arc<Board>>) -> Json<serde_json::Value> {
    Json(board.state().await)
}

async fn publish(State(board): State<Arc<Board>>, Form(wish): Form<Wish>) -> (StatusCode, String) {
    match board.publish(&wish) {
        Ok(told) => (StatusCode::OK, told),
        Err(error) => (StatusCode::BAD_REQUEST, domain::cause::chain(error.as_ref())),
    }
}
