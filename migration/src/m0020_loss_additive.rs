//! How often the projection moved on past events that it had not folded. Versions before counted in the epoch of a lease that nobody held.

use crate::table::{
    Table,
    Type::{Big, Text},
    must,
};

pub const TABLE: Table =
    Table { name: "loss", columns: &[must("projection", Text), must("count", Big)], primary: &["projection"], keys: &[] };
