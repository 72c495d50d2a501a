//! A copy of a log in another place: it takes the records as they are, and says from which log they came.
//!
//! A copy is made by one process while nobody appends to either log. Where it was cut short it resumes behind what is there; [`compare`] tells
//! afterwards whether it holds exactly the events of the source, and where each of them is.

use crate::disk::DiskLog;
use crate::place::Place;
use crate::port::{Entry, EventLog, LogError};
use crate::rabbit::{Missing, RabbitLog};
use async_trait::async_trait;
use domain::cause::Cause;
use domain::id::LogId;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Records in one append.
const PAGE: usize = 500;
/// Bytes in one append: a group of the journal's takes no more.
const PAGE_BYTES: usize = 8 << 20;
/// A broker that went away in the middle is back within these pauses, or the copy ends and can be resumed.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(2);

/// The records of a log in their order, to be read more than once.
#[async_trait]
pub trait Source: Send {
    /// Begins at the first record again.
    async fn rewind(&mut self) -> Result<(), LogError>;

    /// The next records; none at the end.
    async fn page(&mut self) -> Result<Vec<Entry>, LogError>;
}

/// A log that is made from the events of others.
pub enum Successor {
    /// On this machine's disk.
    Disk(DiskLog),
    /// On a broker.
    Stream(RabbitLog),
}

/// What a comparison found: both logs hold these events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Same {
    /// How many.
    pub events: u64,
    /// SHA-256 over all payloads, each behind its length, in hexadecimal digits.
    pub sha256: String,
}

/// The hash of [`Same`], record by record.
#[derive(Clone, Default)]
pub struct Hash(Sha256);

impl Hash {
    /// Takes the next record's payload.
    pub fn add(&mut self, payload: &[u8]) {
        self.0.update((payload.len() as u64).to_le_bytes());
        self.0.update(payload);
    }

