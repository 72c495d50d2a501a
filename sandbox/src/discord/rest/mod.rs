//! REST under `/api/v10`: what every request goes through, then the routes.

mod call;
mod channels;
mod commands;
mod compose;
mod forums;
mod guilds;
mod interactions;
mod messages;
mod meta;
mod outcome;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::{Method, header};
use axum::response::Response;
use serde_json::json;

use self::call::{Answer, Call, id};
use self::outcome::{Outcome, add_figures, banned, date, refused, respond};
use super::error::ApiError;
use super::faults::{Fault, Where};
use super::files;
use super::inner::Inner;
use super::listener::Wire;
use super::log::Entry;
use super::ratelimit::{Ask, Class, Verdict};

/// The largest request that Discord takes is 25 MiB; without attachments no real one comes near this.
const MAX_BODY: usize = 8 * 1024 * 1024;

pub(crate) async fn handle(Shared(inner): Shared<Arc<Inner>>, ConnectInfo(wire): ConnectInfo<Wire>, request: Request) -> Response {
    let at = Instant::now();
    let (parts, body) = request.into_parts();
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let path = ["/api/v10", "/api"].iter().find_map(|prefix| parts.uri.path().strip_prefix(prefix)).map(str::to_owned);
    let query = parts.uri.query().unwrap_or("").to_owned();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return respond(Outcome::new(413, json!({ "message": "Request entity too large", "code": 40005 }).to_string()));
    };
    let Some(path) = path else { return respond(file(&inner, parts.uri.path())) };
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (body, files) = files::parts(kind, &body).unwrap_or((body, Vec::new()));
    let call = Call { method: parts.method, path, query, body, files, authorization, at };
    // A request that has arrived is worked on to its end, even when the client hangs up meanwhile: that is how a
    // timeout on the client's side leaves a message behind.
    let outcome = tokio::spawn(async move { finish(&inner, call).await }).await.unwrap_or_else(|_| Outcome::cut());
    if outcome.cut {
        wire.cut();
    }
    respond(outcome)
}

/// What Discord's content network serves.
fn file(inner: &Inner, path: &str) -> Outcome {
    let id = path.strip_prefix("/attachments/").and_then(|rest| rest.split('/').nth(1)).and_then(|id| id.parse().ok());
    match id.and_then(|id| inner.state().files.get(id).cloned()) {
        Some(file) => Outcome::new(200, file.bytes.to_vec()),
        None => Outcome::error(&ApiError::no_route()),
    }
}

/// Works on a request and remembers it.
async fn finish(inner: &Arc<Inner>, call: Call) -> Outcome {
    let at = call.at;
    let mut outcome = serve(inner, &call).await;
    date(&mut outcome.headers, inner.state().clock_offset);
    if matches!(outcome.status, 401 | 403 | 429) && !outcome.shared {
        inner.limiter().count_invalid(at);
    }
    {
        let mut log = inner.log();
        log.count(outcome.status, outcome.code);
        if log.keeps() {
            log.add(Entry {
                at,
                method: call.method.to_string(),
                path: call.path,
                query: call.query,
                body: call.body.to_vec().into(),
                status: outcome.status,
                code: outcome.code,
            });
        }
    }
    inner.touch();
    outcome
}

