//! Which revision of a post or an artist the projection holds, so that no wall clock decides between two facts. Null: no event with a revision
//! has told of it.

use crate::table::{Column, Type::Big, may};

pub const ARTIST: [Column; 3] = [may("rev", Big), may("named_rev", Big), may("profiled_rev", Big)];
pub const POST: [Column; 2] = [may("rev", Big), may("content_rev", Big)];
