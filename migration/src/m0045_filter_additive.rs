//! A watch may have a filter. Null: it lets everything through.

use crate::table::{Column, Type::Text, may};

pub const WATCH: [Column; 1] = [may("filter", Text)];
