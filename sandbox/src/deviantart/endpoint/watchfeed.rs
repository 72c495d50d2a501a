//! `browse/deviantsyouwatch`: the new deviations of all artists that a user watches.

use super::common::{Outcome, page};
use crate::deviantart::answer::Answer;
use crate::deviantart::artist::ArtistState;
use crate::deviantart::call::Asked;
use crate::deviantart::error::ApiError;
use crate::deviantart::state::State;
use serde_json::json;

/// Needs a user's token (DACLI live test) with the scope `browse`; newest first; no journals, no statuses.
pub(super) fn feed(state: &State, asked: Asked<'_>) -> Outcome {
    let own = asked.viewer.user.and_then(|user| state.accounts.get(&user)).ok_or_else(ApiError::user_required)?;
    if !asked.viewer.scope.split(' ').any(|scope| scope == "browse") {
        return Err(ApiError::scope_missing("browse"));
    }
    if own.watches.is_empty() {
        return Ok(Answer::ok(json!({}))); // an account that watches nobody may get an empty object (DAKIT 0.1.18)
    }
    let watched = own.watches.iter().filter_map(|id| state.accounts.get(id)).filter(|account| account.state == ArtistState::Active);
    let ids: Vec<_> = watched.flat_map(|account| account.gallery.iter().copied()).collect();
    page(state, &state.newest_first_of_all(&ids), asked, state.options.list_cap)
}
