//! Where the fold stands: log, next offset, and the epoch that fences off a second projector.

use crate::table::{
    Table,
    Type::{Big, Text, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "projection",
    columns: &[
        must("name", Text),
        must("log_id", Uuid),
        must("next_offset", Big),
        must("epoch", Big),
        must("owner", Uuid),
        must("heartbeat_at", Big),
    ],
    primary: &["name"],
    keys: &[],
};
