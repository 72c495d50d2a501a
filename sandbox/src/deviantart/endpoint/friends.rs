//! `user/friends/{name}`, `user/friends/watch/{name}`, `user/friends/unwatch/{name}`: the artists that an account watches.

use super::common::{Outcome, account, window};
use crate::deviantart::answer::Answer;
use crate::deviantart::call::Asked;
use crate::deviantart::error::ApiError;
use crate::deviantart::state::State;
use crate::deviantart::wire::json as wire_json;
use serde_json::{Value, json};
use uuid::Uuid;

/// Needs a user's token with the scope `user`; a page of 50 at most.
pub(super) fn list(state: &State, asked: Asked<'_>, name: &str) -> Outcome {
    own(asked, "user")?;
    let account = account(state, name)?;
    let limit = asked.call.number("limit", 10, 1, state.options.list_cap)?;
    let offset = asked.call.number("offset", 0, 0, state.options.offset_cap)?;
    let (ids, next) = window(&account.watches, offset, limit);
    let results: Vec<Value> =
        ids.iter().filter_map(|id| state.accounts.get(id)).map(|watched| friend(&wire_json(&watched.wire()))).collect();
    Ok(Answer::ok(json!({"has_more": next.is_some(), "next_offset": next, "results": results})))
}

fn friend(user: &Value) -> Value {
    json!({
        "user": user, "is_watching": true, "watches_you": false, "lastvisit": null,
        "watch": {"friend": false, "deviations": true, "journals": true, "forum_threads": false, "critiques": false,
            "scraps": false, "activity": false, "collections": false},
    })
}

/// POST with the eight switches; needs `browse` and `user.manage`.
pub(super) fn watch(state: &mut State, asked: Asked<'_>, name: &str) -> Outcome {
    let (own, target) = (own(asked, "user.manage")?, account(state, name)?.userid);
    if !asked.call.post {
        return Err(ApiError::endpoint_not_found());
    }
    if own == target {
        return Err(ApiError::watching_oneself());
    }
    match &mut state.quirks.watch_calls_left {
        Some(0) => return Err(ApiError::watching_too_fast()),
        Some(left) => *left -= 1,
        None => {}
    }
    if let Some(own) = state.accounts.get_mut(&own)
        && !own.watches.contains(&target)
        && asked.call.form.flag("watch[deviations]")
    {
        own.watches.push(target);
    }
    Ok(Answer::ok(json!({"success": true})))
}

pub(super) fn unwatch(state: &mut State, asked: Asked<'_>, name: &str) -> Outcome {
    let (own, target) = (own(asked, "user.manage")?, account(state, name)?.userid);
    if let Some(own) = state.accounts.get_mut(&own) {
        own.watches.retain(|watched| *watched != target);
    }
    Ok(Answer::ok(json!({"success": true})))
}

/// The user whose token it is, if it has this scope.
fn own(asked: Asked<'_>, scope: &str) -> Result<Uuid, ApiError> {
    let user = asked.viewer.user.ok_or_else(ApiError::user_required)?;
    let has = asked.viewer.scope.split(' ').any(|one| one == scope);
    if has { Ok(user) } else { Err(ApiError::scope_missing(scope)) }
}
