//! How long an undelivered message is kept, and what holds it: the age of a notification counts from when it last became deliverable, a
//! channel may refuse some posts only, and a server is told once a day.

use crate::table::{
    Column, Table,
    Type::{Big, Text},
    may, must,
};

/// `deliverable_at`: null where nothing ever held it. `held_for`: null where its channel takes nothing at all.
pub const NOTIFICATION: [Column; 2] = [may("deliverable_at", Big), may("held_for", Text)];

/// Channels that refuse some posts only; those that refuse all are in `channel_state`.
pub const CHANNEL_HOLD: Table = Table {
    name: "channel_hold",
    columns: &[
        must("channel_id", Big),
        must("held_for", Text),
        must("guild_id", Big),
        must("reason", Text),
        must("since", Big),
        may("told_at", Big),
        must("probe_at", Big),
    ],
    primary: &["channel_id", "held_for"],
    keys: &[],
};

/// When a guild was last told of something that is wrong.
pub const GUILD_NOTICE: Table =
    Table { name: "guild_notice", columns: &[must("guild_id", Big), must("told_at", Big)], primary: &["guild_id"], keys: &[] };
