//! How a watch shows posts. Null: as cards.

use crate::table::{Column, Type::Text, may};

pub const WATCH: [Column; 1] = [may("style", Text)];
