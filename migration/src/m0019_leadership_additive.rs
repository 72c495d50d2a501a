//! The epoch whose owner gave the lead back. Equal to the current epoch: nobody leads. Versions before said so by a beat of 0.

use crate::table::{Column, Type::Big, may};

pub const COLUMNS: [Column; 1] = [may("released_epoch", Big)];
