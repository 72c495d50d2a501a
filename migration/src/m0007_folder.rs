//! Gallery folders, folded from the log.

use crate::table::{
    Key, Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "folder",
    columns: &[
        must("id", Uuid),
        must("owner_id", Uuid),
        must("name", Text),
        may("parent_id", Uuid),
        may("size", Big),
        must("position", Big),
        must("gone", Bool),
    ],
    primary: &["id"],
    keys: &[Key { name: "folder_owner", unique: false, columns: &["owner_id"] }],
};
