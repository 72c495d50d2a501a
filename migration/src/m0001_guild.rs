//! Guilds that the bot is or was in.

use crate::table::{Table, Type::Big, may, must};

pub const TABLE: Table =
    Table { name: "guild", columns: &[must("id", Big), must("joined_at", Big), may("left_at", Big)], primary: &["id"], keys: &[] };
