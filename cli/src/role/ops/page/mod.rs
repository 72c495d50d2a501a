//! The ops page and the pages of one artist, one server, one post. They are complete as the server sends them; with JavaScript they are
//! refreshed in place. Style and script are files of their own, so that nothing inline need be allowed.

mod frame;
mod front;
mod one;
pub mod picture;
mod plot;
mod sentence;
mod take;

use super::deps::Deps;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use frame::frame;
use maud::{Markup, html};
use serde::Deserialize;

/// Its style.
pub const CSS: &str = include_str!("page.css");
/// Its script.
pub const SCRIPT: &str = include_str!("page.js");

/// What was typed into the field.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
}

/// The first page.
pub async fn front(State(deps): State<Deps>) -> Markup {
    let picture = deps.asked.picture.get(take::take(&deps)).await;
    frame("DeviantCord status", "", &front::show(&picture))
}

/// Leads to the page of what was typed: a post's address or id, a server's id, an artist's name.
pub async fn find(State(deps): State<Deps>, Query(wanted): Query<Wanted>) -> Response {
    match one::find(&deps, &wanted.q).await {
        one::Found::At(path) => Redirect::to(&path).into_response(),
        one::Found::Page(title, body) => frame(&title, "", &body).into_response(),
        one::Found::Nothing => missing("", "Nothing of this name, id or address is known here."),
        one::Found::Odd => odd(""),
        one::Found::Trouble(error) => trouble("", &error),
    }
}

/// One artist's page.
pub async fn artist(State(deps): State<Deps>, Path(id): Path<String>) -> Response {
    answer(one::artist(&deps, &id).await)
}

/// One server's page.
pub async fn guild(State(deps): State<Deps>, Path(id): Path<String>) -> Response {
    answer(one::guild(&deps, &id).await)
}

/// One post's page.
pub async fn post(State(deps): State<Deps>, Path(id): Path<String>) -> Response {
    answer(one::post(&deps, &id).await)
}

fn answer(found: one::Found) -> Response {
    match found {
        one::Found::Page(title, body) => frame(&title, "../", &body).into_response(),
        one::Found::At(path) => Redirect::to(&path).into_response(),
        one::Found::Nothing => missing("../", "It is not known here."),
        one::Found::Odd => odd("../"),
        one::Found::Trouble(error) => trouble("../", &error),
    }
}

fn missing(up: &str, words: &str) -> Response {
    (StatusCode::NOT_FOUND, frame("Not known", up, &html! { h1 { "Not known" } p { (words) } })).into_response()
}

fn odd(up: &str) -> Response {
    let words = "This is no id, address or name. Ids are numbers of Discord, or have the form 01234567-89ab-cdef-0123-456789abcdef.";
    (StatusCode::BAD_REQUEST, frame("No such address", up, &html! { h1 { "No such address" } p { (words) } })).into_response()
}

fn trouble(up: &str, error: &str) -> Response {
    let body = html! { h1 { "The store does not answer" } p { (error) } };
    (StatusCode::SERVICE_UNAVAILABLE, frame("The store does not answer", up, &body)).into_response()
}
