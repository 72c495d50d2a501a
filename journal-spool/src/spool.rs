//! Values that wait for somebody: put, look at what is pending, acknowledge.

use crate::aside;
use crate::codec::{self, DecodeError, EncodeError};
use crate::journal::Journal;
use crate::read;
use crate::reply::Reply;
use crate::std_vfs::StdVfs;
use crate::types::{AppendError, Closed, Entry, Health, OpenError, Options, ReadError, Record, RecoveryReport};
use crate::vfs::Vfs;
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use tokio::sync::watch;

/// Bytes of payload that one call of [`Spool::pending`] reads at most (and one record more).
const PENDING_BYTES: usize = 16 << 20;

/// How a spool is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpoolOptions {
    /// Version of the stored type. A record of another schema is given as an error, never skipped.
    pub schema: u16,
    /// How its log is kept.
    pub journal: Options,
}

impl Default for SpoolOptions {
    /// Schema 1, segments of 8 MiB, otherwise as a journal.
    fn default() -> Self {
        Self { schema: 1, journal: Options { segment_bytes: 8 << 20, ..Options::default() } }
    }
}

/// Why a value was not put.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PutError {
    /// Nothing was written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The log did not take it.
    #[error(transparent)]
    Append(#[from] AppendError),
}

/// A value that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<T> {
    /// What to acknowledge.
    pub offset: u64,
    /// When it was put, milliseconds since 1970.
    pub put_ms: u64,
    /// The id given to [`Spool::put_with_id`], else zeros.
    pub id: [u8; 8],
    /// The value, or why it cannot be read. It stays pending until it is acknowledged.
    pub value: Result<T, DecodeError>,
}

/// Why a value was not set aside; it waits as before.
#[derive(Debug, thiserror::Error)]
pub enum AsideError {
    /// Its copy could not be written.
    #[error("the disk did not take the copy: {0}")]
    Io(#[from] std::io::Error),
    /// It could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It could not be acknowledged in the spool.
    #[error(transparent)]
    Append(#[from] AppendError),
}

/// What became of the values that were set aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BroughtBack {
    /// They wait in the spool again.
    pub brought: u64,
    /// They still cannot be used.
    pub left: u64,
}

/// Figures for status pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpoolStats {
    /// Values that wait.
    pub pending: u64,
    /// When the oldest of them was put, milliseconds since 1970.
    pub oldest_ms: Option<u64>,
    /// Bytes on disk, of finished values too as long as their segment is kept.
    pub bytes: u64,
    /// The bound on `bytes`.
    pub max_bytes: u64,
    /// Whether values are refused for want of space.
    pub full: bool,
    /// Values that were set aside.
    pub aside: u64,
    /// Pending values that turned out damaged since open; each was logged, none can be given any more.
    pub lost: u64,
}

/// A crash-safe set of pending values in a directory, oldest first. Clones share it.
pub struct Spool<T> {
    journal: Journal,
    schema: u16,
    value: PhantomData<fn(T) -> T>,
}

impl<T> Clone for Spool<T> {
    fn clone(&self) -> Self {
        Self { journal: self.journal.clone(), schema: self.schema, value: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned> Spool<T> {
    /// Opens the spool in this directory, making it when there is none. One process at a time.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open(dir: impl AsRef<Path>, options: SpoolOptions) -> Result<(Self, RecoveryReport), OpenError> {
        Self::open_with(Arc::new(StdVfs), dir, options)
    }

    /// As [`Spool::open`], on another filesystem.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_with(vfs: Arc<dyn Vfs>, dir: impl AsRef<Path>, options: SpoolOptions) -> Result<(Self, RecoveryReport), OpenError> {
        let (journal, report) = Journal::open_with(vfs, dir, options.journal)?;
        Ok((Self { journal, schema: options.schema, value: PhantomData }, report))
    }

    /// Keeps a value; answers with its offset when it is durable.
    pub fn put(&self, value: &T) -> Putting<u64> {
        self.put_with_id(value, [0; 8])
    }

    /// As [`Spool::put`], with eight bytes by which tools recognise the value without decoding it.
    pub fn put_with_id(&self, value: &T, id: [u8; 8]) -> Putting<u64> {
        Putting::new(self.record(value, id).map(|record| self.journal.append(vec![record])), |range| range.start)
    }

    /// Keeps several values in this order, with consecutive offsets.
    pub fn put_many<'a>(&self, values: impl IntoIterator<Item = &'a T>) -> Putting<Range<u64>>
    where
        T: 'a,
    {
        let records: Result<Vec<Record>, EncodeError> = values.into_iter().map(|v| self.record(v, [0; 8])).collect();
        Putting::new(records.map(|records| self.journal.append(records)), |range| range)
    }

