//! Guilds and artists that are not served, by the operator's decision. `kind`: guild or artist; `id`: as text.

use crate::table::{
    Table,
    Type::{Big, Text},
    must,
};

pub const TABLE: Table =
    Table { name: "refused", columns: &[must("kind", Text), must("id", Text), must("since", Big)], primary: &["kind", "id"], keys: &[] };
