//! What Discord says of how to connect (`GET /gateway/bot`).

use super::budget::{self, Limit};
use super::deps::Deps;
use super::error::Error;
use domain::cause::Cause;
use serde_json::Value;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Discord has no bot with more shards that one process could hold.
pub(super) const SHARDS: u32 = 1_024;

/// How to connect.
#[derive(Debug)]
pub(super) struct Plan {
    pub url: String,
    /// As many as Discord recommends.
    pub shards: u32,
    /// Sessions that may be begun within five seconds, one of each rest of the shard's number.
    pub concurrency: u32,
    pub limit: Option<Limit>,
}

/// Asks Discord how to connect.
pub(super) async fn ask(deps: &Deps, stop: &CancellationToken) -> Result<Plan, Error> {
    let answer = deps.places.rest().gateway(stop).await.map_err(|failure| Error::Gateway(Cause::of(failure)))?;
    let body = match (answer.status, &answer.body) {
        (200, Some(body)) => body,
        // Only Discord's API knows tokens; a page without its body says nothing of ours.
        (401, Some(_)) => return Err(Error::InvalidToken),
        _ => return Err(Error::Gateway(format!("Discord did not say where it is: {}", answer.sentence()).into())),
    };
    let plan = read(body).ok_or_else(|| Error::Gateway("Discord did not say where it is".into()))?;
    if let Some(limit) = &plan.limit {
        budget::tell(deps, limit.remaining);
    }
    Ok(plan)
}

fn read(body: &Value) -> Option<Plan> {
    let url = body.get("url").and_then(Value::as_str)?.to_owned();
    let limits = body.get("session_start_limit");
    let figure = |name: &str| limits.and_then(|limits| limits.get(name)).and_then(Value::as_u64);
    let limit = figure("remaining").map(|remaining| Limit {
        total: figure("total").unwrap_or(1_000),
        remaining,
        reset_after: Duration::from_millis(figure("reset_after").unwrap_or(3_600_000)),
    });
    let bounded = |number: Option<u64>| u32::try_from(number.unwrap_or(1).clamp(1, SHARDS.into())).unwrap_or(1);
    let shards = bounded(body.get("shards").and_then(Value::as_u64));
    Some(Plan { url, shards, concurrency: bounded(figure("max_concurrency")), limit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_plan_needs_nothing_but_its_address() {
        let bare = read(&json!({"url": "wss://x", "shards": "many", "session_start_limit": null})).unwrap();
        assert_eq!((bare.shards, bare.concurrency, bare.limit), (1, 1, None));
        let limits = json!({"total": 2000, "remaining": 7, "reset_after": 1000, "max_concurrency": 16});
        let full = read(&json!({"url": "wss://x", "shards": 40, "session_start_limit": limits})).unwrap();
        let limit = Limit { total: 2000, remaining: 7, reset_after: Duration::from_secs(1) };
        assert_eq!((full.shards, full.concurrency, full.limit), (40, 16, Some(limit)));
        assert_eq!(read(&json!({"url": "wss://x", "shards": 1_000_000})).unwrap().shards, 1_024);
        assert!(read(&json!({"shards": 1})).is_none());
    }
}
