//! A file of an archive: a header in JSON and pieces of bytes, compressed, with their number and a SHA-256 over all of it at the end. It gets its name
//! when it is whole.

use super::fault::{ArchiveError, Problem, refused, sync_dir};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What a file begins with; the last byte is the version of its form.
const MAGIC: [u8; 8] = *b"DCARCHV\x01";
/// Stands where the length of a piece would: there are no more.
const END: u32 = u32::MAX;
/// No piece is longer.
const LONGEST: u32 = 64 << 20;
/// What the name of an unfinished file ends with.
pub(super) const UNFINISHED: &str = "part";
/// Fast, and a fifth of the size.
const LEVEL: i32 = 3;

/// A file that is being written.
pub struct Writer {
    dir: PathBuf,
    unfinished: PathBuf,
    /// None: it is finished.
    out: Option<zstd::Encoder<'static, BufWriter<File>>>,
    hash: Sha256,
    pieces: u64,
    bytes: u64,
}

impl Writer {
    /// Makes the file under an unfinished name.
    pub(super) fn create(dir: &Path, unfinished: &str, header: &impl Serialize) -> Result<Self, ArchiveError> {
        let unfinished = dir.join(unfinished);
        let made = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished);
        let begun = made.and_then(|mut file| {
            file.write_all(&MAGIC)?;
            let mut out = zstd::Encoder::new(BufWriter::new(file), LEVEL)?;
            out.include_checksum(true)?;
            Ok(out)
        });
        let out = begun.map_err(refused(&unfinished))?;
        let header = serde_json::to_vec(header).map_err(|error| refused(&unfinished)(error.into()))?;
        let mut writer = Self { dir: dir.to_owned(), unfinished, out: Some(out), hash: Sha256::new(), pieces: 0, bytes: 0 };
        writer.put(&header)?;
        Ok(writer)
    }

    /// Writes the next piece.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn put(&mut self, piece: &[u8]) -> Result<(), ArchiveError> {
        let length = u32::try_from(piece.len()).ok().filter(|length| *length <= LONGEST);
        let length = length.ok_or_else(|| refused(&self.unfinished)(io::ErrorKind::FileTooLarge.into()))?;
        self.write(&length.to_le_bytes())?;
        self.write(piece)?;
        self.pieces += 1;
        Ok(())
    }

    /// How many bytes were put into it.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        let Some(out) = &mut self.out else { return Ok(()) };
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        out.write_all(bytes).map_err(refused(&self.unfinished))
    }

    /// Ends the file, sees it onto the disk, and gives it its name.
    ///
    /// # Errors
    /// The disk refuses; there is no file of that name then, or the one that was there.
    pub fn finish(mut self, name: &Path) -> Result<(), ArchiveError> {
        self.write(&END.to_le_bytes())?;
        self.write(&self.pieces.to_le_bytes())?;
        let hash = std::mem::take(&mut self.hash).finalize();
        let Some(mut out) = self.out.take() else { return Ok(()) };
        let ended = out.write_all(&hash).and_then(|()| {
            let file = out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()
        });
        ended.and_then(|()| std::fs::rename(&self.unfinished, name)).map_err(|error| {
            self.discard();
            refused(&self.unfinished)(error)
        })?;
        sync_dir(&self.dir)
    }

    fn discard(&self) {
        if let Err(error) = std::fs::remove_file(&self.unfinished) {
            tracing::debug!(file = %self.unfinished.display(), %error, "an unfinished file of the archive stays until the next one is written");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.out.take().is_some() {
            self.discard();
        }
    }
}

/// A file that is being read. What it gives is sound as far as it goes; whether it is whole shows at its end.
pub struct Reader {
    file: PathBuf,
    from: zstd::Decoder<'static, BufReader<File>>,
    hash: Sha256,
    pieces: u64,
    ended: bool,
}

impl Reader {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// See [`Problem`].
    pub fn open<H: serde::de::DeserializeOwned>(file: &Path) -> Result<(Self, H), ArchiveError> {
        let mut opened = File::open(file).map_err(refused(file))?;
        let mut magic = [0; MAGIC.len()];
        let fault = |problem| ArchiveError { file: file.to_owned(), problem };
        opened.read_exact(&mut magic).map_err(|error| fault(reading(error)))?;
        match (magic[..7] == MAGIC[..7], magic[7]) {
            (true, version) if version == MAGIC[7] => {}
            (true, version) if version > MAGIC[7] => return Err(fault(Problem::Newer)),
            _ => return Err(fault(Problem::Damaged)),
        }
        let from = zstd::Decoder::new(opened).map_err(refused(file))?;
        let mut reader = Self { file: file.to_owned(), from, hash: Sha256::new(), pieces: 0, ended: false };
        let header = reader.next_piece()?.ok_or_else(|| fault(Problem::Damaged))?;
        let header = serde_json::from_slice(&header).map_err(|_| fault(Problem::Newer))?;
        Ok((reader, header))
    }

    /// The next piece; None: there are no more, and all of them are what was written.
    ///
    /// # Errors
    /// See [`Problem`].
    pub fn next_piece(&mut self) -> Result<Option<Vec<u8>>, ArchiveError> {
        if self.ended {
            return Ok(None);
        }
        let mut length = [0; 4];
        self.read(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length == END {
            return self.end().map(|()| None);
        }
        if length > LONGEST {
            return Err(self.fault(Problem::Damaged));
        }
        let mut piece = vec![0; length as usize];
        self.read(&mut piece)?;
        self.pieces += 1;
        Ok(Some(piece))
    }

    /// Something is wrong with this file.
    #[must_use]
    pub fn fault(&self, problem: Problem) -> ArchiveError {
        ArchiveError { file: self.file.clone(), problem }
    }

    fn end(&mut self) -> Result<(), ArchiveError> {
        let mut pieces = [0; 8];
        self.read(&mut pieces)?;
        let hash = std::mem::take(&mut self.hash).finalize();
        let mut written = [0; 32];
        self.from.read_exact(&mut written).map_err(|error| self.fault(reading(error)))?;
        // Nothing comes behind it, and the checksum of the compression is only looked at there.
        let rest = self.from.read(&mut [0; 1]).map_err(|error| self.fault(reading(error)))?;
        let same = hash[..] == written && u64::from_le_bytes(pieces) == self.pieces && rest == 0;
        self.ended = same;
        if same { Ok(()) } else { Err(self.fault(Problem::Damaged)) }
    }

    fn read(&mut self, into: &mut [u8]) -> Result<(), ArchiveError> {
        self.from.read_exact(into).map_err(|error| self.fault(reading(error)))?;
        self.hash.update(&*into);
        Ok(())
    }
}

/// What an error of reading says about the file.
fn reading(error: io::Error) -> Problem {
    if error.raw_os_error().is_some() {
        return Problem::Refused(error);
    }
    if error.kind() == io::ErrorKind::UnexpectedEof { Problem::Torn } else { Problem::Damaged }
}
