//! What the projection has folded, as far as it takes to recognise the log again: the last record of each thousand offsets.

use crate::table::{
    Table,
    Type::{Big, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "checkpoint",
    columns: &[must("log_id", Uuid), must("slot", Big), must("log_offset", Big), must("mark", Uuid)],
    primary: &["log_id", "slot"],
    keys: &[],
};
