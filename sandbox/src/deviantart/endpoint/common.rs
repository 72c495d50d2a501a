//! What the families of endpoints share: their outcome, the user that a request is about, and pages of posts.

use crate::deviantart::answer::Answer;
use crate::deviantart::artist::{Account, ArtistState};
use crate::deviantart::auth::Viewer;
use crate::deviantart::call::Asked;
use crate::deviantart::error::ApiError;
use crate::deviantart::post::Post;
use crate::deviantart::render;
use crate::deviantart::state::State;
use serde_json::{Value, json};
use uuid::Uuid;

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::deviantart) enum Refusal {
    Api(ApiError),
    Redirect(String),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

pub(super) type Outcome = Result<Answer, ApiError>;

/// The account of this name, if it answers.
pub(super) fn account<'a>(state: &'a State, name: &str) -> Result<&'a Account, ApiError> {
    let account = state.account(name).ok_or_else(|| ApiError::user_not_found(name, state.quirks.not_found))?;
    match account.state {
        ArtistState::Active => Ok(account),
        ArtistState::Inactive => Err(ApiError::inactive()),
        ArtistState::Blocked => Err(ApiError::blocked()),
        ArtistState::Gone => Err(ApiError::user_not_found(name, state.quirks.not_found)),
    }
}

/// The account that `username` names. With a user's token an omitted or unknown name silently means the caller's own
/// account (DACLI); an application has none, so the name is required.
pub(super) fn named<'a>(state: &'a State, asked: Asked<'_>) -> Result<&'a Account, ApiError> {
    let name = asked.call.query.get("username").filter(|name| !name.is_empty());
    let own = asked.viewer.user.and_then(|user| state.accounts.get(&user));
    match (name, own) {
        (Some(name), Some(own)) if state.account(name).is_none() => Ok(own),
        (Some(name), _) => account(state, name),
        (None, Some(own)) => Ok(own),
        (None, None) => Err(ApiError::validation("username", "is required")),
    }
}

/// Whether a viewer gets a post in a list. Filtered after paging: pages come out shorter than asked for (GDL).
pub(super) fn shown(state: &State, post: &Post, viewer: &Viewer, mature: bool) -> bool {
    let mature = mature && !(state.quirks.mature_never_shown && viewer.user.is_none());
    !post.hidden && !post.deleted && (mature || !post.new.mature)
}

/// The objects of these posts, without those that the viewer does not get.
pub(super) fn objects(state: &State, ids: &[Uuid], asked: Asked<'_>) -> (Vec<Value>, Vec<Uuid>) {
    let mut carried = Vec::with_capacity(ids.len());
    let mut values = Vec::with_capacity(ids.len());
    for post in ids.iter().filter_map(|id| state.posts.get(id)).filter(|post| shown(state, post, asked.viewer, asked.mature())) {
        if let Some(author) = state.accounts.get(&post.author) {
            values.push(render::deviation(post, author, &state.quirks, asked.sharp()));
            carried.push(post.id);
        }
    }
    (values, carried)
}

/// A page of an offset list. `next_offset` counts what is in the list, not what is in the answer.
pub(super) fn window(ids: &[Uuid], offset: u32, limit: u32) -> (&[Uuid], Option<usize>) {
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(ids.len());
    let end = start.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX)).min(ids.len());
    (&ids[start..end], (end < ids.len()).then_some(end))
}

pub(super) fn page(state: &State, ids: &[Uuid], asked: Asked<'_>, cap: u32) -> Outcome {
    let limit = asked.call.number("limit", 10.min(cap), 1, cap)?;
    let offset = asked.call.number("offset", 0, 0, state.options.offset_cap)?;
    let (ids, next) = window(ids, offset, limit);
    let (results, carried) = objects(state, ids, asked);
    Ok(Answer { status: 200, body: json!({"has_more": next.is_some(), "next_offset": next, "results": results}), carried })
}
