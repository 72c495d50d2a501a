//! What became of a post: its way through the system with every verdict, attempt and reason. `deviantcord why` prints it, and the ops page shows
//! the same.

mod find;
mod story;
mod verdict;

pub use find::{Asked, find};
pub use story::{Step, Story};
pub use verdict::{kind_of_source, wants};
