//! When sessions of Discord's gateway were begun, so that a day's number of them is kept over restarts and by whichever process is active.

use crate::table::{
    Key, Table,
    Type::{Big, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "gateway_start",
    columns: &[must("id", Uuid), must("shard", Big), must("started_at", Big)],
    primary: &["id"],
    keys: &[Key { name: "gateway_start_at", unique: false, columns: &["started_at"] }],
};
