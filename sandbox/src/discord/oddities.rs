//! Discord's odd answers, one table: what its API or its edge sent, or could send, in place of the answer to a message. Play a row with
//! [`Faults::inject`](super::Faults::inject): for requests of one kind, the first n times or always.

use super::faults::Fault;
use super::ratelimit::Scope;
use crate::odd::Odd;
use std::time::Duration;

/// Every row, with its name. A single one of them says nothing of token, address, channel or message.
#[must_use]
pub fn oddities() -> Vec<(&'static str, Fault)> {
    vec![
        ("a page of 400", Fault::Odd(Odd::html(400))),
        ("a page of 401", Fault::Odd(Odd::html(401))),
        ("a page of 403", Fault::Odd(Odd::html(403))),
        ("a page of 404", Fault::Odd(Odd::html(404))),
        ("the edge limits for a second", Fault::Odd(Odd::edge_limit(1))),
        ("the edge bans", Fault::EdgeBan),
        ("an error of the network inside Discord", Fault::Odd(Odd::discord(403, 40_333, "internal network error"))),
        ("missing access", Fault::Refused(403, 50_001)),
        ("missing permissions", Fault::Refused(403, 50_013)),
        ("a 404 without a code", Fault::Odd(Odd::discord(404, 0, "404: Not Found"))),
        ("a 400 with an unknown code", Fault::Odd(Odd::discord(400, 999_999, "Something new"))),
        ("500", Fault::ServerError(500)),
        ("502", Fault::BadGateway),
        ("503", Fault::Odd(Odd::html(503))),
        ("a rate limit", Fault::RateLimited(Scope::User, Duration::from_millis(100))),
        ("nothing under status 200", Fault::Odd(Odd::empty(200))),
        ("a page under status 200", Fault::Odd(Odd::html(200))),
        ("no connection", Fault::DropBefore),
        ("no answer, though it was done", Fault::DropAfterCommit),
    ]
}