async fn serve(inner: &Arc<Inner>, call: &Call) -> Outcome {
    let segments: Vec<&str> = call.path.split('/').filter(|part| !part.is_empty()).collect();
    let ask = ask(&call.method, &segments);
    let interaction = matches!(segments.first(), Some(&"interactions" | &"webhooks"));
    let fate = inner.faults.decide(|place| match place {
        Where::Anywhere => true,
        Where::CreateMessage => ask.class == Class::CreateMessage,
        Where::StartThread => ask.class == Class::StartThread,
        Where::Crosspost => ask.class == Class::Crosspost,
        Where::Channel(channel) => segments.first() == Some(&"channels") && segments.get(1) == Some(&channel.to_string().as_str()),
        Where::Interactions => interaction,
        Where::Path(part) => call.path.contains(part.as_str()),
        Where::Saying(part) => String::from_utf8_lossy(&call.body).contains(part.as_str()),
    });
    if !fate.delay.is_zero() {
        rest(inner, fate.delay).await;
    }
    for gate in &fate.gates {
        tokio::select! {
            () = inner.stop.cancelled() => return Outcome::cut(),
            () = gate.passed() => {}
        }
    }
    match &fate.first {
        Some(Fault::DropBefore) => return Outcome::cut(),
        Some(Fault::Stall(length)) => {
            rest(inner, *length).await;
            return Outcome::cut();
        }
        Some(Fault::ServerError(status)) => {
            return Outcome::error(&ApiError::new(*status, 0, &format!("{status}: Internal Server Error")));
        }
        Some(Fault::BadGateway) => {
            return Outcome::html(
                502,
                "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n",
            );
        }
        Some(Fault::EdgeBan) => return banned(),
        Some(Fault::Odd(odd)) => return Outcome::odd(odd),
        Some(Fault::RateLimited(scope, length)) => {
            let verdict = inner.limiter().pause(&ask, *scope, *length, Instant::now());
            return refused(verdict).unwrap_or_else(banned);
        }
        _ => {}
    }
    let verdict = inner.limiter().check(&ask, Instant::now());
    let Verdict::Pass(figures) = verdict else { return refused(verdict).unwrap_or_else(banned) };
    let mut outcome = match &fate.first {
        Some(Fault::Refused(status, code)) => Outcome::error(&ApiError::new(*status, *code, sentence(*code))),
        _ => match authorise(inner, call, &segments, interaction).and_then(|()| route(inner, call, &segments)) {
            Ok(answer) => Outcome::new(answer.status, answer.json.unwrap_or_default()),
            Err(error) => Outcome::error(&error),
        },
    };
    add_figures(&mut outcome.headers, &figures);
    if outcome.status < 300 {
        match fate.first {
            Some(Fault::DropAfterCommit) => return Outcome::cut(),
            Some(Fault::StallAfterCommit(length)) => {
                inner.touch();
                rest(inner, length).await;
                return Outcome::cut();
            }
            Some(Fault::Edit(edit)) => edit.apply(&mut outcome.body),
            _ => {}
        }
    }
    outcome
}

fn sentence(code: u32) -> &'static str {
    match code {
        10003 => "Unknown Channel",
        10004 => "Unknown Guild",
        10008 => "Unknown Message",
        50001 => "Missing Access",
        50013 => "Missing Permissions",
        50083 => "Thread is archived",
        160_005 => "Thread is locked",
        _ => "Refused",
    }
}

async fn rest(inner: &Inner, length: Duration) {
    tokio::select! {
        () = inner.stop.cancelled() => {},
        () = tokio::time::sleep(length) => {},
    }
}

/// Interaction callbacks and follow-ups carry their token in the path, the gateway address is public, the rest needs
/// the bot's token.
fn authorise(inner: &Inner, call: &Call, segments: &[&str], interaction: bool) -> Result<(), ApiError> {
    if interaction || segments == ["gateway"] {
        return Ok(());
    }
    let given = call.authorization.as_deref().and_then(|value| value.strip_prefix("Bot "));
    if given == Some(inner.options.token.as_str()) && !inner.faults.token_revoked() { Ok(()) } else { Err(ApiError::unauthorized()) }
}

/// Which bucket a request falls in: method, route with its ids blanked, and the top-level resource's own id.
fn ask(method: &Method, segments: &[&str]) -> Ask {
    let class = match (method.as_str(), segments) {
        ("POST", ["channels", _, "messages"]) => Class::CreateMessage,
        ("PATCH", ["channels", _, "messages", _]) => Class::EditMessage,
        ("DELETE", ["channels", _, "messages", _]) => Class::DeleteMessage,
        ("POST", ["channels", _, "messages", _, "crosspost"]) => Class::Crosspost,
        ("POST", ["channels", _, "threads"]) => Class::StartThread,
        _ => Class::Other,
    };
    let major = match segments {
        ["channels" | "guilds" | "interactions", id, ..] => (*id).to_owned(),
        ["webhooks", id, token, ..] => format!("{id}/{token}"),
        _ => String::new(),
    };
    let hidden = usize::from(matches!(segments.first(), Some(&"interactions" | &"webhooks")));
    let template: Vec<&str> = segments
        .iter()
        .enumerate()
        .map(|(at, part)| if part.bytes().all(|byte| byte.is_ascii_digit()) || (hidden == 1 && at == 2) { ":" } else { part })
        .collect();
    Ask { class, key: format!("{method} {}#{major}", template.join("/")), global: hidden == 0 }
}

fn route(inner: &Arc<Inner>, call: &Call, segments: &[&str]) -> Result<Answer, ApiError> {
    match segments {
        ["gateway" | "users" | "oauth2", ..] | ["applications", "@me"] => meta::route(inner, call, segments),
        ["applications", application, rest @ ..] => commands::route(inner, call, application, rest),
        ["interactions", ..] | ["webhooks", ..] => interactions::route(inner, call, segments),
        ["guilds", guild, rest @ ..] => guilds::route(inner, call, id(guild)?, rest),
        ["channels", channel, "messages", rest @ ..] => messages::route(inner, call, id(channel)?, rest),
        ["channels", channel, rest @ ..] => channels::route(inner, call, id(channel)?, rest),
        _ => Err(ApiError::no_route()),
    }
}
