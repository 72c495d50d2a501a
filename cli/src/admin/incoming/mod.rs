//! Watches that come from elsewhere, from another store of ours or from another system: what of the past they announce, what DeviantArt has to be
//! asked for that, and how long an answer is waited for.

mod answers;
mod begin;
mod latest;
mod patience;

pub use answers::{Answers, FILE, forget_answers};
pub use begin::{Beginning, Past, coming, digest_at, since};
pub use latest::{Latest, is_about_the_artist};
pub use patience::wait;