    /// In hexadecimal digits.
    #[must_use]
    pub fn end(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Why a copy is none.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Another log is in its place.
    #[error("{place} holds event log {found} already, which is no copy of this one; name a place that is empty, nothing was changed")]
    Taken {
        /// Where.
        place: String,
        /// Which.
        found: LogId,
    },
    /// Its records are not those of the source.
    #[error("event {offset} of the copy at {place} is not what the source has there; remove the copy, then run this again")]
    Unlike {
        /// Where the copy is.
        place: String,
        /// The first place that differs.
        offset: u64,
    },
    /// One has more records than the other.
    #[error("the copy at {place} has {copied} events, and the source {events}; remove the copy, then run this again")]
    Length {
        /// Where the copy is.
        place: String,
        /// How many it has, at least.
        copied: u64,
        /// How many the source has, at least.
        events: u64,
    },
    /// One of the logs cannot be used.
    #[error(transparent)]
    Log(#[from] LogError),
}

impl Successor {
    /// Opens the copy of the last of these logs, which itself holds those before it, or makes an empty one.
    ///
    /// # Errors
    /// [`CopyError::Taken`], or the place cannot be used.
    pub async fn open(place: Place, continues: &[LogId]) -> Result<Self, CopyError> {
        let opened = match place {
            Place::Disk(dir) => {
                let opened = DiskLog::open(&dir).await;
                let mut log = opened.map_err(|error| LogError::Unavailable(Cause::of(error)))?;
                log.begin_continuing(continues.to_vec()).await?;
                Self::Disk(log)
            }
            Place::Stream(address) => Self::Stream(RabbitLog::open(address, Missing::Continue(continues.to_vec())).await?),
        };
        let (found, log) = (opened.log().continues().await?, opened.log());
        if found.is_empty() || !continues.ends_with(&found) {
            return Err(CopyError::Taken { place: log.place(), found: log.identity().await? });
        }
        Ok(opened)
    }

    /// The log, to be read.
    #[must_use]
    pub fn log(&self) -> &dyn EventLog {
        match self {
            Self::Disk(log) => log,
            Self::Stream(log) => log,
        }
    }

    /// Appends what the source has and this does not have yet; `told` hears how many events are there.
    ///
    /// # Errors
    /// One of the logs cannot be used; what was copied stays, and the next call resumes behind it.
    pub async fn fill(&self, source: &mut dyn Source, told: &mut (dyn FnMut(u64) + Send)) -> Result<u64, LogError> {
        let mut tries = 0;
        loop {
            match self.fill_once(source, told).await {
                Err(LogError::Unavailable(why)) if tries < TRIES => {
                    tries += 1;
                    tracing::warn!(%why, "the copy of the event log was interrupted; resuming behind what is there");
                    tokio::time::sleep(PAUSE).await;
                }
                other => return other,
            }
        }
    }

    async fn fill_once(&self, source: &mut dyn Source, told: &mut (dyn FnMut(u64) + Send)) -> Result<u64, LogError> {
        let log = self.log().identity().await?;
        let mut target = Target::open(self.log()).await?;
        let mut there = 0;
        while target.next().await?.is_some() {
            there += 1;
        }
        source.rewind().await?;
        let (mut seen, mut page) = (0, Vec::new());
        loop {
            let entries = source.page().await?;
            let ended = entries.is_empty();
            for entry in entries {
                seen += 1;
                if seen > there {
                    page.push(entry.payload);
                }
                if page.len() >= PAGE || page.iter().map(Vec::len).sum::<usize>() >= PAGE_BYTES / 2 {
                    self.append(log, std::mem::take(&mut page)).await?;
                    told(seen);
                }
            }
            if ended {
                break;
            }
        }
        self.append(log, page).await?;
        told(seen);
        Ok(seen)
    }

    async fn append(&self, log: LogId, payloads: Vec<Vec<u8>>) -> Result<(), LogError> {
        if payloads.is_empty() {
            return Ok(());
        }
        match self {
            Self::Disk(disk) => disk.append_copies(payloads).await,
            Self::Stream(stream) => stream.append_copies(log, payloads).await,
        }
    }

    /// Closes it: what was appended is durable.
    pub async fn close(self) {
        if let Self::Disk(log) = self {
            log.close().await;
        }
    }
}

/// Whether the copy holds the source's events and no others; `each` hears of every one of them, and where it is in the copy.
///
/// # Errors
/// What differs, or that one of them cannot be read.
pub async fn compare(source: &mut dyn Source, copy: &dyn EventLog, each: &mut (dyn FnMut(&Entry, u64) + Send)) -> Result<Same, CopyError> {
    source.rewind().await?;
    let mut target = Target::open(copy).await?;
    let (mut events, mut hash) = (0, Hash::default());
    loop {
        let entries = source.page().await?;
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            let Some(copied) = target.next().await? else {
                return Err(CopyError::Length { place: copy.place(), copied: events, events: events + 1 });
            };
            if copied.payload != entry.payload {
                return Err(CopyError::Unlike { place: copy.place(), offset: copied.offset });
            }
            events += 1;
            hash.add(&entry.payload);
            each(&entry, copied.offset);
        }
    }
    if target.next().await?.is_some() {
        return Err(CopyError::Length { place: copy.place(), copied: events + 1, events });
    }
    Ok(Same { events, sha256: hash.end() })
}

/// The records of a log up to its end, as it was when this was opened.
struct Target {
    reader: Option<Box<dyn crate::port::LogReader>>,
    next: u64,
    end: u64,
    page: std::vec::IntoIter<Entry>,
}

impl Target {
    async fn open(log: &dyn EventLog) -> Result<Self, LogError> {
        let bounds = log.bounds().await?;
        let reader = if bounds.first < bounds.next { Some(log.read(bounds.first).await?) } else { None };
        Ok(Self { reader, next: bounds.first, end: bounds.next, page: Vec::new().into_iter() })
    }

