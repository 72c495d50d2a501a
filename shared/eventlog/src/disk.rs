//! The event log of a single machine: a `journal-spool` journal whose records are the events' JSON.

use crate::genesis::Genesis;
use crate::port::{Accepted, Bounds, Entry, EventLog, LogError, LogReader};
use async_trait::async_trait;
use domain::cause::Cause;
use domain::clock::Timestamp;
use domain::event::{Envelope, codec};
use domain::id::LogId;
use journal_spool::{AppendError, Journal, OpenError, Options, ReadError, Record, RecoveryReport};
use std::path::Path;
use uuid::Uuid;

/// The journal's number for JSON payloads.
const CODEC_JSON: u16 = 3;
/// The envelope's version; the event's own is in its `type`.
const SCHEMA: u16 = 1;
/// The journal's number for the genesis of a log that continues another one; it is no event, and has the first offset.
const CODEC_GENESIS: u16 = 4;
/// A read goes to its own thread when it is further behind than this: what was just appended is in memory, an old
/// segment may not be.
const NEAR: u64 = 64;
/// One read gives at most this many bytes of payload.
const READ_BYTES: usize = 4 << 20;

/// An [`EventLog`] in a directory that belongs to this process alone. Cheap to clone; all clones share the journal.
#[derive(Clone)]
pub struct DiskLog {
    journal: Journal,
    id: LogId,
    place: std::sync::Arc<str>,
    continues: std::sync::Arc<[LogId]>,
}

impl DiskLog {
    /// The journal's settings for an event log: kept until an archive has it, so the disk is the bound; an artist with a thousand folders fits into
    /// one record, and a long walk through a gallery into one call.
    #[must_use]
    pub fn options() -> Options {
        Options { max_total_bytes: 1 << 40, max_record_bytes: 4 << 20, max_group_bytes: 16 << 20, ..Options::default() }
    }

    /// Opens the log in this directory, or makes it.
    ///
    /// # Errors
    /// When the directory is in use, damaged beyond what the options accept, of a newer version, or not accessible.
    pub async fn open(dir: &Path) -> Result<Self, OpenError> {
        Self::open_with(dir, Self::options()).await
    }

    /// [`open`](Self::open) with settings of one's own.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(dir: &Path, options: Options) -> Result<Self, OpenError> {
        let path = dir.to_owned();
        let opened = tokio::task::spawn_blocking(move || Journal::open(&path, options)).await;
        let (journal, report) = opened.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        report_recovery(dir, &report);
        let id = LogId(Uuid::from_bytes(journal.id()));
        // A first record that was trimmed or damaged names no log: a store that still follows one of those refuses this log, and loses nothing.
        let first = journal.read(0, 1, READ_BYTES).unwrap_or_default().into_iter().next();
        let continues = first.as_ref().map(continued).unwrap_or_default().into();
        Ok(Self { journal, id, place: place(dir).into(), continues })
    }

    /// Says in an empty log that it will hold every event of these. One that is not empty stays what it is.
    ///
    /// # Errors
    /// As an append.
    pub(crate) async fn begin_continuing(&mut self, logs: Vec<LogId>) -> Result<(), LogError> {
        if self.journal.bounds().end == 0 {
            let genesis = Genesis { log: self.id, ..Genesis::continuing(logs) };
            let payload =
                serde_json::to_vec(&genesis).map_err(|error| LogError::Unavailable(Cause::because("the genesis is no JSON", error)))?;
            self.journal.append(vec![Record { codec: CODEC_GENESIS, schema: SCHEMA, id: [0; 8], payload }]).await.map_err(refused)?;
            self.continues = genesis.continues.into();
        }
        Ok(())
    }

    /// Appends records of another log as they are there, whether this version knows the events in them or not.
    pub(crate) async fn append_copies(&self, payloads: Vec<Vec<u8>>) -> Result<(), LogError> {
        let id = |payload: &[u8]| codec::decode(payload).map(|envelope| short(&envelope)).unwrap_or_default();
        let copy = |payload: Vec<u8>| Record { codec: CODEC_JSON, schema: SCHEMA, id: id(&payload), payload };
        self.journal.append(payloads.into_iter().map(copy).collect()).await.map_err(refused).map(drop)
    }

    /// The journal behind it, for its health and figures.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Closes it: what was accepted is durable, later appends are refused, waiting readers end.
    pub async fn close(&self) {
        if let Err(error) = self.journal.close().await {
            tracing::error!(%error, "closing the event log failed");
        }
    }
}

/// Where a disk log in this directory is.
#[must_use]
pub fn place(dir: &Path) -> String {
    format!("disk:{}", std::path::absolute(dir).as_deref().unwrap_or(dir).display())
}

/// Says once what opening found; silence means that the last owner closed it and all is there.
pub(super) fn report_recovery(dir: &Path, report: &RecoveryReport) {
    let gaps: u64 = report.gaps.iter().map(|gap| gap.end - gap.start).sum();
    if gaps > 0 {
        tracing::error!(dir = %dir.display(), records.lost = gaps, gaps = ?report.gaps, "records are missing; run `deviantcord doctor`");
    }
    if report.torn_bytes > 0 {
        tracing::info!(dir = %dir.display(), bytes.torn = report.torn_bytes, "cut an unfinished write of a process that was ended");
    }
    tracing::debug!(dir = %dir.display(), ?report, "opened");
}

