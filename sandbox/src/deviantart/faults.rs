//! The faults that a simulated DeviantArt can be told to have.

use crate::fault::Board;
use crate::odd::{Edit, Odd};
use std::time::Duration;

/// One way to fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The answer waits so long; combines with any other fault.
    Latency(Duration),
    /// 500 `server_error` "Internal Server Error." (recorded).
    ServerError,
    /// 500 `server_error` without `status` (recorded, WIX-52).
    ServerErrorNoStatus,
    /// This status and JSON body, for instance a recorded error.
    Json {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: serde_json::Value,
    },
    /// 502 with an HTML body, from the load balancer.
    BadGateway,
    /// 503 with an HTML body: maintenance.
    Unavailable,
    /// 403 with the HTML body "Request blocked." from the edge (GDL #655, #5363; WIX-20).
    EdgeBlock,
    /// 429 as if the limit was reached, and it counts as reached; with `When::Always` a storm.
    Throttle,
    /// The connection closes without an answer; the request had no effect.
    DropBeforeAnswer,
    /// The connection closes after the answer's head.
    DropAfterHeaders,
    /// The connection closes in the middle of the body.
    DropMidBody,
    /// No answer ever; the connection stays open.
    Stall,
    /// The head and half of the body, then nothing; the connection stays open.
    StallMidBody,
    /// A body of this many bytes, sent chunk by chunk without a length.
    HugeBody(u64),
    /// A small gzip body that unpacks to this many bytes (rounded up to MiB).
    GzipBomb(u64),
    /// The body is cut in half, with a matching length.
    HalfJson,
    /// The right body as `text/html`.
    WrongContentType,
    /// A right-shaped page without results, as in the outages of 2024-07.
    EmptyResults,
    /// Fields that nobody knows, in every object (the vendor adds fields without a new version).
    UnknownFields,
    /// 200 with `status: "error"` in the body (FS checks for it on every answer).
    StatusError200,
    /// A cursor page names itself as the next one, forever (GDL #6079, commit 43e5beaba).
    CursorLoop,
    /// 404 "Api endpoint not found.", as `browse/deviantsyouwatch` for a week in 2024 (GDL #5916).
    Withdrawn,
    /// This answer and no other; nothing was looked up.
    Odd(Odd),
    /// The right answer, changed.
    Edit(Edit),
}

impl Fault {
    pub(super) const fn combines(&self) -> bool {
        matches!(self, Self::Latency(_))
    }
}

/// The faults' switches: `faults.set(Fault::ServerError, When::Next(3))`.
pub type Faults = Board<Fault>;
