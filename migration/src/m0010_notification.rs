//! One row per message that a watch is to get: the outbox. The projector inserts, the bot moves the state.

use crate::table::{
    Key, Table,
    Type::{Big, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "notification",
    columns: &[
        must("id", Uuid),
        must("watch_id", Uuid),
        must("guild_id", Big),
        must("channel_id", Big),
        must("artist_id", Uuid),
        may("post_id", Uuid),
        must("state", Text),
        may("reason", Text),
        may("digest_id", Uuid),
        must("observed_at", Big),
        must("due_at", Big),
        must("attempts", Big),
        may("first_try_at", Big),
        may("message_id", Big),
        must("updated_at", Big),
    ],
    primary: &["id"],
    keys: &[
        Key { name: "notification_due", unique: false, columns: &["state", "due_at"] },
        Key { name: "notification_channel", unique: false, columns: &["channel_id", "state"] },
        Key { name: "notification_post", unique: false, columns: &["post_id"] },
        Key { name: "notification_watch", unique: false, columns: &["watch_id", "observed_at"] },
        Key { name: "notification_digest", unique: false, columns: &["digest_id"] },
    ],
};
