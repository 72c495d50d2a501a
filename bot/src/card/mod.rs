//! A post becomes a message. Pure.

use serenity::builder::CreateMessage;
use shared::notification::Due;

/// The message for this notification: embed (or plain link when `plain`), allowed mentions, nonce with `enforce_nonce`.
#[must_use]
pub fn message(due: &Due, plain: bool) -> CreateMessage {
    let _ = (due, plain);
    todo!()
}

/// The nonce of a notification: 22 characters of base64url over its 128-bit id.
#[must_use]
pub fn nonce(id: shared::id::NotificationId) -> String {
    let _ = id;
    todo!()
}
