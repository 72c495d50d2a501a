//! One file for each family of endpoints.

mod deviation;
mod folders;
mod friends;
mod gallery;
mod oauth;
mod posts;
mod profile;
mod statuses;
mod watchfeed;

pub(super) use posts::first_cursor;
pub(super) use statuses::status_object;

use super::answer::Answer;
use super::artist::{Account, ArtistState};
use super::auth::Viewer;
use super::call::{Asked, Call};
use super::error::ApiError;
use super::post::Post;
use super::render;
use super::world::{State, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Refusal {
    Api(ApiError),
    Redirect(String),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

type Outcome = Result<Answer, ApiError>;

/// Everything after the edge.
pub(super) fn answer(world: &World, call: &Call, bad_version: Option<String>) -> Result<Answer, Refusal> {
    if call.path.starts_with("/oauth2/") {
        return world.with(|state| oauth::answer(state, call));
    }
    if let Some(version) = bad_version {
        return Err(ApiError::version(&version).into());
    }
    let Some(segments) = call.segments() else { return Err(ApiError::endpoint_not_found().into()) };
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let route = route(&parts).ok_or_else(ApiError::endpoint_not_found)?;
    world.with(|state| {
        if matches!(route, Route::Statuses | Route::Status(_)) && !state.quirks.statuses_endpoint {
            return Err(ApiError::endpoint_not_found().into());
        }
        let viewer = state.auth.check(call.token(), state.now())?;
        state.throttle(&viewer)?;
        Ok(dispatch(state, &route, Asked { call, viewer: &viewer })?)
    })
}

enum Route<'a> {
    Placebo,
    GalleryAll,
    GalleryFolders,
    GalleryFolder(&'a str),
    Profile(&'a str),
    Posts,
    Whois,
    Whoami,
    Statuses,
    Status(&'a str),
    Metadata,
    Deviation(&'a str),
    WatchFeed,
    Friends(&'a str),
    Watch(&'a str),
    Unwatch(&'a str),
}

fn route<'a>(parts: &[&'a str]) -> Option<Route<'a>> {
    Some(match parts {
        ["placebo"] => Route::Placebo,
        ["gallery", "all"] => Route::GalleryAll,
        ["gallery", "folders"] => Route::GalleryFolders,
        ["gallery", folder] => Route::GalleryFolder(folder),
        ["user", "profile", "posts"] => Route::Posts,
        ["user", "profile", name] => Route::Profile(name),
        ["user", "whois"] => Route::Whois,
        ["user", "whoami"] => Route::Whoami,
        ["user", "statuses"] => Route::Statuses,
        ["user", "statuses", id] => Route::Status(id),
        ["deviation", "metadata"] => Route::Metadata,
        ["deviation", id] => Route::Deviation(id),
        ["browse", "deviantsyouwatch"] => Route::WatchFeed,
        ["user", "friends", "watch", name] => Route::Watch(name),
        ["user", "friends", "unwatch", name] => Route::Unwatch(name),
        ["user", "friends", name] => Route::Friends(name),
        _ => return None,
    })
}

fn dispatch(state: &mut State, route: &Route<'_>, asked: Asked<'_>) -> Outcome {
    match route {
        Route::Placebo => Ok(Answer::ok(json!({"status": "success"}))),
        Route::GalleryAll => gallery::all(state, asked),
        Route::GalleryFolders => folders::list(state, asked),
        Route::GalleryFolder(folder) => gallery::folder(state, asked, folder),
        Route::Profile(name) => profile::profile(state, asked, name),
        Route::Posts => posts::posts(state, asked),
        Route::Whois => profile::whois(state, asked),
        Route::Whoami => profile::whoami(state, asked),
        Route::Statuses => statuses::list(state, asked),
        Route::Status(id) => statuses::single(state, id),
        Route::Metadata => deviation::metadata(state, asked),
        Route::Deviation(id) => deviation::single(state, asked, id),
        Route::WatchFeed => watchfeed::feed(state, asked),
        Route::Friends(name) => friends::list(state, asked, name),
        Route::Watch(name) => friends::watch(state, asked, name),
        Route::Unwatch(name) => friends::unwatch(state, asked, name),
    }
}

/// The account of this name, if it answers.
fn account<'a>(state: &'a State, name: &str) -> Result<&'a Account, ApiError> {
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
fn named<'a>(state: &'a State, asked: Asked<'_>) -> Result<&'a Account, ApiError> {
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
fn shown(state: &State, post: &Post, viewer: &Viewer, mature: bool) -> bool {
    let mature = mature && !(state.quirks.mature_never_shown && viewer.user.is_none());
    !post.hidden && !post.deleted && (mature || !post.new.mature)
}

/// The objects of these posts, without those that the viewer does not get.
fn objects(state: &State, ids: &[Uuid], asked: Asked<'_>) -> (Vec<Value>, Vec<Uuid>) {
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
fn window(ids: &[Uuid], offset: u32, limit: u32) -> (&[Uuid], Option<usize>) {
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(ids.len());
    let end = start.saturating_add(usize::try_from(limit).unwrap_or(usize::MAX)).min(ids.len());
    (&ids[start..end], (end < ids.len()).then_some(end))
}

fn page(state: &State, ids: &[Uuid], asked: Asked<'_>, cap: u32) -> Outcome {
    let limit = asked.call.number("limit", 10.min(cap), 1, cap)?;
    let offset = asked.call.number("offset", 0, 0, state.options.offset_cap)?;
    let (ids, next) = window(ids, offset, limit);
    let (results, carried) = objects(state, ids, asked);
    Ok(Answer { status: 200, body: json!({"has_more": next.is_some(), "next_offset": next, "results": results}), carried })
}
