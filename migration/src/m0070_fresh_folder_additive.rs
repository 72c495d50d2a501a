//! The index by which a rebuild finds the folders of an artist who is profiled, as the fold finds them in the live table.

use crate::table::Key;

pub const OWNER: Key = Key { name: "fresh_folder_owner", unique: false, columns: &["owner_id"] };