    fn record(&self, value: &T, id: [u8; 8]) -> Result<Record, EncodeError> {
        Ok(Record { codec: codec::BINCODE, schema: self.schema, id, payload: codec::encode(value)? })
    }

    /// The oldest values that wait. Blocks on the disk. May give fewer than `max` when they are large; none only when
    /// nothing waits.
    ///
    /// # Errors
    /// When the disk does not give a file. A damaged value is no error: it is logged, counted in [`SpoolStats::lost`] and gone.
    pub fn pending(&self, max: usize) -> Result<Vec<Item<T>>, ReadError> {
        self.pending_from(0, max)
    }

    /// As [`Spool::pending`], of those put after this offset.
    ///
    /// # Errors
    /// As [`Spool::pending`].
    pub fn pending_after(&self, offset: u64, max: usize) -> Result<Vec<Item<T>>, ReadError> {
        self.pending_from(offset.saturating_add(1), max)
    }

    fn pending_from(&self, mut from: u64, max: usize) -> Result<Vec<Item<T>>, ReadError> {
        let shared = self.journal.shared();
        let (mut items, mut bytes) = (Vec::new(), PENDING_BYTES);
        while items.len() < max && bytes > 0 {
            let Some(range) = shared.pending.lock().from(from).next() else { break };
            let want = usize::try_from(range.end - range.start).unwrap_or(max).min(max - items.len());
            match read::read(shared, range.start, want, bytes) {
                Ok(entries) if entries.is_empty() => break,
                Ok(entries) => {
                    for entry in entries {
                        from = entry.offset + 1;
                        bytes = bytes.saturating_sub(entry.payload.len());
                        items.push(self.item(&entry));
                    }
                }
                Err(ReadError::Gap { from: start, to }) => {
                    // Retention removes offsets from `pending` itself; what is left there was damaged.
                    shared.pending.lock().remove(start..to);
                    from = to;
                }
                Err(e) => return Err(e),
            }
        }
        Ok(items)
    }

    fn item(&self, entry: &Entry) -> Item<T> {
        Item { offset: entry.offset, put_ms: entry.append_ms, id: entry.id, value: decode_entry(entry, self.schema) }
    }

    /// How many values wait.
    #[must_use]
    pub fn pending_count(&self) -> u64 {
        self.journal.shared().pending.lock().len()
    }

    /// Marks these values as done, durably; answers with how many of them were pending. Files whose values are all done are
    /// deleted. A value whose acknowledgement was not answered `Ok` may come again after a restart.
    pub fn ack(&self, offsets: &[u64]) -> Reply<u64, AppendError> {
        self.journal.acknowledge(offsets.to_vec())
    }

    /// Takes the contents of every acknowledged value off the disk, also where its file holds pending ones; answers with how many went.
    /// Pending values stay as they are. A crash in between leaves some for the next call.
    pub fn purge(&self) -> Reply<u64, AppendError> {
        self.journal.purge()
    }

    /// Moves pending values that nobody here can use into files of their own and acknowledges them, so that they hold up no segment.
    /// A crash in between leaves both, and a repeat is harmless. Blocks on the disk; answers with how many were moved.
    ///
    /// # Errors
    /// See [`AsideError`]: what was not moved waits as before.
    pub fn set_aside(&self, offsets: &[u64]) -> Result<u64, AsideError> {
        let shared = self.journal.shared();
        let mut kept = Vec::with_capacity(offsets.len());
        for &offset in offsets {
            match read::read(shared, offset, 1, 1)?.into_iter().find(|entry| entry.offset == offset) {
                Some(entry) => {
                    let path = aside::keep(&*shared.vfs, &shared.dir, &shared.options, &entry)?;
                    tracing::error!(offset, path = %path.display(), "a record that cannot be used was set aside");
                    kept.push(offset);
                }
                None => return Err(ReadError::BeyondEnd { from: offset, end: shared.end() }.into()),
            }
        }
        Ok(self.journal.acknowledge(kept).wait()?)
    }

