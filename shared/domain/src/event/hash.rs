//! Whether content changed.

use serde::Serialize;
use sha2::{Digest, Sha256};

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