#[async_trait]
impl EventLog for DiskLog {
    async fn identity(&self) -> Result<LogId, LogError> {
        Ok(self.id)
    }

    fn place(&self) -> String {
        self.place.to_string()
    }

    async fn continues(&self) -> Result<Vec<LogId>, LogError> {
        Ok(self.continues.to_vec())
    }

    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        if events.is_empty() {
            return Ok(Accepted::Logged { count: 0 });
        }
        let records = events.iter().map(record).collect::<Result<Vec<_>, _>>()?;
        let range = self.journal.append(records).await.map_err(refused)?;
        Ok(Accepted::Logged { count: range.end - range.start })
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        let bounds = self.bounds().await?;
        if from < bounds.first {
            return Err(LogError::Gap { from, to: bounds.first });
        }
        if from > bounds.next {
            return Err(LogError::Gap { from, to: bounds.next });
        }
        Ok(Box::new(DiskReader { journal: self.journal.clone(), log: self.id, next: from }))
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        let bounds = self.journal.bounds();
        // The genesis is no event.
        let first = if self.continues.is_empty() { bounds.start } else { bounds.start.max(1) };
        Ok(Bounds { first, next: bounds.end.max(first) })
    }

    async fn closed(&self, before: u64) -> Result<u64, LogError> {
        Ok(self.journal.closed(before))
    }

    async fn remove_before(&self, before: u64) -> Result<(), LogError> {
        self.journal.retain(before).await.map_err(refused).map(drop)
    }
}

/// After a [`LogError::Gap`] it stays where it is; to continue behind the gap, open another at its `to`.
struct DiskReader {
    journal: Journal,
    log: LogId,
    next: u64,
}

#[async_trait]
impl LogReader for DiskReader {
    fn log(&self) -> LogId {
        self.log
    }

    async fn next(&mut self, max: usize) -> Result<Vec<Entry>, LogError> {
        loop {
            // The position moves only below, without an await in between: a dropped future has read nothing.
            let entries = self.read(max.max(1)).await?;
            if let Some(last) = entries.last() {
                self.next = last.offset + 1;
                let entries: Vec<Entry> = entries.into_iter().filter_map(entry).collect();
                if entries.is_empty() {
                    continue;
                }
                return Ok(entries);
            }
            self.journal.wait_beyond(self.next).await.map_err(|_| LogError::Closed)?;
        }
    }
}

impl DiskReader {
    async fn read(&self, max: usize) -> Result<Vec<journal_spool::Entry>, LogError> {
        let from = self.next;
        let found = if self.journal.bounds().end.saturating_sub(from) <= NEAR {
            self.journal.read(from, max, READ_BYTES)
        } else {
            let journal = self.journal.clone();
            let reading = tokio::task::spawn_blocking(move || journal.read(from, max, READ_BYTES)).await;
            reading.map_err(|error| LogError::Unavailable(Cause::because("the reading task ended", error)))?
        };
        found.map_err(unreadable)
    }
}

fn record(envelope: &Envelope) -> Result<Record, LogError> {
    let payload = codec::encode(envelope)
        .map_err(|error| LogError::Unavailable(Cause::because(format_args!("event {} is no JSON", envelope.id), error)))?;
    Ok(Record { codec: CODEC_JSON, schema: SCHEMA, id: short(envelope), payload })
}

/// The beginning of the event's id.
fn short(envelope: &Envelope) -> [u8; 8] {
    let mut id = [0; 8];
    id.copy_from_slice(&envelope.id.0.as_bytes()[..8]);
    id
}

/// The logs that a genesis names; none: it is an event.
pub(super) fn continued(entry: &journal_spool::Entry) -> Vec<LogId> {
    let genesis = (entry.codec == CODEC_GENESIS).then(|| serde_json::from_slice::<Genesis>(&entry.payload).ok()).flatten();
    genesis.map(|genesis| genesis.continues).unwrap_or_default()
}

/// A record as the port has it; None: it is no event.
pub(super) fn entry(entry: journal_spool::Entry) -> Option<Entry> {
    if entry.codec == CODEC_GENESIS {
        return None;
    }
    let millis = i64::try_from(entry.append_ms).unwrap_or(i64::MAX);
    let appended_at = Timestamp::from_timestamp_millis(millis).unwrap_or(Timestamp::UNIX_EPOCH);
    Some(Entry { offset: entry.offset, appended_at, payload: entry.payload })
}

/// The journal's refusals in the port's words.
pub(super) fn refused(error: AppendError) -> LogError {
    match error {
        AppendError::Full { used, cap } => LogError::Full(format!("{used} of {cap} bytes")),
        AppendError::TooLarge { size, max } => LogError::TooLarge(format!("{size} bytes, at most {max}")),
        AppendError::Poisoned(why) => LogError::Poisoned(Cause::of(why)),
        AppendError::Closed => LogError::Closed,
        other => LogError::Unavailable(Cause::of(other)),
    }
}

fn unreadable(error: ReadError) -> LogError {
    match error {
        ReadError::Gap { from, to } => LogError::Gap { from, to },
        ReadError::BeyondEnd { from, end } => LogError::Gap { from, to: end },
        other => LogError::Unavailable(Cause::of(other)),
    }
}

#[cfg(test)]
mod tests;
