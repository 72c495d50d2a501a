//! Posts, folded from the log.

use crate::table::{
    Key, Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "post",
    columns: &[
        must("id", Uuid),
        must("artist_id", Uuid),
        must("kind", Text),
        must("title", Text),
        may("url", Text),
        may("published_at", Big),
        must("mature", Bool),
        may("preview_url", Text),
        may("preview_width", Big),
        may("preview_height", Big),
        may("thumbnail_url", Text),
        may("thumbnail_width", Big),
        may("thumbnail_height", Big),
        may("excerpt", Text),
        must("tags", Text),
        may("locked", Text),
        must("content_at", Big),
        must("content_event", Uuid),
        may("first_seen_at", Big),
        may("seen_at", Big),
        may("removed_at", Big),
        must("removed", Bool),
    ],
    primary: &["id"],
    keys: &[Key { name: "post_artist", unique: false, columns: &["artist_id", "published_at"] }],
};
