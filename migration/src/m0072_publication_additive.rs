//! Messages of announcement channels: whether they were published to those who follow the channel. The bot writes. `published`: false: it was left
//! unpublished. `at`: when that was decided.

use crate::table::{
    Key, Table,
    Type::{Big, Bool},
    must,
};

pub const TABLE: Table = Table {
    name: "publication",
    columns: &[must("message_id", Big), must("guild_id", Big), must("channel_id", Big), must("published", Bool), must("at", Big)],
    primary: &["message_id"],
    keys: &[
        Key { name: "publication_guild", unique: false, columns: &["guild_id", "published", "at"] },
        Key { name: "publication_at", unique: false, columns: &["at"] },
    ],
};
