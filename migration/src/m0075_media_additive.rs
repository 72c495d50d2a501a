//! What a card says of a post beside its picture. `several`: DeviantArt has further pictures of it that it shows nowhere but on its page; null: as far
//! as is known it has none. `seconds`: how long a video takes; null: it was not told.

use crate::table::{
    Column,
    Type::{Big, Bool},
    may,
};

pub const POST: [Column; 2] = [may("several", Bool), may("seconds", Big)];
