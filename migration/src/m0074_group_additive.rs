//! A watch may be of a whole group: null: it is not. And what ingest knows of the folders of such a group: the size that the group's list told when
//! the folder was read last, a fingerprint of the post at its front then, and how far its re-read has come (`swept_at`: when it was last read to its end; `sweep`: where
//! that reading continues).

use crate::table::{
    Column, Table,
    Type::{Big, Bool, Uuid},
    may, must,
};

pub const WATCH: [Column; 1] = [may("whole_group", Bool)];
pub const FOLDERS: Table = Table {
    name: "group_folder",
    columns: &[
        must("group_id", Uuid),
        must("folder_id", Uuid),
        may("size", Big),
        may("front", Big),
        may("swept_at", Big),
        may("sweep", Big),
    ],
    primary: &["group_id", "folder_id"],
    keys: &[],
};
