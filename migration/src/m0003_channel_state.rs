//! Channels that do not take messages; a healthy one has no row.

use crate::table::{
    Key, Table,
    Type::{Big, Text},
    may, must,
};

pub const TABLE: Table = Table {
    name: "channel_state",
    columns: &[
        must("channel_id", Big),
        must("guild_id", Big),
        must("reason", Text),
        must("since", Big),
        may("told_at", Big),
        must("probe_at", Big),
    ],
    primary: &["channel_id"],
    keys: &[Key { name: "channel_state_guild", unique: false, columns: &["guild_id"] }],
};
