//! The one place where events become bytes and back: JSON, so that any broker tool can read the log.
//!
//! `{"id":"…","observed_at":"…","type":"PostPublished.v1","data":{…}}`. Unknown fields are ignored (a newer writer may add
//! some); an unknown type is an error that the projector parks.

use super::{Envelope, Event};
use crate::clock::Timestamp;
use crate::id::EventId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The media type of a payload on the log.
pub const CONTENT_TYPE: &str = "application/json";

/// Why bytes are not an event that this version knows.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("the payload is not an event envelope: {0}")]
    Malformed(#[source] serde_json::Error),
    #[error("event type {0:?} is not known to this version; a newer version of the program wrote it")]
    UnknownType(String),
    #[error("event {id} of type {kind} has data that does not fit: {source}")]
    Data { id: EventId, kind: String, source: serde_json::Error },
}

#[derive(Serialize, Deserialize)]
struct Wire {
    id: EventId,
    observed_at: Timestamp,
    #[serde(rename = "type")]
    kind: String,
    data: Value,
}

/// Bytes for the log.
///
/// # Errors
/// Never in practice: every event is plain data. The error is kept so that a caller need not panic.
pub fn encode(envelope: &Envelope) -> Result<Vec<u8>, serde_json::Error> {
    let tagged = serde_json::to_value(&envelope.event)?;
    let data = tagged.get("data").cloned().unwrap_or(Value::Null);
    serde_json::to_vec(&Wire { id: envelope.id, observed_at: envelope.observed_at, kind: envelope.event.wire_type().to_owned(), data })
}

/// The event in these bytes.
///
/// # Errors
/// Says whether the envelope, the type or the data is at fault; all three are for the projector to park.
pub fn decode(bytes: &[u8]) -> Result<Envelope, DecodeError> {
    let wire: Wire = serde_json::from_slice(bytes).map_err(DecodeError::Malformed)?;
    let Some(name) = wire.kind.strip_suffix(".v1").filter(|name| NAMES.contains(name)) else {
        return Err(DecodeError::UnknownType(wire.kind));
    };
    let tagged = serde_json::json!({ "name": name, "data": wire.data });
    let event: Event =
        serde_json::from_value(tagged).map_err(|source| DecodeError::Data { id: wire.id, kind: wire.kind.clone(), source })?;
    Ok(Envelope { id: wire.id, observed_at: wire.observed_at, event })
}

/// Every name of version 1.
pub const NAMES: [&str; 7] =
    ["PostPublished", "PostRevised", "PostFoldered", "PostRemoved", "ArtistProfiled", "ArtistVanished", "ArtistReturned"];

/// The first 128 bits of SHA-256 over the value's JSON, in hex: tells whether content changed.
#[must_use]
pub fn content_hash<T: Serialize>(value: &T) -> String {
    use std::fmt::Write;
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    Sha256::digest(&bytes)[..16].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
