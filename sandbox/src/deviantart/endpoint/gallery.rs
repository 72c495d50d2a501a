//! `gallery/all` and `gallery/{folderid}`.

use super::common::{Outcome, named, page};
use crate::deviantart::call::{Asked, Call};
use crate::deviantart::error::ApiError;
use crate::deviantart::state::State;
use serde_json::Value;
use uuid::Uuid;

/// Newest first (all captures), a pinned one before all. Empty for groups: the group API was never finished (WIX-122).
pub(super) fn all(state: &State, asked: Asked<'_>) -> Outcome {
    let account = named(state, asked)?;
    let ids = if account.group { Vec::new() } else { account.newest_first(&account.gallery) };
    page(state, &ids, asked, state.options.gallery_cap)
}

/// In the artist's order, which is not the order of time (recorded in `gallery_folders__ext_preload-like`), whatever
/// `mode` says. The answer has the folder's name.
pub(super) fn folder(state: &State, asked: Asked<'_>, folder: &str) -> Outcome {
    let account = named(state, asked)?;
    if !folder.is_empty() && folder.chars().all(|c| c.is_ascii_digit()) {
        return somebody_elses(state, asked, account.userid);
    }
    let id = Call::uuid("folderid", folder)?;
    let folder = account.folder(id).ok_or_else(ApiError::folder_not_found)?;
    let mut answer = page(state, &folder.items, asked, state.options.gallery_cap)?;
    answer.body["name"] = Value::String(folder.name.clone());
    Ok(answer)
}

/// A number instead of a UUID silently brings deviations of others (TSH).
fn somebody_elses(state: &State, asked: Asked<'_>, userid: Uuid) -> Outcome {
    let mut others: Vec<_> = state.accounts.values().filter(|other| other.userid != userid && !other.gallery.is_empty()).collect();
    others.sort_by(|a, b| a.username.cmp(&b.username));
    let ids = others.first().map(|other| other.newest_first(&other.gallery)).unwrap_or_default();
    page(state, &ids, asked, state.options.gallery_cap)
}
