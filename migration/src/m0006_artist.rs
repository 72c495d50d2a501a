//! Artists, folded from the log. `named_*` and `profiled_*` say which event told last; the newest wins, in whatever order they come.

use crate::table::{
    Key, Table,
    Type::{Big, Bool, Text, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "artist",
    columns: &[
        must("id", Uuid),
        must("name", Text),
        must("name_key", Text),
        may("icon", Text),
        must("kind", Text),
        must("named_at", Big),
        must("named_event", Uuid),
        must("profiled_at", Big),
        must("profiled_event", Uuid),
        may("vanished", Text),
        must("vanish_epoch", Big),
        must("returned", Bool),
    ],
    primary: &["id"],
    keys: &[Key { name: "artist_name", unique: false, columns: &["name_key"] }],
};
