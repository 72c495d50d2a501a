//! How values become bytes. The number of the codec stands in every record's header, so another one can be added without
//! rewriting anything.
//!
//! bincode is unmaintained (RUSTSEC-2025-0141): it is pinned to 2.0.1, used in this module only, with a size limit, in the byte
//! layout of bincode 1 (`config::legacy`), which other crates reproduce. It has no field names: change a type by a new
//! schema number and a new struct, never in place.

use serde::{Serialize, de::DeserializeOwned};

/// bincode's version 1 layout: fixed-size little-endian integers, u64 lengths, u32 variants.
pub const BINCODE: u16 = 1;
/// JSON; reserved, the journal's users may write it themselves.
pub const JSON: u16 = 3;

/// No value is larger, encoded; a length that claims more is refused before memory is taken for it.
pub const MAX_VALUE_BYTES: usize = 1 << 20;

/// Why a value was not encoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value cannot be encoded ({0}); at most 1 MiB is possible")]
pub struct EncodeError(String);

/// Why a stored value was not decoded. The record stays; a newer program may know it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Its frame names a codec that this version does not have.
    #[error("codec {0} is not known to this version; a newer one may have written it")]
    UnknownCodec(u16),
    /// Its schema is another one than the caller's.
    #[error("schema {found} is not the known {known}; a newer version may have written it")]
    UnknownSchema {
        /// The record's.
        found: u16,
        /// The caller's.
        known: u16,
    },
    /// Its bytes are no value of this type.
    #[error("cannot decode record: {0}")]
    Malformed(String),
}

/// The value's bytes in [`BINCODE`].
///
/// # Errors
/// When the type cannot be encoded or the value is too large.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let config = bincode::config::legacy().with_limit::<MAX_VALUE_BYTES>();
    let bytes = bincode::serde::encode_to_vec(value, config).map_err(|e| EncodeError(e.to_string()))?;
    if bytes.len() > MAX_VALUE_BYTES { Err(EncodeError(format!("{} bytes", bytes.len()))) } else { Ok(bytes) }
}

/// The value of these bytes, all of which must be used.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode<T: DeserializeOwned>(codec: u16, bytes: &[u8]) -> Result<T, DecodeError> {
    if codec != BINCODE {
        return Err(DecodeError::UnknownCodec(codec));
    }
    let config = bincode::config::legacy().with_limit::<MAX_VALUE_BYTES>();
    let (value, used) = bincode::serde::decode_from_slice(bytes, config).map_err(|e| DecodeError::Malformed(e.to_string()))?;
    if used == bytes.len() { Ok(value) } else { Err(DecodeError::Malformed(format!("{} bytes are left over", bytes.len() - used))) }
}
