//! Where each event log was that the store was folded from: a stream that is missing there is gone, one that is missing elsewhere is a wrong
//! name in the configuration.

use crate::table::{
    Table,
    Type::{Big, Text, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "log_place",
    columns: &[must("log_id", Uuid), must("place", Text), must("noted_at", Big)],
    primary: &["log_id"],
    keys: &[],
};
