//! Events that no retry can fold, and later events of their lane, each under its own id: an offset alone names two records when a log
//! lost its end or was replaced. A row of `parked_event`, where earlier versions park, is moved here by the next claim of the projection.

use crate::table::{
    Key, Table,
    Type::{Big, Bytes, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "parked",
    columns: &[
        must("id", Uuid),
        must("log_id", Uuid),
        must("log_offset", Big),
        must("mark", Uuid),
        may("event_id", Uuid),
        may("lane", Uuid),
        must("payload", Bytes),
        must("error", Text),
        must("parked_at", Big),
        may("discarded_at", Big),
    ],
    primary: &["id"],
    keys: &[
        Key { name: "parked_lane", unique: false, columns: &["lane"] },
        Key { name: "parked_offset", unique: false, columns: &["log_offset", "id"] },
    ],
};
