//! A log with what the archive has of its beginning in front.

use super::dir::Archive;
use super::events::{KeepError, Piece, blocking, take};
use super::fault::ArchiveError;
use super::file::Reader;
use crate::port::{Accepted, Bounds, Entry, EventLog, LogError, LogReader};
use async_trait::async_trait;
use domain::cause::Cause;
use domain::event::Envelope;
use domain::id::LogId;
use std::collections::VecDeque;
use std::ops::Range;

/// Events read from a file at once, at most.
const PAGE: usize = 1_024;

/// See the module's text. It is for reading.
pub struct ArchivedLog<'a> {
    log: &'a dyn EventLog,
    archive: Archive,
    /// Files that end where the next one or the log begins, or behind that, in their order.
    files: Vec<Range<u64>>,
    /// Where the log begins.
    first: u64,
    /// Where the newest file ends that no other file or the log continues; None: there is no such file.
    cut: Option<u64>,
    continues: Vec<LogId>,
}

impl<'a> ArchivedLog<'a> {
    /// The log, and what the archive has of what it lacks.
    ///
    /// # Errors
    /// The log or the archive cannot be asked.
    pub async fn open(log: &'a dyn EventLog, archive: Archive) -> Result<Self, KeepError> {
        let first = log.bounds().await?.first;
        let mut files: Vec<Range<u64>> = Vec::new();
        let (mut from, there) = (first, archive.events()?);
        for range in there.iter().rev() {
            if range.start < from && range.end >= from {
                from = range.start;
                files.push(range.clone());
            }
        }
        let cut = there.iter().map(|range| range.end).filter(|end| *end < from).max();
        files.reverse();
        let mut continues = log.continues().await?;
        if let Some(file) = files.first().filter(|_| continues.is_empty()) {
            continues = archive.open_events(file)?.1.continues;
        }
        Ok(Self { log, archive, files, first, cut, continues })
    }

    /// Events that neither the archive nor the log has, between the archive's older files and what follows. None: there are none.
    #[must_use]
    pub fn parted(&self) -> Option<Range<u64>> {
        let begins = self.files.first().map_or(self.first, |range| range.start);
        self.cut.map(|end| end..begins)
    }

    /// Reads the files that have events from this offset on, each to its end.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub async fn check(&self, from: u64) -> Result<(), KeepError> {
        for range in self.files.iter().filter(|range| range.end > from && range.start < self.first) {
            let (archive, range) = (self.archive.clone(), range.clone());
            blocking(move || archive.check_events(&range)).await??;
        }
        Ok(())
    }
}

#[async_trait]
impl EventLog for ArchivedLog<'_> {
    async fn identity(&self) -> Result<LogId, LogError> {
        self.log.identity().await
    }

    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        self.log.follows().await
    }

    async fn continues(&self) -> Result<Vec<LogId>, LogError> {
        Ok(self.continues.clone())
    }

    fn place(&self) -> String {
        self.log.place()
    }

    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        self.log.append(events).await
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        let first = self.bounds().await?.first;
        if from >= self.first || from < first {
            return self.log.read(from).await;
        }
        let then = self.log.read(self.first).await?;
        let files = self.files.iter().filter(|range| range.end > from).cloned().collect();
        let archive = self.archive.clone();
        Ok(Box::new(Behind { archive, files, open: None, ahead: VecDeque::new(), at: from, end: self.first, then }))
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        let bounds = self.log.bounds().await?;
        // What the log has lost since this was opened is in no file that is known here.
        let file = self.files.first().filter(|_| bounds.first <= self.first);
        Ok(Bounds { first: file.map_or(bounds.first, |range| range.start), next: bounds.next })
    }
}

/// Reads files of events, and then the log.
struct Behind {
    archive: Archive,
    files: VecDeque<Range<u64>>,
    open: Option<Reader>,
    /// Read and not given yet.
    ahead: VecDeque<Piece>,
    at: u64,
    end: u64,
    then: Box<dyn LogReader>,
}

#[async_trait]
impl LogReader for Behind {
    fn log(&self) -> LogId {
        self.archive.log()
    }

    async fn next(&mut self, max: usize) -> Result<Vec<Entry>, LogError> {
        while self.at < self.end {
            let (at, end) = (self.at, self.end);
            while self.ahead.front().is_some_and(|piece| piece.range().end <= at || piece.range().start >= end) {
                self.ahead.pop_front();
            }
            if let Some(Piece::Gap { to, .. }) = self.ahead.front() {
                // As a log on disk does: whoever reads opens another reader behind it.
                return Err(LogError::Gap { from: at, to: (*to).min(end) });
            }
            let mut entries = Vec::new();
            while entries.len() < max.max(1)
                && let Some(Piece::Event(entry)) =
                    self.ahead.pop_front_if(|piece| matches!(piece, Piece::Event(_)) && piece.range().start < end)
            {
                entries.push(entry);
            }
            if let Some(last) = entries.last() {
                self.at = last.offset + 1;
                return Ok(entries);
            }
            if !self.read_on().await? {
                self.at = end;
            }
        }
        self.then.next(max).await
    }
}

impl Behind {
    /// Reads more from the files. False: there are no more.
    async fn read_on(&mut self) -> Result<bool, LogError> {
        let Some(range) = self.files.front().cloned() else { return Ok(false) };
        let (archive, open) = (self.archive.clone(), self.open.take());
        let read = blocking(move || {
            let mut reader = open.map_or_else(|| archive.open_events(&range).map(|(reader, _)| reader), Ok)?;
            let pieces = take(&mut reader, PAGE)?;
            Ok::<_, ArchiveError>((reader, pieces))
        });
        let (reader, pieces) = read.await?.map_err(|error| LogError::Unavailable(Cause::of(error)))?;
        if pieces.is_empty() {
            self.files.pop_front();
        } else {
            self.open = Some(reader);
            self.ahead.extend(pieces);
        }
        Ok(true)
    }
}
