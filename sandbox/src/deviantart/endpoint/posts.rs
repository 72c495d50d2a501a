//! `user/profile/posts`: journals, statuses and polls in one cursor list.

use super::common::{Outcome, named, objects};
use crate::deviantart::answer::Answer;
use crate::deviantart::call::Asked;
use crate::deviantart::error::ApiError;
use crate::deviantart::post::Kind;
use crate::deviantart::state::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

fn cursor(start: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("140ab6209=2&590acad0={start}"))
}

/// The cursor of the first page.
pub(crate) fn first_cursor() -> String {
    cursor(0)
}

fn start_of(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.rsplit_once('=')?.1.parse().ok()
}

/// Newest first. `limit` and `offset` have no effect (GDL sends one, DBS the other).
pub(super) fn posts(state: &State, asked: Asked<'_>) -> Outcome {
    let account = named(state, asked)?;
    let start = match asked.call.query.get("cursor").filter(|cursor| !cursor.is_empty()) {
        None => 0,
        Some(cursor) => start_of(cursor).ok_or_else(|| ApiError::validation("cursor", "is not valid"))?,
    };
    let missing = |id: &uuid::Uuid| state.quirks.statuses_missing && state.posts.get(id).is_some_and(|post| post.new.kind == Kind::Status);
    let ids: Vec<_> = account.newest_first(&account.posts).into_iter().filter(|id| !missing(id)).collect();
    let size = usize::try_from(state.options.posts_page).unwrap_or(usize::MAX);
    let start = start.min(ids.len());
    let end = start.saturating_add(size).min(ids.len());
    let (results, carried) = objects(state, &ids[start..end], asked);
    let more = end < ids.len();
    let (has_more, next) = match (more, state.quirks.empty_cursor_at_end) {
        (true, _) => (true, Value::String(cursor(end))),
        (false, true) => (true, Value::String(String::new())),
        (false, false) => (false, Value::Null),
    };
    let previous = if start == 0 { Value::Null } else { Value::String(cursor(start.saturating_sub(size))) };
    Ok(Answer {
        status: 200,
        body: json!({"has_more": has_more, "next_cursor": next, "prev_cursor": previous, "results": results}),
        carried,
    })
}
