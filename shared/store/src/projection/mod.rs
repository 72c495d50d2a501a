//! What the projector reads and writes: the projection's rows, the outbox' inserts, its own place in the log, and what is parked.
//!
//! One transaction per batch ([`Store::fold`]): check the epoch, check the place in the log, load what the batch touches, fold (a pure
//! function that is handed in), write, advance the place. Whatever happens, the tables are those of a whole number of batches.

pub(crate) mod announced;
mod batch;
pub mod checkpoint;
pub(crate) mod fence;
mod fold;
mod home;
mod load;
pub(crate) mod mark;
pub mod parked;
pub mod place;
pub mod rebuild;
pub mod relocate;
pub mod rows;
pub mod snapshot;
pub mod unlike;
mod write;

pub(crate) use batch::LIVE;
pub use batch::{Batch, Changes, Fold, Folded, Incoming, Loaded, Revised};
pub use parked::{Parked, Repair, Unparked};
