//! The index of what may still be sent by when ingest saw it: what a clock that is ahead has put off is found at once, however much waits for its hour.

use crate::table::Key;

pub const SEEN: Key = Key { name: "notification_open_seen", unique: false, columns: &["observed_at"] };
