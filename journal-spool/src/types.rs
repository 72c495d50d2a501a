//! The words of the public interface.

pub use crate::error::{AppendError, Closed, OpenError, Poison, ReadError};
use std::ops::Range;
use std::time::Duration;

/// What is appended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// How the payload is encoded; see [`codec`](crate::codec) for the numbers in use. The journal does not look at it.
    pub codec: u16,
    /// Version of what is encoded; the writer's own numbering.
    pub schema: u16,
    /// Eight bytes to recognise the record by without decoding it.
    pub id: [u8; 8],
    /// The bytes to keep.
    pub payload: Vec<u8>,
}

/// What is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the log.
    pub offset: u64,
    /// When it was appended, milliseconds since 1970; never smaller than that of the entry before.
    pub append_ms: u64,
    /// See [`Record::codec`].
    pub codec: u16,
    /// See [`Record::schema`].
    pub schema: u16,
    /// See [`Record::id`].
    pub id: [u8; 8],
    /// See [`Record::payload`].
    pub payload: Vec<u8>,
}

/// When an append counts as durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncPolicy {
    /// After an fdatasync. What is appended while one runs shares the next one.
    Always,
    /// As `Always`, but wait this long for company first, or until [`Options::max_group_bytes`] are there.
    Group {
        /// The wait.
        max_delay: Duration,
    },
    /// After the write: survives the end of the process, not the loss of power.
    Os,
}

/// What to do at open when records are missing or damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryPolicy {
    /// Keep everything that verifies, report the rest as gaps.
    Salvage,
    /// Refuse with [`OpenError::Corrupt`]. A torn tail is no damage: nobody was told that it is there.
    Strict,
}

/// How a journal is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// A segment is closed when it has reached this many bytes.
    pub segment_bytes: u64,
    /// Appends are refused with [`AppendError::Full`] above this many bytes.
    pub max_total_bytes: u64,
    /// Largest payload, at most 16 MiB.
    pub max_record_bytes: usize,
    /// At most this much goes into one write and one fdatasync.
    pub max_group_bytes: usize,
    /// Appends that wait for the writer hold at most this many bytes; further calls wait.
    pub queue_bytes: usize,
    /// When an append counts as durable.
    pub sync: SyncPolicy,
    /// What to do about damage at open.
    pub recovery: RecoveryPolicy,
    /// Permission bits of the directory; an existing one may not have more for group and others.
    pub dir_mode: u32,
    /// Whether a missing directory is made.
    pub create: bool,
    /// Zeros kept on disk and given up when the disk is full, so that bookkeeping can still be written.
    pub reserve_bytes: u64,
    /// Bounds of `quarantine/`.
    pub quarantine_bytes: u64,
    /// Bounds of `quarantine/`.
    pub quarantine_files: usize,
    /// How often a full journal looks whether there is space again.
    pub full_retry: Duration,
}

impl Default for Options {
    /// Those of an event log: 64 MiB segments, 512 MiB in all, 1 MiB records, fdatasync before every answer.
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            max_total_bytes: 512 << 20,
            max_record_bytes: 1 << 20,
            max_group_bytes: 4 << 20,
            queue_bytes: 32 << 20,
            sync: SyncPolicy::Always,
            recovery: RecoveryPolicy::Salvage,
            dir_mode: 0o700,
            create: true,
            reserve_bytes: 1 << 20,
            quarantine_bytes: 64 << 20,
            quarantine_files: 1000,
            full_retry: Duration::from_secs(1),
        }
    }
}

/// Where the memory of the log (identity, bounds) came from at open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateFound {
    /// The directory was empty: a new log.
    #[default]
    Fresh,
    /// The last owner closed it.
    Clean,
    /// The last owner ended without closing.
    Unclean,
    /// One of the two copies was damaged; the other one served.
    OneSlot,
    /// Both were; rebuilt from the segments.
    Rebuilt,
}

/// What open found and did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecoveryReport {
    /// Where the log's memory came from.
    pub state: StateFound,
    /// Offsets that are gone. Damage inside sealed segments is found by readers and by a deep check only.
    pub gaps: Vec<Range<u64>>,
    /// Bytes after the last good record of files that a crash left; normal after a crash.
    pub torn_bytes: u64,
    /// Bytes that the disk refused to give.
    pub unreadable_bytes: u64,
    /// Damaged byte ranges copied to `quarantine/`.
    pub quarantined: u64,
    /// Damaged byte ranges not copied because `quarantine/` is full.
    pub quarantine_skipped: u64,
    /// Files with a segment's name that are not a segment of this log in its place; left alone.
    pub foreign: Vec<String>,
    /// Kept segments.
    pub segments: usize,
    /// How long it took.
    pub reopened_in: Duration,
}

/// Whether the log takes appends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It does.
    Ok,
    /// It will again when space is freed, by itself.
    Full {
        /// Bytes in use.
        used: u64,
        /// The bound: the configured one, or what the disk has.
        cap: u64,
    },
    /// The last write failed; each append tries again.
    Failing(String),
    /// Never again in this process: restart it.
    Poisoned(String),
    /// It was closed.
    Closed,
}

/// Figures for status pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalStats {
    /// First kept offset.
    pub first: u64,
    /// One past the last durable offset.
    pub end: u64,
    /// Kept segments.
    pub segments: usize,
    /// Bytes of segments and acknowledgements.
    pub bytes: u64,
    /// Records appended since open.
    pub appended: u64,
    /// Groups written since open; each is one write and, by policy, one fdatasync.
    pub groups: u64,
    /// Records that a reader found damaged since open.
    pub damaged_reads: u64,
}
