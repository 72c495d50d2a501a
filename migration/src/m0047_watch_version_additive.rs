//! A number that rises with every change of a watch, so that ingest reads the watches only when it has moved. One row, from the first change on.

use crate::table::{
    Table,
    Type::{Big, Text},
    must,
};

pub const TABLE: Table =
    Table { name: "watch_version", columns: &[must("scope", Text), must("version", Big)], primary: &["scope"], keys: &[] };
