//! The ordered log: append, read, wait, retain.

use crate::format::{HARD_MAX_RECORD, frame_len};
use crate::read::{self, Reader};
use crate::reply::Reply;
use crate::shared::Shared;
use crate::std_vfs::StdVfs;
use crate::types::{AppendError, Closed, Entry, Health, JournalStats, OpenError, Options, ReadError, Record, RecoveryReport};
use crate::vfs::Vfs;
use crate::writer::{Append, Request};
use parking_lot::Mutex;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use tokio::sync::{Semaphore, oneshot, watch};

/// The answer to an append: the offsets, when they are durable.
pub type Appending = Reply<Range<u64>, AppendError>;

/// A crash-safe log in a directory. Clones share it; the last one that goes closes it.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    requests: Sender<Request>,
    /// The queue's space in KiB.
    space: Arc<Semaphore>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Journal {
    /// Opens the log in this directory, making it when there is none. One process at a time.
    ///
    /// # Errors
    /// In use, of a newer format, refused by policy, or not accessible; see [`OpenError`].
    pub fn open(dir: impl AsRef<Path>, options: Options) -> Result<(Self, RecoveryReport), OpenError> {
        Self::open_with(Arc::new(StdVfs), dir, options)
    }

    /// As [`Journal::open`], on another filesystem.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_with(vfs: Arc<dyn Vfs>, dir: impl AsRef<Path>, options: Options) -> Result<(Self, RecoveryReport), OpenError> {
        let dir = dir.as_ref();
        let space = Arc::new(Semaphore::new((options.queue_bytes / 1024).clamp(1, Semaphore::MAX_PERMITS)));
        let (writer, shared, report) = crate::open::open(vfs, dir, options)?;
        let (requests, inbox) = channel();
        let thread = std::thread::Builder::new().name("journal-writer".into());
        let thread = thread.spawn(move || writer.run(&inbox)).map_err(|source| OpenError::Io {
            doing: "start the writer thread for",
            path: dir.to_owned(),
            source,
        })?;
        Ok((Self(Arc::new(Inner { shared, requests, space, writer: Mutex::new(Some(thread)) })), report))
    }

    /// Which log this is: made once for a directory, kept for its life. An offset means something only together with it.
    #[must_use]
    pub fn id(&self) -> [u8; 16] {
        self.0.shared.uuid
    }

    /// Appends these records in this order with consecutive offsets. The write is queued when this returns (unless the queue
    /// is full); the answer comes when it is durable. After a crash a part of one call's records may be there.
    pub fn append(&self, records: Vec<Record>) -> Appending {
        let shared = &self.0.shared;
        let max = shared.options.max_record_bytes.min(HARD_MAX_RECORD);
        if let Some(size) = records.iter().map(|r| r.payload.len()).find(|&len| len > max) {
            return Reply::ready(Err(AppendError::TooLarge { size, max }));
        }
        let bytes: u64 = records.iter().map(|r| frame_len(r.payload.len())).sum();
        let max_call = (shared.options.queue_bytes as u64).min(shared.options.max_total_bytes);
        if bytes > max_call {
            let clip = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            return Reply::ready(Err(AppendError::TooLarge { size: clip(bytes), max: clip(max_call) }));
        }
        if records.is_empty() {
            let end = shared.end();
            return Reply::ready(Ok(end..end));
        }
        let permits = u32::try_from(bytes / 1024 + 1).unwrap_or(u32::MAX).min(u32::try_from(self.0.space_kib()).unwrap_or(u32::MAX));
        let (answer, answered) = oneshot::channel();
        match self.0.space.clone().try_acquire_many_owned(permits) {
            Ok(permit) => {
                // An error means that the writer has ended; then `answer` is dropped and the reply is `Closed`.
                let _ = self.0.requests.send(Request::Append(Append { records, bytes, answer, permit: Some(permit) }));
                Reply::queued(answered)
            }
            Err(_) => {
                let (space, requests) = (self.0.space.clone(), self.0.requests.clone());
                Reply::waiting(Box::pin(async move {
                    let permit = Some(space.acquire_many_owned(permits).await.map_err(|_| AppendError::Closed)?);
                    requests.send(Request::Append(Append { records, bytes, answer, permit })).map_err(|_| AppendError::Closed)?;
                    answered.await.map_err(|_| AppendError::Closed)?
                }))
            }
        }
    }

    /// The kept and durable offsets.
    #[must_use]
    pub fn bounds(&self) -> Range<u64> {
        let first = self.0.shared.first();
        first..self.0.shared.end().max(first)
    }

    /// Waits until something at or after `offset` is durable, that is, until the end is greater than `offset`. Cancel-safe;
    /// an append that happens before the first poll is seen.
    ///
    /// # Errors
    /// [`Closed`] when it will never come.
    pub async fn wait_beyond(&self, offset: u64) -> Result<u64, Closed> {
        let mut progress = self.0.shared.progress.subscribe();
        let seen = progress.wait_for(|p| p.end > offset || p.closed).await.map_err(|_| Closed)?;
        if seen.end > offset { Ok(seen.end) } else { Err(Closed) }
    }

    /// Durable records from this offset on: at least one, at most about `max_bytes`, none only when `from` is the end.
    /// Blocks on the disk.
    ///
    /// # Errors
    /// [`ReadError::Gap`] when the record at `from` is gone; records before a gap are given first.
    pub fn read(&self, from: u64, max_records: usize, max_bytes: usize) -> Result<Vec<Entry>, ReadError> {
        read::read(&self.0.shared, from, max_records, max_bytes)
    }

    /// Goes through the log from this offset. Blocks on the disk, never on the writer.
    #[must_use]
    pub fn reader(&self, from: u64) -> Reader {
        Reader::new(self.0.shared.clone(), from)
    }

    /// Where the first segment begins that has to stay for `before`: what [`retain`](Self::retain) keeps from, where it is given this. Offsets that are
    /// gone between a closed segment and the next lie before it.
    #[must_use]
    pub fn closed(&self, before: u64) -> u64 {
        let first = self.0.shared.first();
        let segments = self.0.shared.segments.read();
        // The last one may be written to.
        segments.iter().skip(1).map(|segment| segment.base).take_while(|base| *base <= before).last().unwrap_or(first)
    }

    /// Deletes whole segments below `low_water`, the smallest offset that anybody still needs; answers with the first
    /// kept offset. The segment that is written to stays.
    pub fn retain(&self, low_water: u64) -> Reply<u64, AppendError> {
        self.request(|answer| Request::Retain { low_water, answer })
    }

    /// Whether appends are taken.
    #[must_use]
    pub fn health(&self) -> Health {
        self.0.shared.health.borrow().clone()
    }

    /// To wait for a change of health.
    #[must_use]
    pub fn watch_health(&self) -> watch::Receiver<Health> {
        self.0.shared.health.subscribe()
    }

    /// Figures.
    #[must_use]
    pub fn stats(&self) -> JournalStats {
        let shared = &self.0.shared;
        let bounds = self.bounds();
        JournalStats {
            first: bounds.start,
            end: bounds.end,
            segments: shared.segments.read().len(),
            bytes: shared.bytes.load(Ordering::Relaxed),
            appended: shared.appended.load(Ordering::Relaxed),
            groups: shared.groups.load(Ordering::Relaxed),
            damaged_reads: shared.damaged_reads.load(Ordering::Relaxed),
        }
    }

    /// Waits for what is queued, seals, writes the clean mark, gives up the lock. Later appends are `Closed`.
    pub fn close(&self) -> Reply<(), AppendError> {
        self.request(|answer| Request::Close { answer })
    }

    pub(crate) fn acknowledge(&self, offsets: Vec<u64>) -> Reply<u64, AppendError> {
        self.request(|answer| Request::Ack { offsets, answer })
    }

    pub(crate) fn purge(&self) -> Reply<u64, AppendError> {
        self.request(|answer| Request::Purge { answer })
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    fn request<T>(&self, make: impl FnOnce(oneshot::Sender<Result<T, AppendError>>) -> Request) -> Reply<T, AppendError> {
        let (answer, answered) = oneshot::channel();
        let _ = self.0.requests.send(make(answer));
        Reply::queued(answered)
    }
}

impl Inner {
    fn space_kib(&self) -> usize {
        (self.shared.options.queue_bytes / 1024).max(1)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let (answer, _) = oneshot::channel();
        let _ = self.requests.send(Request::Close { answer });
        if let Some(thread) = self.writer.lock().take() {
            // A panic of the writer was printed by its thread; everybody who waited got `Closed`.
            let _ = thread.join();
        }
    }
}