    async fn next(&mut self) -> Result<Option<Entry>, LogError> {
        loop {
            if let Some(entry) = self.page.next() {
                self.next = entry.offset + 1;
                return Ok(Some(entry));
            }
            let Some(reader) = self.reader.as_mut().filter(|_| self.next < self.end) else { return Ok(None) };
            self.page = reader.next(PAGE).await?.into_iter();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Failure, events};
    use crate::follow::Follower;

    /// A log's records, some at a time.
    struct All(Vec<Entry>, usize);

    #[async_trait]
    impl Source for All {
        async fn rewind(&mut self) -> Result<(), LogError> {
            self.1 = 0;
            Ok(())
        }

        async fn page(&mut self) -> Result<Vec<Entry>, LogError> {
            let page: Vec<Entry> = self.0.iter().skip(self.1).take(3).cloned().collect();
            self.1 += page.len();
            Ok(page)
        }
    }

    async fn source(log: &DiskLog) -> Result<All, Failure> {
        Ok(All(log.read(0).await?.next(100).await?, 0))
    }

    fn at(place: &tempfile::TempDir, name: &str) -> Place {
        Place::Disk(place.path().join(name))
    }

    #[tokio::test]
    async fn a_copy_resumes_where_it_was_cut_short_and_says_what_it_is() -> Result<(), Failure> {
        let place = tempfile::tempdir()?;
        let old = DiskLog::open(&place.path().join("old")).await?;
        old.append(&events(1, 0..10)).await?;
        let odd = br#"{"type":"Unknown.v9"}"#.to_vec();
        old.append_copies(vec![odd.clone()]).await?;
        let (mut all, id) = (source(&old).await?, old.identity().await?);

        let mut part = All(all.0[..4].to_vec(), 0);
        let copy = Successor::open(at(&place, "new"), &[id]).await?;
        assert_eq!(copy.fill(&mut part, &mut |_| {}).await?, 4);
        let cut = compare(&mut all, copy.log(), &mut |_, _| {}).await;
        assert!(matches!(cut, Err(CopyError::Length { copied: 4, events: 5, .. })), "{cut:?}");
        copy.close().await;

        let copy = Successor::open(at(&place, "new"), &[id]).await?;
        let mut told = Vec::new();
        assert_eq!(copy.fill(&mut all, &mut |done| told.push(done)).await?, 11);
        assert_eq!(told.last(), Some(&11));
        let mut offsets = Vec::new();
        let same = compare(&mut all, copy.log(), &mut |entry, offset| offsets.push((entry.offset, offset))).await?;
        assert_eq!((same.events, offsets.first(), offsets.last()), (11, Some(&(0, 1)), Some(&(10, 11))), "behind its genesis");
        assert_eq!(copy.log().continues().await?, [id]);
        assert_ne!(copy.log().identity().await?, id);
        copy.close().await;

        let mut beside = at(&place, "new").follow().await?;
        assert_eq!(beside.continues().await?, [id]);
        let read = beside.read(0, 100).await?;
        assert_eq!((read.len(), read.last().map(|entry| entry.payload.clone())), (11, Some(odd)), "the genesis is no event");
        assert!(matches!(beside, Follower::Disk(_)));
        Ok(())
    }

    #[tokio::test]
    async fn another_log_in_its_place_is_refused_and_another_record_in_it_is_found() -> Result<(), Failure> {
        let place = tempfile::tempdir()?;
        let old = DiskLog::open(&place.path().join("old")).await?;
        old.append(&events(1, 0..3)).await?;
        let (mut all, id) = (source(&old).await?, old.identity().await?);
        let used = DiskLog::open(&place.path().join("used")).await?;
        used.append(&events(2, 0..3)).await?;
        used.close().await;
        drop(used);
        for continues in [[id], [LogId::random()]] {
            let refused = Successor::open(at(&place, "used"), &continues).await.err();
            assert!(matches!(refused, Some(CopyError::Taken { .. })), "{refused:?}");
        }
        let copy = Successor::open(at(&place, "new"), &[id]).await?;
        copy.fill(&mut all, &mut |_| {}).await?;
        all.0[1].payload = all.0[2].payload.clone();
        let found = compare(&mut all, copy.log(), &mut |_, _| {}).await;
        assert!(matches!(found, Err(CopyError::Unlike { offset: 2, .. })), "{found:?}");
        Ok(())
    }
}
