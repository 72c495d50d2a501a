//! The files of old events.

use super::dir::Archive;
use super::fault::{ArchiveError, Problem};
use super::file::{Reader, Writer};
use crate::port::{Entry, EventLog, LogError};
use domain::cause::Cause;
use domain::clock::Timestamp;
use domain::id::LogId;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::ops::Range;

/// Bytes of events in one file, as in one segment of a log on disk.
const FILE: u64 = 64 << 20;
/// Events read at once.
const PAGE: usize = 1_000;
/// The version of the pieces.
const VERSION: u32 = 1;

/// What a file says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    version: u32,
    log: LogId,
    from: u64,
    /// See [`EventLog::continues`]: the log that kept this in its first record may have let that go.
    pub(super) continues: Vec<LogId>,
}

/// What a piece is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Event(Entry),
    /// Records that could not be read when the file was written.
    Gap {
        from: u64,
        to: u64,
    },
}

impl Piece {
    fn to_bytes(&self) -> Vec<u8> {
        let head = |kind: u8, one: u64, two: [u8; 8]| [&[kind][..], &one.to_le_bytes(), &two].concat();
        match self {
            Self::Event(entry) => {
                [head(0, entry.offset, entry.appended_at.timestamp_micros().to_le_bytes()), entry.payload.clone()].concat()
            }
            Self::Gap { from, to } => head(1, *from, to.to_le_bytes()),
        }
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let (kind, rest) = bytes.split_first()?;
        let (one, rest) = rest.split_first_chunk::<8>()?;
        let (two, payload) = rest.split_first_chunk::<8>()?;
        let offset = u64::from_le_bytes(*one);
        match kind {
            0 => {
                let appended_at = Timestamp::from_timestamp_micros(i64::from_le_bytes(*two))?;
                Some(Self::Event(Entry { offset, appended_at, payload: payload.to_vec() }))
            }
            1 => Some(Self::Gap { from: offset, to: u64::from_le_bytes(*two) }),
            _ => None,
        }
    }

    /// The offsets that it is about.
    pub(super) const fn range(&self) -> Range<u64> {
        match self {
            Self::Event(entry) => entry.offset..entry.offset + 1,
            Self::Gap { from, to } => *from..*to,
        }
    }
}

impl Archive {
    /// Keeps the log's events before this offset, as far as the log has closed them and they are not kept yet, and then lets the log remove them, if it
    /// does. `told` hears of each offset before which everything is kept, before anything is removed, and again when it was.
    ///
    /// # Errors
    /// What could not be written or read, or is not what the log has there. Nothing is removed that was not read again and compared.
    pub async fn keep_events(&self, log: &dyn EventLog, before: u64, told: &mut (dyn FnMut(u64) + Send)) -> Result<u64, KeepError> {
        let before = log.closed(before).await?;
        let first = log.bounds().await?.first;
        let kept = self.events()?.last().map_or(first, |range| range.end.max(first));
        let mut at = kept;
        while at < before {
            at = self.keep_some(log, at..before).await?;
            told(at);
        }
        let removed = before.min(at);
        // One that removes nothing of its own accord loses nothing by a file that is not right.
        if !log.loses_events() {
            self.compare(log, first..removed).await?;
        }
        log.remove_before(removed).await?;
        told(at);
        Ok(at)
    }

    /// Reads the files of these offsets to their ends and compares them with the log: another one may have written them, whose end was lost when a
    /// backup was put back, and a file may have been damaged since it was written.
    async fn compare(&self, log: &dyn EventLog, range: Range<u64>) -> Result<(), KeepError> {
        let mut next = range.start;
        for file in self.events()?.into_iter().filter(|file| file.end > range.start && file.start < range.end) {
            if file.start > next {
                break;
            }
            self.compare_file(log, &file, &range).await?;
            next = file.end;
        }
        if next < range.end {
            let problem = Problem::Foreign(format!("no file holds offset {next}, which the log has"));
            return Err(ArchiveError { file: self.events_file(&(next..range.end)), problem }.into());
        }
        Ok(())
    }

