//! What each process counted in each hour, so that a restart forgets nothing, and what it tells of itself for the ops page.

use crate::table::{
    Column, Table,
    Type::{Big, Text, Uuid},
    may, must,
};

/// `hour`: hours since 1970. `figures`: JSON, whose form `what` says.
pub const TABLE: Table = Table {
    name: "hourly",
    columns: &[must("hour", Big), must("process", Uuid), must("what", Text), must("figures", Text)],
    primary: &["hour", "process", "what"],
    keys: &[],
};

/// `details`: JSON; null: of a version that tells none.
pub const PROCESS: [Column; 1] = [may("details", Text)];
