//! DeviantArt's odd answers, one table: what its servers or the edge in front of them sent, or could send, in place of the right answer or
//! mixed into it. Play a row with [`Board::set_on`](crate::fault::Board::set_on): for requests to a path, the first n times or always.

use super::faults::Fault;
use crate::odd::{Edit, Odd};
use serde_json::json;

/// Every row, with its name. A single one of them says nothing of endpoint, token, address or artist.
#[must_use]
pub fn oddities() -> Vec<(&'static str, Fault)> {
    let invalid_token = json!({"status": "error", "error": "invalid_token", "error_description": "Expired oAuth2 user token."});
    vec![
        ("the endpoint is gone", Fault::Withdrawn),
        ("a page of 404", Fault::Odd(Odd::html(404))),
        ("the token is not accepted", Fault::Json { status: 401, body: invalid_token }),
        ("the edge blocks", Fault::EdgeBlock),
        ("the edge challenges", Fault::Odd(Odd::edge_challenge())),
        ("a page of 400", Fault::Odd(Odd::html(400))),
        ("500", Fault::ServerError),
        ("500 without a status", Fault::ServerErrorNoStatus),
        ("502", Fault::BadGateway),
        ("503", Fault::Unavailable),
        ("an error under status 200", Fault::StatusError200),
        ("nothing under status 200", Fault::Odd(Odd::empty(200))),
        ("a page under status 200", Fault::Odd(Odd::html(200))),
        ("no connection", Fault::DropBeforeAnswer),
        ("half a connection", Fault::DropMidBody),
        ("half a body", Fault::HalfJson),
        ("the body as text/html", Fault::WrongContentType),
        ("fields that nobody knows", Fault::UnknownFields),
        ("no results", Fault::EmptyResults),
        ("more, and not where", Fault::Edit(Edit::no_next_offset())),
        ("an end that is none", Fault::Edit(Edit::says_that_it_ends())),
        ("an entry of three fields", Fault::Edit(Edit::three_fields())),
        ("entries without a list of tags", Fault::Edit(Edit::no_tags())),
    ]
}
