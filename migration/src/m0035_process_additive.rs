//! The processes of a deployment, so that each can tell which of the others are there. The one table with several writers: a process writes its
//! own row.

use crate::table::{
    Table,
    Type::{Big, Text, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "process",
    columns: &[
        must("id", Uuid),
        must("roles", Text),
        must("host", Text),
        must("version", Text),
        must("started_at", Big),
        must("beat_at", Big),
        must("spool", Big),
        must("checks", Text),
        must("gauges", Text),
    ],
    primary: &["id"],
    keys: &[],
};
