//! Which channel watches which artist. `folder_key` is the folder's id or empty, so that the unique index also holds where there is no folder.

use crate::table::{
    Key, Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "watch",
    columns: &[
        must("id", Uuid),
        must("guild_id", Big),
        must("channel_id", Big),
        must("artist_id", Uuid),
        must("artist_name", Text),
        must("what", Text),
        may("folder_id", Uuid),
        may("folder_name", Text),
        must("folder_key", Text),
        must("mature", Bool),
        may("ping_role", Big),
        must("catch_up", Text),
        must("announce_from", Big),
        must("created_at", Big),
    ],
    primary: &["id"],
    keys: &[
        Key { name: "watch_once", unique: true, columns: &["channel_id", "artist_id", "folder_key", "what"] },
        Key { name: "watch_guild", unique: false, columns: &["guild_id"] },
        Key { name: "watch_artist", unique: false, columns: &["artist_id"] },
        Key { name: "watch_folder", unique: false, columns: &["folder_id"] },
    ],
};
