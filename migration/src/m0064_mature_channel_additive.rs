//! Mature posts may go into a channel of their own, or show neither picture nor text where a channel is not age-restricted. `mature_way`: null where
//! they wait for their watch's channel to be age-restricted. `mature_channel`: null where the server has none.

use crate::table::{Column, Type::Big, Type::Text, may};

pub const WATCH: [Column; 1] = [may("mature_way", Text)];
pub const SETTINGS: [Column; 1] = [may("mature_channel", Big)];
