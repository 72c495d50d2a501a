//! Whether DeviantArt was asked for a post's tags and answered. Null: it was not.

use crate::table::{Column, Type::Bool, may};

pub const POST: [Column; 1] = [may("tags_known", Bool)];
