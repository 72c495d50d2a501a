//! Events that no retry can fold, and later events of their lane, by their place in the log.

use crate::table::{
    Key, Table,
    Type::{Big, Bytes, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "parked_event",
    columns: &[
        must("log_offset", Big),
        may("event_id", Uuid),
        may("lane", Uuid),
        must("payload", Bytes),
        must("error", Text),
        must("parked_at", Big),
    ],
    primary: &["log_offset"],
    keys: &[Key { name: "parked_event_lane", unique: false, columns: &["lane"] }],
};
