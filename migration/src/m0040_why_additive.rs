//! What moderators ask: what Discord said of each failed attempt, when a list is probably polled next, and which post a message announced.

use crate::table::{
    Column, Key,
    Type::{Big, Text},
    may,
};

/// JSON: the latest failed attempts; null: none, or of a version that did not note them.
pub const NOTIFICATION: [Column; 1] = [may("tried", Text)];

/// Null: not polled yet, or by a version that does not tell.
pub const SOURCE: [Column; 1] = [may("expected_at", Big)];

/// A channel has many messages: the two message commands ask for one.
pub const MESSAGE: Key = Key { name: "notification_message", unique: false, columns: &["message_id"] };
