//! A watch may show posts as a line by a template. Null: it does not.

use crate::table::{Column, Type::Text, may};

pub const WATCH: [Column; 1] = [may("template", Text)];