    async fn compare_file(&self, log: &dyn EventLog, file: &Range<u64>, range: &Range<u64>) -> Result<(), KeepError> {
        let (archive, kept) = (self.clone(), file.clone());
        let mut kept = blocking(move || archive.open_events(&kept)).await??.0;
        let (mut at, mut there) = (file.start.max(range.start), VecDeque::new());
        let mut reader = log.read(at).await?;
        loop {
            let (back, pieces) = blocking(move || take(&mut kept, PAGE).map(|pieces| (kept, pieces))).await??;
            kept = back;
            if pieces.is_empty() {
                return Ok(());
            }
            for piece in pieces {
                let Piece::Event(entry) = piece else { continue };
                if entry.offset < at || entry.offset >= range.end {
                    continue;
                }
                while there.is_empty() && at <= entry.offset {
                    match reader.next(PAGE).await {
                        Ok(entries) => there.extend(entries),
                        // The log cannot read it any more: good that it is here.
                        Err(LogError::Gap { to, .. }) if to > at => {
                            at = to;
                            reader = log.read(to).await?;
                        }
                        Err(error) => return Err(error.into()),
                    }
                }
                if entry.offset < at {
                    continue;
                }
                let same = there.pop_front().is_some_and(|found: Entry| (found.offset, &found.payload) == (entry.offset, &entry.payload));
                if !same {
                    return Err(kept.fault(Problem::Foreign(format!(
                        "offset {} is another event in the log (an older copy of the log was put back?); move this file elsewhere, and what the log has is archived again",
                        entry.offset
                    ))).into());
                }
                at = entry.offset + 1;
            }
        }
    }

    /// Keeps one file of them. Returns where the next one begins.
    pub(super) async fn keep_some(&self, log: &dyn EventLog, range: Range<u64>) -> Result<u64, KeepError> {
        let header = Header { version: VERSION, log: self.log(), from: range.start, continues: log.continues().await? };
        let mut writer = self.begin_events(&header)?;
        let (mut reader, mut at) = (log.read(range.start).await?, range.start);
        while at < range.end && writer.bytes() < FILE {
            let pieces: Vec<Piece> = match reader.next(PAGE).await {
                Ok(entries) => entries.into_iter().take_while(|entry| entry.offset < range.end).map(Piece::Event).collect(),
                Err(LogError::Gap { from, to }) if to > at => {
                    reader = log.read(to).await?;
                    vec![Piece::Gap { from, to: to.min(range.end) }]
                }
                Err(error) => return Err(error.into()),
            };
            // Behind the last of them are numbers that are no events.
            at = pieces.last().map_or(range.end, |piece| piece.range().end);
            writer = blocking(move || put(writer, &pieces)).await??;
        }
        let kept = range.start..at;
        let file = self.events_file(&kept);
        let archive = self.clone();
        blocking(move || {
            writer.finish(&file)?;
            archive.check_events(&kept)
        })
        .await??;
        Ok(at)
    }

    /// Writes a file of these pieces.
    #[cfg(test)]
    pub(super) fn put_file(&self, range: &Range<u64>, pieces: &[Piece]) -> Result<(), ArchiveError> {
        let writer = self.begin_events(&Header { version: VERSION, log: self.log(), from: range.start, continues: Vec::new() })?;
        put(writer, pieces)?.finish(&self.events_file(range))
    }

    /// Reads a file of events to its end.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn check_events(&self, range: &Range<u64>) -> Result<(), ArchiveError> {
        let (mut reader, _) = self.open_events(range)?;
        let mut next = range.start;
        while let Some(piece) = reader.next_piece()? {
            let piece = Piece::of(&piece).ok_or_else(|| reader.fault(Problem::Damaged))?;
            let found = piece.range();
            if found.start < next || found.end > range.end || found.is_empty() {
                return Err(reader.fault(Problem::Foreign(format!("it holds offset {}", found.start))));
            }
            next = found.end;
        }
        Ok(())
    }

    pub(super) fn open_events(&self, range: &Range<u64>) -> Result<(Reader, Header), ArchiveError> {
        let (reader, header) = Reader::open::<Header>(&self.events_file(range))?;
        if header.version > VERSION {
            return Err(reader.fault(Problem::Newer));
        }
        if (header.log, header.from) != (self.log(), range.start) {
            return Err(reader.fault(Problem::Foreign(format!("it is of log {}, from offset {}", header.log, header.from))));
        }
        Ok((reader, header))
    }
}

fn put(mut writer: Writer, pieces: &[Piece]) -> Result<Writer, ArchiveError> {
    pieces.iter().try_for_each(|piece| writer.put(&piece.to_bytes()))?;
    Ok(writer)
}

/// The next pieces, at most `max`; none at the end.
pub(super) fn take(reader: &mut Reader, max: usize) -> Result<Vec<Piece>, ArchiveError> {
    let mut pieces = Vec::new();
    while pieces.len() < max {
        let Some(piece) = reader.next_piece()? else { break };
        pieces.push(Piece::of(&piece).ok_or_else(|| reader.fault(Problem::Damaged))?);
    }
    Ok(pieces)
}

/// On a thread that may wait for the disk.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, LogError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| LogError::Unavailable(Cause::because("the task that works on the archive ended", error)))
}

/// Why events could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// A file of the archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
}
