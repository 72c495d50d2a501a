//! What the schedule learned over all sources together, as opaque text; what it learned of each is in `source`.

use crate::table::{
    Table,
    Type::{Big, Text},
    must,
};

pub const TABLE: Table = Table {
    name: "schedule_state",
    columns: &[must("name", Text), must("learned", Text), must("saved_at", Big)],
    primary: &["name"],
    keys: &[],
};
