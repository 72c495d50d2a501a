//! There while a store is being filled from another one (`deviantcord move`), which alone writes it.

use crate::table::{
    Table,
    Type::{Big, Text},
    must,
};

pub const TABLE: Table =
    Table { name: "moving", columns: &[must("id", Big), must("source", Text), must("began_at", Big)], primary: &["id"], keys: &[] };
