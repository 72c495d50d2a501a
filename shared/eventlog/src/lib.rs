//! The event log: the port, its contract, and three logs behind it.
//!
//! It keeps envelopes in one total order and hands them out from an offset. It never looks into an event beyond its codec and never talks to the
//! store; no other crate speaks AMQP. To add a log: implement [`EventLog`], run [`contract`] over it, give its URL a form in [`Place`].
//!
//! * **Durable**: when [`EventLog::append`] returns `Ok`, the events survive a kill of this process (disk: fdatasync done;
//!   broker: confirmed), or they are in the spool and will be appended later ([`Accepted::Spooled`]).
//! * **Ordered**: one total order; an event's place is its offset. Offsets rise, and may skip numbers that were never events (a stream's broker
//!   numbers its own records too); a reader resumes at the offset of its last entry + 1. Events are missing only where a
//!   [`LogError::Gap`] says so. Events of one `append` call keep their order; concurrent calls come in any order.
//! * **At least once**: the same event may be appended twice; readers fold by natural key.
//! * **Identity**: offsets belong to one [`LogId`]. A log that was deleted and created again has another id. A reader saves the id beside its
//!   offset and compares it with [`LogReader::log`]. A log that was made in another's place, and knows it, says so
//!   ([`EventLog::follows`]); one that was copied from another says that too ([`EventLog::continues`]).
//! * **Tail**: a reader returns what is durable and then waits. Dropping its future loses nothing.
//! * **Trim**: a read from below the first kept offset is a [`LogError::Gap`], never a silent jump. A read from beyond the end is a gap
//!   too: the offset belongs to another log.
//!
//! The module `contract` is this text as tests; every implementation runs them.

#![deny(missing_docs)]

pub mod archive;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod disk;
pub mod follow;
mod genesis;
#[cfg(any(test, feature = "contract"))]
pub mod memory;
mod place;
mod port;
pub mod rabbit;
pub mod spooled;
pub mod successor;

pub use disk::DiskLog;
pub use place::{Place, PlaceError};
pub use port::{Accepted, Bounds, Entry, EventLog, LogError, LogReader};
pub use rabbit::RabbitLog;
pub use spooled::SpooledLog;
pub use successor::Successor;
