//! Whether the moderator who added a watch had the right to mention any role in its channel. Null: not recorded.

use crate::table::{Column, Type::Bool, may};

pub const WATCH: [Column; 1] = [may("ping_right", Bool)];
