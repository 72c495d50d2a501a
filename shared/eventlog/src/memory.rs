//! The event log of a test: in memory, with what can happen to a log on a disk or a broker as methods.

use crate::port::{Accepted, Bounds, Entry, EventLog, LogError, LogReader};
use async_trait::async_trait;
use domain::clock::Timestamp;
use domain::event::{Envelope, codec};
use domain::id::LogId;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::Notify;

/// It has no clock: every record was appended at the same time.
const APPENDED_AT: Timestamp = Timestamp::UNIX_EPOCH;

/// What an offset holds.
#[derive(Clone)]
enum Slot {
    Record(Vec<u8>),
    /// A number that the log uses for itself.
    Skipped,
    /// A record that cannot be read.
    Damaged,
}

#[derive(Default)]
struct Slots {
    first: u64,
    all: Vec<Slot>,
}

/// An [`EventLog`] that keeps everything until it is dropped.
pub struct MemoryLog {
    id: LogId,
    follows: Vec<LogId>,
    /// Whether its end is the end: see [`copy_of`](Self::copy_of).
    whole: bool,
    slots: Arc<(Mutex<Slots>, Notify)>,
    refuses: AtomicBool,
    refusals: AtomicU64,
}

impl MemoryLog {
    fn with(id: LogId, follows: Vec<LogId>, whole: bool) -> Arc<Self> {
        let (refuses, refusals) = (AtomicBool::new(false), AtomicU64::new(0));
        Arc::new(Self { id, follows, whole, slots: Arc::default(), refuses, refusals })
    }

    /// An empty log with its own identity.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Self::with(LogId::random(), Vec::new(), true)
    }

    /// An empty log, made because that one is gone.
    #[must_use]
    pub fn in_place_of(former: &Self) -> Arc<Self> {
        Self::with(LogId::random(), vec![former.id], true)
    }

    /// An empty copy of a log that other processes hold copies of too. Theirs may be longer: a read beyond the end of this one waits.
    #[must_use]
    pub fn copy_of(id: LogId) -> Arc<Self> {
        Self::with(id, Vec::new(), false)
    }

    /// Appends a record, whatever its bytes are.
    pub fn push(&self, payload: Vec<u8>) {
        self.extend([Slot::Record(payload)]);
    }

    /// Appends events.
    ///
    /// # Panics
    /// When one has no JSON.
    pub fn put(&self, events: impl IntoIterator<Item = Envelope>) {
        let encoded = |event| codec::encode(&event).unwrap_or_else(|error| panic!("{error}"));
        self.extend(events.into_iter().map(|event| Slot::Record(encoded(event))));
    }

    /// Uses up a number without an event, as a stream's broker does.
    pub fn skip(&self) {
        self.extend([Slot::Skipped]);
    }

    /// Loses its end, from this offset on.
    pub fn cut(&self, end: usize) {
        self.slots.0.lock().all.truncate(end);
    }

    /// Puts an older copy of itself back, which ends here and grows by other events.
    pub fn restore(&self, end: usize, events: impl IntoIterator<Item = Envelope>) {
        self.cut(end);
        self.put(events);
    }

    /// Keeps nothing before this offset any longer.
    pub fn trim(&self, first: u64) {
        self.slots.0.lock().first = first;
    }

    /// Makes this record unreadable.
    pub fn damage(&self, offset: usize) {
        if let Some(slot) = self.slots.0.lock().all.get_mut(offset) {
            *slot = Slot::Damaged;
        }
    }

    /// From now on appends fail, or no longer do.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    /// Appends that it has refused.
    #[must_use]
    pub fn refusals(&self) -> u64 {
        self.refusals.load(Ordering::SeqCst)
    }

    /// The offset that the next record gets.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.slots.0.lock().all.len() as u64
    }

    /// All records that are events of this version, oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<Envelope> {
        self.slots.0.lock().all.iter().filter_map(Slot::envelope).collect()
    }

    fn extend(&self, slots: impl IntoIterator<Item = Slot>) {
        self.slots.0.lock().all.extend(slots);
        self.slots.1.notify_waiters();
    }
}

impl Slot {
    fn envelope(&self) -> Option<Envelope> {
        match self {
            Self::Record(payload) => codec::decode(payload).ok(),
            Self::Skipped | Self::Damaged => None,
        }
    }
}

