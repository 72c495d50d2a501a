//! The mark by which a record of the log is recognised.

use crate::column::Stored;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a record is recognised by: the first 128 bits of SHA-256 over its payload, which holds the event's id and the time of its observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(pub Uuid);

impl Mark {
    /// The mark of a record with this payload.
    #[must_use]
    pub fn of(payload: &[u8]) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&Sha256::digest(payload)[..16]);
        Self(Uuid::from_bytes(bytes))
    }
}

impl Stored for Mark {
    type Raw = Uuid;

    fn into_raw(self) -> Uuid {
        self.0
    }

    fn from_raw(raw: Uuid) -> Result<Self, String> {
        Ok(Self(raw))
    }
}
