//! The indexes of what may still be sent. They hold a few rows where the table holds millions: the sender finds the channels that have
//! something to send, and what of it is due first, by one search each.

use crate::table::Key;

pub const CHANNELS: Key = Key { name: "notification_open", unique: false, columns: &["channel_id", "due_at"] };
/// What waits for a watch, however much the watch has brought.
pub const WATCHES: Key = Key { name: "notification_open_watch", unique: false, columns: &["watch_id"] };
pub const TIMES: Key = Key { name: "notification_open_due", unique: false, columns: &["due_at"] };

/// The rows that they hold, in the words of the queries that use them: on SQLite, and elsewhere. COALESCE changes nothing: it keeps SQLite from a
/// search for each of the two states in another index, which it would prefer.
pub const ONLY: [&str; 2] = [r#"COALESCE("state", '') IN ('pending', 'sending')"#, r#""state" IN ('pending', 'sending')"#];
