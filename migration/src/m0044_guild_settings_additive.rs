//! What a server has set for all of its watches; null: as it is by default. `notices`: the channel where problems are reported. The others are
//! what a new watch begins with.

use crate::table::{
    Table,
    Type::{Big, Bool, Text},
    may, must,
};

pub const TABLE: Table = Table {
    name: "guild_settings",
    columns: &[must("guild_id", Big), may("notices", Big), may("what", Text), may("mature", Bool), may("ping_role", Big)],
    primary: &["guild_id"],
    keys: &[],
};
