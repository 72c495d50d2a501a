//! What was changed in a guild, and when.

use crate::table::{
    Key, Table,
    Type::{Big, Text, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "audit",
    columns: &[must("id", Uuid), must("guild_id", Big), must("at", Big), must("action", Text), must("detail", Text)],
    primary: &["id"],
    keys: &[Key { name: "audit_guild", unique: false, columns: &["guild_id", "at"] }],
};
