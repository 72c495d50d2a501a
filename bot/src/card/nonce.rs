//! By which nonce Discord recognises a message that it has taken already. Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::NotificationId;
use uuid::Uuid;

/// The nonce of a notification's card: 22 characters of base64url over its 128-bit id (Discord takes up to 25).
#[must_use]
pub fn nonce(id: NotificationId) -> String {
    URL_SAFE_NO_PAD.encode(id.0)
}

/// The nonce of the plain form: another content must not share the card's nonce, or Discord answers with the message that it
/// remembers for it.
#[must_use]
pub fn plain_nonce(id: NotificationId) -> String {
    URL_SAFE_NO_PAD.encode(Uuid::new_v5(&id.0, b"plain"))
}

/// The nonce of a message that brings several notifications: it comes from their ids, in their order.
#[must_use]
pub fn batch_nonce(members: &[NotificationId]) -> String {
    let bytes: Vec<u8> = members.iter().flat_map(|id| id.0.into_bytes()).collect();
    let first = members.first().map_or(Uuid::nil(), |id| id.0);
    URL_SAFE_NO_PAD.encode(Uuid::new_v5(&first, &bytes))
}