    /// Puts values that were set aside back, behind what waits, if they can be used now. A crash in between may put one back twice. Blocks on
    /// the disk.
    ///
    /// # Errors
    /// See [`AsideError`]: what was not put back stays aside.
    pub fn bring_back(&self, usable: impl Fn(&T) -> bool) -> Result<BroughtBack, AsideError> {
        let shared = self.journal.shared();
        let mut done = BroughtBack::default();
        let there = aside::list(&*shared.vfs, &shared.dir).map_err(std::io::Error::other)?;
        for one in there {
            let entry = one.entry.ok().filter(|entry| decode_entry(entry, self.schema).is_ok_and(|value| usable(&value)));
            let Some(entry) = entry else {
                done.left += 1;
                continue;
            };
            self.journal.append(vec![Record { codec: entry.codec, schema: entry.schema, id: entry.id, payload: entry.payload }]).wait()?;
            aside::remove(&*shared.vfs, &one.path)?;
            done.brought += 1;
        }
        Ok(done)
    }

    /// Figures. Reads the oldest record for its time.
    #[must_use]
    pub fn stats(&self) -> SpoolStats {
        let shared = self.journal.shared();
        let oldest = shared.pending.lock().first();
        let oldest_ms = oldest.and_then(|at| read::read(shared, at, 1, 1).ok()?.first().map(|e| e.append_ms));
        SpoolStats {
            pending: self.pending_count(),
            oldest_ms,
            bytes: shared.bytes.load(Ordering::Relaxed),
            max_bytes: shared.options.max_total_bytes,
            full: matches!(self.journal.health(), Health::Full { .. }),
            aside: aside::count(&*shared.vfs, &shared.dir),
            lost: shared.damaged_reads.load(Ordering::Relaxed),
        }
    }

    /// Whether values are taken.
    #[must_use]
    pub fn health(&self) -> Health {
        self.journal.health()
    }

    /// To wait for a change of health.
    #[must_use]
    pub fn watch_health(&self) -> watch::Receiver<Health> {
        self.journal.watch_health()
    }

    /// Waits until a value at or after `offset` was put. Cancel-safe.
    ///
    /// # Errors
    /// [`Closed`] when it will never come.
    pub async fn wait_beyond(&self, offset: u64) -> Result<u64, Closed> {
        self.journal.wait_beyond(offset).await
    }

    /// As [`Journal::close`].
    pub fn close(&self) -> Reply<(), AppendError> {
        self.journal.close()
    }
}

/// The value of a stored record, when it is of this schema.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode_entry<T: DeserializeOwned>(entry: &Entry, schema: u16) -> Result<T, DecodeError> {
    if entry.codec == codec::BINCODE && entry.schema != schema {
        return Err(DecodeError::UnknownSchema { found: entry.schema, known: schema });
    }
    codec::decode(entry.codec, &entry.payload)
}

/// The answer to a put; see [`Reply`].
#[must_use = "the value is only known to be kept when this has resolved"]
pub struct Putting<R> {
    answer: Result<Reply<Range<u64>, AppendError>, Option<EncodeError>>,
    shape: fn(Range<u64>) -> R,
}

impl<R> Putting<R> {
    fn new(answer: Result<Reply<Range<u64>, AppendError>, EncodeError>, shape: fn(Range<u64>) -> R) -> Self {
        Self { answer: answer.map_err(Some), shape }
    }

    /// Blocks this thread until the answer is there. In async code use `.await`.
    ///
    /// # Errors
    /// See [`PutError`].
    pub fn wait(self) -> Result<R, PutError> {
        match self.answer {
            Ok(reply) => Ok((self.shape)(reply.wait()?)),
            Err(e) => Err(e.map_or(PutError::Append(AppendError::Closed), PutError::Encode)),
        }
    }
}

impl<R> Future for Putting<R> {
    type Output = Result<R, PutError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let shape = self.shape;
        match &mut self.answer {
            Ok(reply) => Pin::new(reply).poll(cx).map(|got| got.map(shape).map_err(PutError::Append)),
            Err(e) => Poll::Ready(Err(e.take().map_or(PutError::Append(AppendError::Closed), PutError::Encode))),
        }
    }
}
