//! Listeners of another system whose server the bot is not in: kept aside until it is invited, then watches. The import inserts, the bot removes.
//! `since`: up to when the other system announced; null: not known. `announced`: posts that it announced, by commas. `begins`: the word of what a
//! watch that is made of it announces of the time before.

use crate::table::{
    Key, Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "aside",
    columns: &[
        must("guild_id", Big),
        must("channel_id", Big),
        must("artist_id", Uuid),
        must("what", Text),
        must("folder_key", Text),
        must("artist_name", Text),
        may("folder_id", Uuid),
        may("folder_name", Text),
        must("mature", Bool),
        may("ping_role", Big),
        must("begins", Text),
        may("since", Big),
        must("announced", Text),
        must("kept_at", Big),
    ],
    primary: &["guild_id", "channel_id", "artist_id", "folder_key", "what"],
    keys: &[
        Key { name: "aside_kept", unique: false, columns: &["kept_at"] },
        Key { name: "aside_artist", unique: false, columns: &["artist_id"] },
    ],
};
