//! `user/profile/{name}`, `user/whois`, `user/whoami`.

use super::common::{Outcome, account};
use super::statuses::status_object;
use crate::deviantart::answer::Answer;
use crate::deviantart::artist::Account;
use crate::deviantart::call::Asked;
use crate::deviantart::error::ApiError;
use crate::deviantart::post::Kind;
use crate::deviantart::state::State;
use crate::deviantart::wire::json as wire_json;
use serde_json::{Value, json};

/// Groups have no profile; the error is assumed to be that of an unknown user (GDL: the call fails for groups).
pub(super) fn profile(state: &State, _asked: Asked<'_>, name: &str) -> Outcome {
    let account = account(state, name)?;
    if account.group {
        return Err(ApiError::user_not_found(name, state.quirks.not_found));
    }
    if let Some(recorded) = &account.recorded_profile {
        return Ok(Answer::ok(recorded.clone()));
    }
    let mut body = plain(account);
    body["last_status"] = last_status(state, account);
    body["user"] = wire_json(&account.wire());
    body["stats"]["user_deviations"] =
        json!(account.gallery.iter().filter(|id| state.posts.get(id).is_some_and(|post| !post.deleted && !post.hidden)).count());
    Ok(Answer::ok(body))
}

fn plain(account: &Account) -> Value {
    json!({
        "user": null,
        "is_watching": false,
        "profile_url": format!("https://www.deviantart.com/{}", account.username.to_lowercase()),
        "user_is_artist": true,
        "artist_level": null,
        "artist_specialty": null,
        "real_name": "",
        "tagline": "",
        "countryid": 1,
        "country": "United States",
        "website": "",
        "bio": "",
        "cover_photo": null,
        "profile_pic": null,
        "last_status": null,
        "stats": {"user_deviations": 0, "user_favourites": 12, "user_comments": 34, "profile_pageviews": 567, "profile_comments": 8},
    })
}

fn last_status(state: &State, account: &Account) -> Value {
    account
        .newest_first(&account.posts)
        .iter()
        .filter_map(|id| state.posts.get(id))
        .find(|post| post.new.kind == Kind::Status && !post.hidden && !post.deleted && !post.new.mature)
        .map_or(Value::Null, |post| status_object(post, account))
}

/// POST only: GET gives 400 "usernames is required" (WIX-25). Unknown names are left out (presumed).
pub(super) fn whois(state: &State, asked: Asked<'_>) -> Outcome {
    let names = if asked.call.post { asked.call.form.list("usernames") } else { Vec::new() };
    if names.is_empty() {
        return Err(ApiError::validation("usernames", "is required"));
    }
    let results: Vec<Value> = names.iter().filter_map(|name| account(state, name).ok()).map(|one| wire_json(&one.wire())).collect();
    Ok(Answer::ok(json!({"results": results})))
}

pub(super) fn whoami(state: &State, asked: Asked<'_>) -> Outcome {
    let own = asked.viewer.user.and_then(|user| state.accounts.get(&user)).ok_or_else(ApiError::user_required)?;
    Ok(Answer::ok(wire_json(&own.wire())))
}
