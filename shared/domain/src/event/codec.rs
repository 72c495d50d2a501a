//! The one place where events become bytes and back: JSON, so that any broker tool can read the log.
//!
//! `{"id":"…","observed_at":"…","rev":7,"type":"PostPublished.v1","data":{…}}`; `rev` is missing where no revision is known. Unknown fields
//! are ignored (a newer writer may add some); an unknown type is an error that the projector parks.

pub use super::hash::content_hash;

use super::envelope::{Envelope, MOST_REVISIONS};
use super::fact::Event;
use super::storable;
use crate::clock::Timestamp;
use crate::id::EventId;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The media type of a payload on the log.
pub const CONTENT_TYPE: &str = "application/json";

/// Why bytes are not an event that this version knows.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The record is no JSON of an event's form.
    #[error("the payload is not an event envelope: {0}")]
    Malformed(#[source] serde_json::Error),
    /// A newer version wrote an event of this type.
    #[error("event type {0:?} is not known to this version; a newer version of the program wrote it")]
    UnknownType(String),
    /// A time that no store can hold.
    #[error("event {id} of type {kind} was observed at {at}, which cannot be; no version of this program wrote it")]
    Time {
        /// The event's id.
        id: EventId,
        /// Its wire name.
        kind: String,
        /// The time.
        at: Timestamp,
    },
    /// The type is known, its data do not fit.
    #[error("event {id} of type {kind} has data that does not fit: {source}")]
    Data {
        /// The event's id.
        id: EventId,
        /// Its wire name.
        kind: String,
        /// What the decoder says.
        source: serde_json::Error,
    },
}

/// What is written. [`Event`]'s own fields are `type` and `data`.
#[derive(Serialize)]
struct Wire<'e> {
    id: EventId,
    observed_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    rev: Option<u64>,
    #[serde(flatten)]
    event: &'e Event,
}

/// What is read first: everything around the data, which has to be there.
#[derive(Deserialize)]
struct Head {
    id: EventId,
    observed_at: Timestamp,
    #[serde(default)]
    rev: Option<Value>,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "data")]
    _data: IgnoredAny,
}

/// Bytes for the log.
///
/// # Errors
/// Never in practice: every event is plain data. The error is kept so that a caller need not panic.
pub fn encode(envelope: &Envelope) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Wire { id: envelope.id, observed_at: envelope.observed_at, rev: envelope.rev, event: &envelope.event })
}

/// The event in these bytes, made storable: older versions took over whatever DeviantArt sent. They are read twice, each time straight into the result: a tree of values in between takes several times as long,
/// and every fold decodes every event.
///
/// # Errors
/// Says whether the envelope, the type or the data is at fault; all three are for the projector to park.
pub fn decode(bytes: &[u8]) -> Result<Envelope, DecodeError> {
    let Head { id, observed_at, rev, kind, .. } = serde_json::from_slice(bytes).map_err(DecodeError::Malformed)?;
    if !NAMES.contains(&kind.as_str()) {
        return Err(DecodeError::UnknownType(kind));
    }
    if !plausible(observed_at) {
        return Err(DecodeError::Time { id, kind, at: observed_at });
    }
    match serde_json::from_slice(bytes) {
        Ok(event) => {
            let rev = rev.as_ref().and_then(Value::as_u64).map(|rev| rev.min(MOST_REVISIONS));
            let mut event = dated(event);
            storable::make(&mut event);
            Ok(Envelope { id, observed_at, rev, event })
        }
        Err(source) => Err(DecodeError::Data { id, kind, source }),
    }
}

/// Whether something can have happened then. A time far outside cannot be counted with: added to, or told in another unit, it overflows.
fn plausible(time: Timestamp) -> bool {
    /// The year 3000, in seconds since 1970.
    const END: i64 = 32_503_680_000;
    (0..END).contains(&time.timestamp())
}

/// A post with an impossible time of publication is one whose time is not known.
fn dated(mut event: Event) -> Event {
    if let Some(post) = event.parts_mut().post {
        post.published_at = post.published_at.filter(|time| plausible(*time));
    }
    event
}

/// Every name that this version knows, as [`Event::wire_type`] gives it.
pub const NAMES: &[&str] = <Event as strum::VariantNames>::VARIANTS;
