//! Which post is in which folder, folded from the log.

use crate::table::{
    Table,
    Type::{Big, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "post_folder",
    columns: &[must("post_id", Uuid), must("folder_id", Uuid), must("owner_id", Uuid), must("seen_at", Big)],
    primary: &["post_id", "folder_id"],
    keys: &[],
};
