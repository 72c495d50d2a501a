//! Whether an old post was shrunk to what detection needs. Null: it is whole. Else the number at the end of its address; 0: it had none. And the index by
//! which the old ones among those that are whole are found: it has no entry for a post that was shrunk.

use crate::table::{Column, Key, Type::Big, may};

pub const POST: [Column; 1] = [may("shrunk", Big)];
pub const WHOLE: Key = Key { name: "post_whole", unique: false, columns: &["content_at", "id"] };
/// The rows that it holds, on SQLite and elsewhere.
pub const ONLY: [&str; 2] = [r#""shrunk" IS NULL"#; 2];
