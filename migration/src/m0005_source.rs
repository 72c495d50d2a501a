//! What ingest polls and what it learned about it. `kind` is gallery, posts, profile or folder:ID.

use crate::table::{
    Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "source",
    columns: &[
        must("artist_id", Uuid),
        must("kind", Text),
        must("artist_name", Text),
        must("weight", Big),
        must("baselined", Bool),
        may("last_poll_at", Big),
        may("next_poll_at", Big),
        may("folder_size", Big),
        must("failures", Big),
        may("trouble", Text),
        may("learned", Text),
    ],
    primary: &["artist_id", "kind"],
    keys: &[],
};
