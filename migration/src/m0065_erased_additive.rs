//! Artists who were erased, and the place of the projection at that time: what the log told of them before stays out of every fold. The operator's
//! commands write.

use crate::table::{
    Table,
    Type::{Big, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "erased",
    columns: &[must("artist_id", Uuid), must("log_id", Uuid), must("next_offset", Big)],
    primary: &["artist_id"],
    keys: &[],
};
