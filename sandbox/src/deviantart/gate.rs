//! What happens to every request, in the vendor's order: edge, version, endpoint, token, rate limit, parameters.

use super::answer::{self, Answer};
use super::call::Call;
use super::conn::Line;
use super::endpoint;
use super::error::ApiError;
use super::faults::Fault;
use super::seen::Seen;
use super::wire;
use super::world::World;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// No request body is longer.
const BODY_LIMIT: usize = 256 * 1024;

/// Versions that were published (the vendor's documentation, staff journal 451076248).
const VERSIONS: [&str; 6] = ["20150106", "20160316", "20200317", "20200519", "20210526", "20240701"];

/// What one server stands in front of, and whether its edge lets nobody in.
#[derive(Clone, Debug)]
pub(super) struct Front {
    pub(super) world: World,
    pub(super) blocks: Arc<AtomicBool>,
}

pub(super) async fn entry(State(front): State<Front>, ConnectInfo(line): ConnectInfo<Line>, request: Request) -> Response {
    let (now, offset) = front.world.with(|state| (state.now(), state.quirks.date_offset));
    let mut response = answer_to(front, line, request).await;
    // Else the server writes it.
    if offset != 0
        && !response.headers().contains_key(header::DATE)
        && let Some(date) = chrono::DateTime::from_timestamp(now + offset, 0)
        && let Ok(date) = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string().parse()
    {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// What the edge answers in place of the service.
fn page_of_the_edge(fault: Option<&Fault>, refused: bool) -> Option<Response> {
    match fault {
        Some(Fault::Odd(odd)) => Some(answer::odd(odd)),
        Some(Fault::EdgeBlock) => Some(answer::blocked()),
        Some(Fault::BadGateway) => Some(answer::html(502, "Bad Gateway", "The server returned an invalid or incomplete response.")),
        Some(Fault::Unavailable) => Some(answer::html(503, "Service Unavailable", "DeviantArt is down for maintenance.")),
        _ => refused.then(answer::blocked),
    }
}

/// Whether no client can read an answer with this fault in it.
fn spoils(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::DropAfterHeaders
            | Fault::DropMidBody
            | Fault::StallMidBody
            | Fault::HugeBody(_)
            | Fault::GzipBomb(_)
            | Fault::HalfJson
            | Fault::WrongContentType
    )
}

async fn answer_to(Front { world, blocks }: Front, line: Line, request: Request) -> Response {
    let at = Instant::now();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
    let call = Call::new(&parts.method, &parts.uri, &parts.headers, &body);
    let mut seen = Seen {
        at,
        method: parts.method.to_string(),
        path: call.path.clone(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        status: 0,
    };

    // With the query, so that a rule can be for one artist or one page.
    let struck = world.faults().draw(&format!("{}?{}", call.path, seen.query), Fault::combines);
    for fault in &struck {
        if let Fault::Latency(wait) = fault {
            tokio::time::sleep(*wait).await;
        }
    }
    let fault = struck.into_iter().find(|fault| !fault.combines());

    if matches!(fault, Some(Fault::Stall | Fault::DropBeforeAnswer)) {
        world.saw(seen);
        if matches!(fault, Some(Fault::DropBeforeAnswer)) {
            line.cut();
        }
        return std::future::pending().await; // ends with the connection
    }
    let refused = blocks.load(Ordering::SeqCst) || !edge_lets_in(&parts.headers);
    if let Some(page) = page_of_the_edge(fault.as_ref(), refused) {
        seen.status = page.status().as_u16();
        world.saw(seen);
        return page;
    }

    let number = world.request_count();
    let given = match &fault {
        Some(Fault::ServerError) => failed(&ApiError::server()),
        Some(Fault::ServerErrorNoStatus) => failed(&ApiError::server_without_status()),
        Some(Fault::Withdrawn) => failed(&ApiError::endpoint_not_found()),
        Some(Fault::StatusError200) => failed(&ApiError::in_success()),
        Some(Fault::Json { status, body }) => Answer { status: *status, body: body.clone(), carried: Vec::new() },
        Some(Fault::Throttle) => failed(&world.force_throttle(&call)),
        _ => match endpoint::answer(&world, &call, version(&parts.headers)) {
            Ok(given) => given,
            Err(endpoint::Refusal::Api(error)) => failed(&error),
            Err(endpoint::Refusal::Redirect(location)) => {
                seen.status = 302;
                world.saw(seen);
                return answer::redirect(&location);
            }
        },
    };
    let given = spoil_page(given, fault.as_ref(), &call);
    seen.status = given.status;
    let types = world.with(|state| state.quirks.content_types);
    let response = answer::send(&given, fault.as_ref(), types, number, &line);
    world.saw(seen);
    if !fault.as_ref().is_some_and(spoils) {
        world.served(&given.carried);
    }
    response
}

fn failed(error: &ApiError) -> Answer {
    Answer { status: error.http, body: wire::json(error), carried: Vec::new() }
}

/// User-Agent and `Accept-Encoding: gzip` are demanded of every client (vendor's errors page; WIX-70).
fn edge_lets_in(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    !text(header::USER_AGENT).trim().is_empty() && text(header::ACCEPT_ENCODING).to_ascii_lowercase().contains("gzip")
}

/// The asked version when it is not known; without the header the newest counts.
fn version(headers: &HeaderMap) -> Option<String> {
    let asked = headers.get("dA-minor-version")?.to_str().unwrap_or_default();
    (!VERSIONS.contains(&asked)).then(|| format!("1.{asked}"))
}

fn spoil_page(mut answer: Answer, fault: Option<&Fault>, call: &Call) -> Answer {
    if answer.status != 200 {
        return answer;
    }
    match fault {
        Some(Fault::EmptyResults) => {
            if let Some(results) = answer.body.get_mut("results") {
                *results = json!([]);
                answer.carried.clear();
            }
        }
        Some(Fault::CursorLoop) => {
            if let Some(next) = answer.body.get_mut("next_cursor") {
                *next = Value::String(call.query.get("cursor").map_or_else(endpoint::first_cursor, str::to_owned));
                answer.body["has_more"] = Value::Bool(true);
            }
        }
        Some(Fault::UnknownFields) => embellish(&mut answer.body),
        _ => {}
    }
    answer
}

fn embellish(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(embellish),
        Value::Object(fields) => {
            fields.values_mut().for_each(embellish);
            fields.insert("x_new_field".to_owned(), json!({"level": 3, "names": ["a", null], "on": true}));
        }
        _ => {}
    }
}
