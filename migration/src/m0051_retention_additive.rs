//! What is taken out of the store because it is old: up to when, and when that was done. And the index by which old audit rows are found.

use crate::table::{
    Key, Table,
    Type::{Big, Text},
    may, must,
};

/// `what`: a word for the rows in question; `before`: those from before may be gone.
pub const TABLE: Table = Table {
    name: "retention",
    columns: &[must("what", Text), must("before", Big), may("ran_at", Big), may("next_at", Big), must("rows", Big)],
    primary: &["what"],
    keys: &[],
};

pub const AUDIT: Key = Key { name: "audit_at", unique: false, columns: &["at"] };
