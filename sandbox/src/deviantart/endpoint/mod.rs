//! One file for each family of endpoints.

mod common;
mod deviation;
mod folders;
mod friends;
mod gallery;
mod oauth;
mod posts;
mod profile;
mod statuses;
mod watchfeed;

pub(super) use common::Refusal;
pub(super) use posts::first_cursor;

use super::answer::Answer;
use super::call::{Asked, Call};
use super::error::ApiError;
use super::state::State;
use super::world::World;
use common::Outcome;
use serde_json::json;

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
