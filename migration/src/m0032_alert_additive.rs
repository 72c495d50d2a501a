//! What an operator is told of by itself: when each condition began, when that was told, when it was over, and when nothing more had to be told.

use crate::table::{
    Key, Table,
    Type::{Big, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "alert",
    columns: &[
        must("id", Uuid),
        must("kind", Text),
        must("subject", Text),
        must("detail", Text),
        must("since", Big),
        may("told_at", Big),
        may("over_at", Big),
        may("closed_at", Big),
    ],
    primary: &["id"],
    keys: &[Key { name: "alert_closed", unique: false, columns: &["closed_at"] }],
};
