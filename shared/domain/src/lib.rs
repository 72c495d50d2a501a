//! The words that every role shares: ids, posts, watches, notifications, events with their codec, time as a parameter, retries, and the arithmetic
//! of the request budget.
//!
//! Pure: no I/O, no wall clock but [`clock::SystemClock`], no async, nothing else of ours. Whatever enters the event log is defined here.
//!
//! To add a word, give it its own module and the doc comment that says what it is, its units, and where the fact behind it is written down.
//! To add an event type, follow [`event`]: its variant, its natural key, its lane, and a golden file.

#![deny(missing_docs)]

pub mod budget;
#[expect(missing_docs, reason = "strum derives into_str without a comment")]
pub mod care;
pub mod cause;
pub mod clock;
pub mod defaults;
pub mod episode;
pub mod event;
pub mod explain;
pub mod filter;
pub mod freshness;
pub mod id;
pub mod inherit;
pub mod keep;
pub mod language;
pub mod leadership;
pub mod notification;
pub mod panics;
pub mod post;
pub mod retry;
#[expect(missing_docs, reason = "strum derives into_str without a comment")]
pub mod rhythm;
pub mod source;
#[expect(missing_docs, reason = "strum derives into_str without a comment")]
mod state;
pub mod template;
pub mod turns;
pub mod verdict;
pub mod watch;
#[expect(missing_docs, reason = "strum derives into_str without a comment")]
mod what;
pub mod word;
pub mod zone;