impl Slots {
    /// At most `max` entries from this offset on, up to the first damaged one; none at the end.
    fn read(&self, from: u64, max: usize) -> Result<Vec<Entry>, LogError> {
        if from < self.first {
            return Err(LogError::Gap { from, to: self.first });
        }
        let mut found = Vec::new();
        for (offset, slot) in (from..).zip(self.all.iter().skip(usize::try_from(from).unwrap_or(usize::MAX))) {
            match slot {
                Slot::Record(payload) => found.push(Entry { offset, appended_at: APPENDED_AT, payload: payload.clone() }),
                Slot::Skipped => continue,
                Slot::Damaged if found.is_empty() => return Err(LogError::Gap { from: offset, to: offset + 1 }),
                Slot::Damaged => break,
            }
            if found.len() >= max {
                break;
            }
        }
        Ok(found)
    }
}

#[async_trait]
impl EventLog for MemoryLog {
    async fn identity(&self) -> Result<LogId, LogError> {
        Ok(self.id)
    }

    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        Ok(self.follows.clone())
    }

    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        // As every real log does.
        tokio::task::yield_now().await;
        if self.refuses.load(Ordering::SeqCst) {
            self.refusals.fetch_add(1, Ordering::SeqCst);
            return Err(LogError::Full("told to refuse".to_owned()));
        }
        self.put(events.iter().cloned());
        Ok(Accepted::Logged { count: events.len() as u64 })
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        let first = self.slots.0.lock().first;
        let end = self.end();
        if from < first {
            return Err(LogError::Gap { from, to: first });
        }
        if from > end && self.whole {
            return Err(LogError::Gap { from, to: end });
        }
        Ok(Box::new(MemoryReader { log: self.id, next: from, slots: Arc::clone(&self.slots) }))
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        let slots = self.slots.0.lock();
        let last = slots.all.iter().rposition(|slot| !matches!(slot, Slot::Skipped));
        let next = last.map_or(0, |last| last as u64 + 1);
        Ok(Bounds { first: slots.first, next: next.max(slots.first) })
    }

    async fn remove_before(&self, before: u64) -> Result<(), LogError> {
        let mut slots = self.slots.0.lock();
        slots.first = slots.first.max(before);
        Ok(())
    }
}

struct MemoryReader {
    log: LogId,
    next: u64,
    slots: Arc<(Mutex<Slots>, Notify)>,
}

#[async_trait]
impl LogReader for MemoryReader {
    fn log(&self) -> LogId {
        self.log
    }

    async fn next(&mut self, max: usize) -> Result<Vec<Entry>, LogError> {
        loop {
            let mut grown = std::pin::pin!(self.slots.1.notified());
            grown.as_mut().enable();
            let found = self.slots.0.lock().read(self.next, max.max(1))?;
            if let Some(last) = found.last() {
                self.next = last.offset + 1;
                return Ok(found);
            }
            grown.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{self, Failure, events};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn keeps_the_contract() -> Result<(), Failure> {
        contract::run(async || Ok(MemoryLog::new() as Arc<dyn EventLog>)).await
    }

    #[tokio::test]
    async fn survives_reopening() -> Result<(), Failure> {
        let log = MemoryLog::new();
        contract::survives_reopening(async || Ok(Arc::clone(&log) as Arc<dyn EventLog>)).await
    }

    #[tokio::test]
    async fn skipped_numbers_are_passed_over_and_damage_is_a_gap() -> Result<(), Failure> {
        let log = MemoryLog::new();
        log.skip();
        log.put(events(1, 0..3));
        log.damage(2);
        log.skip();
        assert_eq!(log.bounds().await?, Bounds { first: 0, next: 4 });
        let mut reader = log.read(0).await?;
        assert_eq!(reader.next(9).await?.iter().map(|entry| entry.offset).collect::<Vec<_>>(), [1]);
        assert!(matches!(reader.next(9).await, Err(LogError::Gap { from: 2, to: 3 })));
        assert_eq!(log.read(3).await?.next(9).await?[0].offset, 3);
        log.trim(3);
        assert!(matches!(reader.next(9).await, Err(LogError::Gap { from: 2, to: 3 })));
        assert!(matches!(log.read(0).await, Err(LogError::Gap { from: 0, to: 3 })));
        Ok(())
    }

    #[tokio::test]
    async fn a_refused_append_is_counted_and_keeps_nothing() -> Result<(), Failure> {
        let log = MemoryLog::new();
        log.refuse(true);
        assert!(matches!(log.append(&events(1, 0..2)).await, Err(LogError::Full(_))));
        assert_eq!((log.refusals(), log.end()), (1, 0));
        log.refuse(false);
        log.append(&events(1, 0..2)).await?;
        assert_eq!(log.events(), events(1, 0..2));
        Ok(())
    }
}
