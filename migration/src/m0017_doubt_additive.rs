//! Since when a message of a notification may be in its channel unconfirmed, by Discord's clock. Until now that was read from host times
//! (`first_try_at` before `due_at`), which are kept for older versions that run beside this one.

use crate::table::{Column, Type::Big, may};

pub const COLUMNS: [Column; 1] = [may("doubt_at", Big)];
