//! The last backup that was taken of this store, and the last that it was restored from. The two commands write them.

use crate::table::{
    Table,
    Type::{Big, Text},
    must,
};

pub const TAKEN: Table =
    Table { name: "backup_taken", columns: &[must("id", Big), must("taken_at", Big), must("bytes", Big)], primary: &["id"], keys: &[] };

pub const RESTORED: Table = Table {
    name: "backup_restored",
    columns: &[must("id", Big), must("taken_at", Big), must("restored_at", Big), must("missed", Text)],
    primary: &["id"],
    keys: &[],
};
