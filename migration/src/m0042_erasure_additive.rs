//! Everything of one server is found without reading everybody's.

use crate::table::Key;

/// For erasing a server.
pub const OF_GUILD: Key = Key { name: "notification_guild", unique: false, columns: &["guild_id"] };
