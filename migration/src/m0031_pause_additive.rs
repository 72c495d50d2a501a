//! Watches can be paused. `paused_at`: null where a watch is not paused. `paused_until`: null where somebody has to resume it. Both are times
//! of Discord's.

use crate::table::{Column, Key, Type::Big, may};

pub const WATCH: [Column; 2] = [may("paused_at", Big), may("paused_until", Big)];

/// Paused watches are few, and asked for at every turn of the sender.
pub const PAUSED: Key = Key { name: "watch_paused", unique: false, columns: &["paused_at"] };
