//! What is kept of a log beside it: its old events, and snapshots of what was folded from it, each up to an offset. Compressed files in a directory:
//!
//! ```text
//! ARCHIVE/LOG/events-FROM-TO.zst       the events from an offset on and before another
//! ARCHIVE/LOG/projection-NEXT.zst      what was folded from all events before an offset
//! ```
//!
//! A file has its name once it is whole and on the disk, and is never changed: a crash leaves no file, or a whole one. What else lies in the
//! directory is left alone, but for unfinished files of ours.

mod behind;
mod dir;
mod events;
mod fault;
mod file;

pub use behind::ArchivedLog;
pub use dir::Archive;
pub use events::KeepError;
pub use fault::{ArchiveError, Problem};
pub use file::{Reader, Writer};

#[cfg(test)]
mod tests;
