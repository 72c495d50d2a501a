//! Posts that changed after they may have been announced: one row until the messages that show them are as they should be. The projector inserts,
//! the bot removes. `event_id`: the event that changed the post last. `urgent`: the post is mature.

use crate::table::{
    Key, Table,
    Type::{Big, Bool, Uuid},
    must,
};

pub const TABLE: Table = Table {
    name: "chore",
    columns: &[must("post_id", Uuid), must("event_id", Uuid), must("urgent", Bool), must("due_at", Big), must("tries", Big)],
    primary: &["post_id"],
    keys: &[Key { name: "chore_due", unique: false, columns: &["urgent", "due_at"] }],
};
