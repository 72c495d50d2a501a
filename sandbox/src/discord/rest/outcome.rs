//! What a request comes to, before it is a response.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use crate::discord::error::ApiError;
use crate::discord::ratelimit::{Figures, Scope, Verdict};
use crate::discord::state::now_ms;
use crate::odd::Odd;

/// Everything that is sent, before it becomes a response.
pub(super) struct Outcome {
    pub status: u16,
    pub code: Option<u32>,
    pub body: Vec<u8>,
    pub html: bool,
    pub headers: HeaderMap,
    pub cut: bool,
    /// A 429 that is shared does not count as invalid.
    pub shared: bool,
}

impl Outcome {
    pub fn html(status: u16, body: &str) -> Self {
        Self { html: true, ..Self::new(status, body.to_owned()) }
    }
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, code: None, body: body.into(), html: false, headers: HeaderMap::new(), cut: false, shared: false }
    }
    pub fn error(error: &ApiError) -> Self {
        Self { code: Some(error.code), ..Self::new(error.status, error.body().to_string()) }
    }
    pub fn odd(odd: &Odd) -> Self {
        let code = serde_json::from_slice::<Value>(&odd.body).ok().and_then(|body| body["code"].as_u64());
        let mut outcome = Self { code: code.and_then(|code| u32::try_from(code).ok()), ..Self::new(odd.status, odd.body.clone()) };
        for (name, value) in &odd.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                outcome.headers.append(name, value);
            }
        }
        outcome
    }
    pub fn cut() -> Self {
        Self { cut: true, ..Self::new(0, String::new()) }
    }
}

pub(super) fn refused(verdict: Verdict) -> Option<Outcome> {
    let Verdict::Refused { scope, retry_after, figures } = verdict else { return None };
    let global = scope == Scope::Global;
    let seconds = retry_after.as_secs_f64().max(0.001);
    let message = if scope == Scope::Shared { "The resource is being rate limited." } else { "You are being rate limited." };
    let body = json!({ "message": message, "retry_after": (seconds * 1000.0).ceil() / 1000.0, "global": global });
    let mut outcome = Outcome::new(429, body.to_string());
    outcome.shared = scope == Scope::Shared;
    set(&mut outcome.headers, "retry-after", &format!("{}", seconds.ceil()));
    set(&mut outcome.headers, "x-ratelimit-scope", scope.name());
    if global {
        set(&mut outcome.headers, "x-ratelimit-global", "true");
    }
    if let Some(figures) = figures {
        add_figures(&mut outcome.headers, &figures);
    }
    Some(outcome)
}

pub(super) fn banned() -> Outcome {
    Outcome::html(429, "<!doctype html><html><head><title>Access denied</title></head><body>error code: 1015</body></html>")
}

/// The server below says the machine's time.
pub(super) fn date(headers: &mut HeaderMap, offset: i64) {
    if offset != 0 && !headers.contains_key(header::DATE) {
        let now = i64::try_from(now_ms()).unwrap_or_default().saturating_add(offset);
        let now = chrono::DateTime::from_timestamp_millis(now).unwrap_or_default();
        set(headers, "date", &now.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    }
}

pub(super) fn add_figures(headers: &mut HeaderMap, figures: &Figures) {
    let seconds = figures.reset_after.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double exactly")]
    let reset = now_ms() as f64 / 1000.0 + seconds;
    set(headers, "x-ratelimit-limit", &figures.limit.to_string());
    set(headers, "x-ratelimit-remaining", &figures.remaining.to_string());
    set(headers, "x-ratelimit-reset", &format!("{reset:.3}"));
    set(headers, "x-ratelimit-reset-after", &format!("{seconds:.3}"));
    set(headers, "x-ratelimit-bucket", &figures.bucket);
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

pub(super) fn respond(outcome: Outcome) -> Response {
    let kind = if outcome.html { "text/html; charset=UTF-8" } else { "application/json" };
    let empty = outcome.body.is_empty();
    let mut response = Response::new(Body::from(outcome.body));
    *response.status_mut() = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = outcome.headers;
    if !empty && !response.headers().contains_key(header::CONTENT_TYPE) {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}
