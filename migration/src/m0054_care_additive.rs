//! What a sent message shows, and what was done to it after one of its posts changed. `shown`: how it shows its posts and the fingerprint of that; null:
//! not recorded. `care`: the word of what was done, `care_note` why, `cared_at` when. What a server wants of posts that are gone from DeviantArt; null:
//! as it is by default.

use crate::table::{
    Column,
    Type::{Big, Text},
    may,
};

pub const NOTIFICATION: [Column; 4] = [may("shown", Text), may("care", Text), may("care_note", Text), may("cared_at", Big)];
pub const SETTINGS: [Column; 1] = [may("deleted", Text)];
