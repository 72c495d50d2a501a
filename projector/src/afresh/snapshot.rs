//! The file of a snapshot: what was folded from all events before an offset, row by row, and the events among them that were parked.

use crate::error::Error;
use domain::cause::Cause;
use domain::clock::Timestamp;
use domain::id::LogId;
use eventlog::archive::{ArchiveError, Problem, Reader, Writer};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use store::projection::checkpoint::{Checkpoint, Mark};
use store::projection::snapshot::Row;
use uuid::Uuid;

/// The version of the pieces. It rises when a row has something that an older version would lose.
const VERSION: u32 = 1;
/// What the pieces begin with.
const ROW: u8 = b'r';
const PARKED: u8 = b'p';

/// What a snapshot says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub(super) version: u32,
    pub(super) log: LogId,
    /// The first offset that it does not hold.
    pub next: u64,
    /// The record that was folded last, and what it is recognised by. None: it is not known.
    pub(super) last: Option<(u64, Uuid)>,
    /// By the clock of the host that took it.
    pub taken_at: Timestamp,
    /// Stands for the artists who were erased until then; where `whole` is false, for those who were not served.
    pub(super) refused: String,
    /// Rows of artists who were not served are in it as they were stored. False: of a version that left them out.
    #[serde(default)]
    pub(super) whole: bool,
    /// Offsets before `next` whose records are damaged: what they told is not in it.
    #[serde(default)]
    pub(super) damaged: u64,
}

/// What a run knows of the snapshot that it writes.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) last: Option<Checkpoint>,
    /// Stands for the artists who were erased.
    pub(super) erased: String,
    pub(super) damaged: u64,
}

impl Header {
    pub(super) fn of(log: LogId, next: u64, taken_at: Timestamp, made: Made) -> Self {
        let Made { last, erased, damaged } = made;
        let last = last.map(|last| (last.offset, last.mark.0));
        Self { version: VERSION, log, next, last, taken_at, refused: erased, whole: true, damaged }
    }

    pub(super) fn last(&self) -> Option<Checkpoint> {
        self.last.map(|(offset, mark)| Checkpoint { offset, mark: Mark(mark) })
    }
}

/// A snapshot that was looked through.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) file: PathBuf,
    pub(super) header: Header,
}

/// What is in it.
pub(super) enum Piece {
    Row(Box<Row>),
    /// A record that was not folded, since it was parked.
    Parked(u64, Vec<u8>),
}

impl Snapshot {
    /// Opens a file and reads what it says of itself.
    pub(super) fn open(file: &Path) -> Result<(Reader, Header), ArchiveError> {
        let (reader, header) = Reader::open::<Header>(file)?;
        if header.version > VERSION { Err(reader.fault(Problem::Newer)) } else { Ok((reader, header)) }
    }

    /// Reads it to its end; it must be the snapshot of this log at this offset.
    pub(super) fn check(file: &Path, log: LogId, next: u64) -> Result<Self, ArchiveError> {
        let (mut reader, header) = Self::open(file)?;
        if (header.log, header.next) != (log, next) {
            return Err(reader.fault(Problem::Foreign(format!("it is of log {}, at offset {}", header.log, header.next))));
        }
        while let Some(piece) = reader.next_piece()? {
            read(&reader, &piece)?;
        }
        Ok(Self { file: file.to_owned(), header })
    }
}

/// Some of the next pieces; none at the end.
pub(super) fn take(reader: &mut Reader, most: usize) -> Result<Vec<Piece>, ArchiveError> {
    let mut pieces = Vec::new();
    while pieces.len() < most {
        let Some(piece) = reader.next_piece()? else { break };
        pieces.push(read(reader, &piece)?);
    }
    Ok(pieces)
}

pub(super) fn put_row(writer: &mut Writer, row: &Row) -> Result<(), Error> {
    let mut piece = vec![ROW];
    serde_json::to_writer(&mut piece, row).map_err(|error| Error::Unwritable(Cause::of(error)))?;
    Ok(writer.put(&piece)?)
}

pub(super) fn put_parked(writer: &mut Writer, offset: u64, payload: &[u8]) -> Result<(), Error> {
    Ok(writer.put(&[&[PARKED][..], &offset.to_le_bytes(), payload].concat())?)
}

fn read(reader: &Reader, piece: &[u8]) -> Result<Piece, ArchiveError> {
    match piece.split_first() {
        Some((&ROW, row)) => serde_json::from_slice(row)
            .map(|row| Piece::Row(Box::new(row)))
            .map_err(|error| reader.fault(Problem::Foreign(error.to_string()))),
        Some((&PARKED, rest)) => {
            let (offset, payload) = rest.split_first_chunk::<8>().ok_or_else(|| reader.fault(Problem::Damaged))?;
            Ok(Piece::Parked(u64::from_le_bytes(*offset), payload.to_vec()))
        }
        _ => Err(reader.fault(Problem::Newer)),
    }
}
