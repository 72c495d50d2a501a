//! What the spool keeps of an event that the log did not take.

use domain::event::{Envelope, codec};
use serde::{Deserialize, Serialize};

/// Where spooled events go; other destinations may share the format.
pub const DESTINATION: &str = "event-log";

/// One undelivered event. The spool's encoding has no field names: another shape is another schema number and another struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spooled {
    /// [`DESTINATION`].
    pub destination: String,
    /// The lane (artist id) whose order is kept.
    pub key: String,
    /// The event's id.
    pub event_id: String,
    /// The event as the log would hold it: JSON.
    pub payload: Vec<u8>,
    /// Why the log did not take it, or that earlier events of its lane wait.
    pub reason: String,
    /// Tries before it was spooled: 1 when the log refused it, 0 when it was not asked.
    pub attempts: u32,
}

impl Spooled {
    pub(super) fn new(envelope: &Envelope, reason: &str, attempts: u32) -> Result<Self, serde_json::Error> {
        Ok(Self {
            destination: DESTINATION.to_owned(),
            key: envelope.event.lane().to_string(),
            event_id: envelope.id.to_string(),
            payload: codec::encode(envelope)?,
            reason: reason.chars().take(300).collect(),
            attempts,
        })
    }

    /// The event in it.
    ///
    /// # Errors
    /// When this version does not know it.
    pub fn envelope(&self) -> Result<Envelope, codec::DecodeError> {
        codec::decode(&self.payload)
    }
}
