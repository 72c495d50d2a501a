//! Who does what only one may do.

use crate::table::{
    Table,
    Type::{Big, Text, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "lease",
    columns: &[must("name", Text), must("owner", Uuid), must("epoch", Big), must("renewed_at", Big)],
    primary: &["name"],
    keys: &[],
};
