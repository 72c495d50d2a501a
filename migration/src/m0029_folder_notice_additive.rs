//! When a server was told that a folder which it watches is gone.

use crate::table::{
    Table,
    Type::{Big, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "folder_notice",
    columns: &[must("guild_id", Big), must("folder_id", Uuid), must("told_at", Big)],
    primary: &["guild_id", "folder_id"],
    keys: &[],
};
