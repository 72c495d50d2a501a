//! `user/statuses` and `user/statuses/{id}`: withdrawn since 2024 (WIX-244), so 404 unless switched on; and the old
//! status object, which is still inside `user/profile`.

use super::common::{Outcome, named, window};
use crate::deviantart::answer::Answer;
use crate::deviantart::artist::Account;
use crate::deviantart::call::{Asked, Call};
use crate::deviantart::error::ApiError;
use crate::deviantart::post::{Kind, Post};
use crate::deviantart::state::State;
use crate::deviantart::wire::{json as wire_json, upper};
use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};

/// `2016-10-04T03:44:18-0700`: Pacific time without a colon in the zone (recorded). Summer time is not followed here.
fn stamp(seconds: i64) -> String {
    let zone = FixedOffset::west_opt(8 * 3600);
    let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    zone.map(|zone| time.with_timezone(&zone).format("%Y-%m-%dT%H:%M:%S%z").to_string()).unwrap_or_default()
}

/// The old shape of a status.
pub(crate) fn status_object(post: &Post, author: &Account) -> Value {
    json!({
        "statusid": upper(post.id),
        "body": post.new.excerpt.clone().unwrap_or_default(),
        "ts": stamp(post.published_at),
        "url": post.url,
        "comments_count": 0,
        "is_share": false,
        "is_deleted": false,
        "author": wire_json(&author.wire()),
        "items": [],
    })
}

pub(super) fn list(state: &State, asked: Asked<'_>) -> Outcome {
    let account = named(state, asked)?;
    let limit = asked.call.number("limit", 10.min(state.options.list_cap), 1, state.options.list_cap)?;
    let offset = asked.call.number("offset", 0, 0, state.options.offset_cap)?;
    let is_status = |id: &_| state.posts.get(id).is_some_and(|post| post.new.kind == Kind::Status && !post.hidden && !post.deleted);
    let ids: Vec<_> = account.newest_first(&account.posts).into_iter().filter(is_status).collect();
    let (ids, next) = window(&ids, offset, limit);
    let results: Vec<Value> = ids.iter().filter_map(|id| state.posts.get(id)).map(|post| status_object(post, account)).collect();
    Ok(Answer { status: 200, body: json!({"has_more": next.is_some(), "next_offset": next, "results": results}), carried: ids.to_vec() })
}

pub(super) fn single(state: &State, id: &str) -> Outcome {
    let post = state.posts.get(&Call::uuid("statusid", id)?).filter(|post| post.new.kind == Kind::Status && !post.hidden);
    let post = post.ok_or_else(|| ApiError::deviation_not_found(400))?;
    if post.deleted {
        return Ok(Answer::ok(json!({"is_deleted": true}))); // a deleted one keeps only this
    }
    let author = state.accounts.get(&post.author).ok_or_else(|| ApiError::deviation_not_found(400))?;
    Ok(Answer { status: 200, body: status_object(post, author), carried: vec![post.id] })
}
