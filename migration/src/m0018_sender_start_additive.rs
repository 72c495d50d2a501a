//! The store's side of the sender's start number: a data directory that tells another one shows that one of the two is from a backup.

use crate::table::{
    Table,
    Type::{Big, Bool, Uuid},
    may, must,
};

pub const TABLE: Table = Table {
    name: "sender_start",
    columns: &[
        must("id", Big),
        must("number", Big),
        must("owner", Uuid),
        must("outcomes", Big),
        may("newest", Uuid),
        must("closed", Bool),
        may("unsure_before", Big),
    ],
    primary: &["id"],
    keys: &[],
};
