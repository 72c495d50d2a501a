#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod acks;
mod aside;
pub mod codec;
mod error;
mod format;
pub mod inspect;
mod journal;
mod open;
mod ranges;
mod read;
mod reply;
mod scan;
mod shared;
mod snapshot;
mod spool;
mod state;
mod std_vfs;
mod survey;
mod types;
mod vfs;
mod writer;

pub use aside::Aside;
pub use codec::{DecodeError, EncodeError};
pub use journal::{Appending, Journal};
pub use read::Reader;
pub use reply::Reply;
pub use snapshot::{Snapshot, SnapshotFile};
pub use spool::{AsideError, BroughtBack, Item, PutError, Putting, Spool, SpoolOptions, SpoolStats, decode_entry};
pub use std_vfs::StdVfs;
pub use types::{
    AppendError, Closed, Entry, Health, JournalStats, OpenError, Options, Poison, ReadError, Record, RecoveryPolicy, RecoveryReport,
    StateFound, SyncPolicy,
};
pub use vfs::{DirItem, ItemKind, Locking, OpenHow, Vfs, VfsFile};
