//! Records that nobody here can use, each in its own file beside the log: they are kept until a version comes that can, and hold up no
//! segment meanwhile. The README describes the file.

use crate::format::mask;
use crate::survey::io_error;
use crate::types::{Entry, OpenError, Options};
use crate::vfs::{ItemKind, OpenHow, Vfs, read_full_at, write_all_at};
use std::io;
use std::path::{Path, PathBuf};

/// The directory in the log's own.
const DIR: &str = "aside";
const MAGIC: &[u8; 8] = b"JSPASIDE";
const VERSION: u16 = 1;
const HEADER: usize = 44;
const SUFFIX: &str = ".record";

/// A record that was set aside.
#[derive(Debug)]
pub struct Aside {
    /// The file that holds it.
    pub path: PathBuf,
    /// The record as it was in the log, or why the file cannot be read.
    pub entry: Result<Entry, String>,
}

fn encode(entry: &Entry) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER + entry.payload.len());
    out.extend_from_slice(MAGIC);
    for number in [VERSION, entry.codec, entry.schema, 0] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(&entry.offset.to_le_bytes());
    out.extend_from_slice(&entry.append_ms.to_le_bytes());
    out.extend_from_slice(&entry.id);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&entry.payload);
    let crc = checksum(&out);
    out[HEADER - 4..HEADER].copy_from_slice(&crc.to_le_bytes());
    out
}

/// Over everything but itself.
fn checksum(file: &[u8]) -> u32 {
    mask(crc32c::crc32c_append(crc32c::crc32c(&file[..HEADER - 4]), &file[HEADER..]))
}

fn decode(file: &[u8]) -> Result<Entry, String> {
    fn array<const N: usize>(file: &[u8], at: usize) -> [u8; N] {
        let mut out = [0; N];
        out.copy_from_slice(&file[at..at + N]);
        out
    }
    if file.len() < HEADER || &file[..8] != MAGIC {
        return Err("it is no record that was set aside".to_owned());
    }
    let number = |at| u16::from_le_bytes(array(file, at));
    if number(8) > VERSION {
        return Err(format!("a newer version wrote it (format {}, known is {VERSION})", number(8)));
    }
    if u32::from_le_bytes(array(file, HEADER - 4)) != checksum(file) {
        return Err("it is damaged: the checksum does not fit".to_owned());
    }
    Ok(Entry {
        offset: u64::from_le_bytes(array(file, 16)),
        append_ms: u64::from_le_bytes(array(file, 24)),
        codec: number(10),
        schema: number(12),
        id: array(file, 32),
        payload: file[HEADER..].to_vec(),
    })
}

/// Keeps a record, durably; harmless when it is kept already. The bounds are those of `quarantine/`.
pub(crate) fn keep(vfs: &dyn Vfs, dir: &Path, options: &Options, entry: &Entry) -> io::Result<PathBuf> {
    let aside = dir.join(DIR);
    vfs.prepare_dir(&aside, options.dir_mode, true)?;
    let file = encode(entry);
    let name = format!("{:020}.{:08x}{SUFFIX}", entry.offset, checksum(&file));
    let there = vfs.list(&aside)?;
    let path = aside.join(&name);
    if there.iter().any(|item| item.name == name && item.len == file.len() as u64) {
        return Ok(path);
    }
    let bytes = there.iter().map(|item| item.len).sum::<u64>() + file.len() as u64;
    if there.len() >= options.quarantine_files || bytes > options.quarantine_bytes {
        return Err(io::Error::new(io::ErrorKind::QuotaExceeded, format!("{} is full; look at what is in it", aside.display())));
    }
    let fresh = aside.join("record.new");
    match vfs.unlink(&fresh) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let new = vfs.open(&fresh, OpenHow::CreateNew)?;
    write_all_at(&*new, &file, 0)?;
    new.sync_data()?;
    vfs.rename(&fresh, &path)?;
    vfs.sync_dir(&aside)?;
    Ok(path)
}

/// Takes one away for good.
pub(crate) fn remove(vfs: &dyn Vfs, path: &Path) -> io::Result<()> {
    vfs.unlink(path)?;
    path.parent().map_or(Ok(()), |dir| vfs.sync_dir(dir))
}

/// Everything that was set aside in this log's directory, oldest first.
pub(crate) fn list(vfs: &dyn Vfs, dir: &Path) -> Result<Vec<Aside>, OpenError> {
    let aside = dir.join(DIR);
    let mut out = Vec::new();
    for name in names(vfs, dir).map_err(io_error("list", &aside))? {
        let path = aside.join(name);
        let file = match vfs.open(&path, OpenHow::Read) {
            // taken back while we look from beside
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(io_error("open", &path))?,
        };
        let len = file.len().map_err(io_error("measure", &path))?;
        let mut data = vec![0; usize::try_from(len.min(1 << 25)).unwrap_or(0)];
        let read = read_full_at(&*file, &mut data, 0).map_err(|e| e.to_string());
        out.push(Aside { path, entry: read.and_then(|n| decode(&data[..n])) });
    }
    Ok(out)
}

/// How many there are.
pub(crate) fn count(vfs: &dyn Vfs, dir: &Path) -> u64 {
    names(vfs, dir).map_or(0, |names| names.len() as u64)
}

fn names(vfs: &dyn Vfs, dir: &Path) -> io::Result<Vec<String>> {
    let items = match vfs.list(&dir.join(DIR)) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let ours = items.into_iter().filter(|item| item.kind == ItemKind::File && item.name.ends_with(SUFFIX));
    let mut names: Vec<String> = ours.map(|item| item.name).collect();
    names.sort_unstable();
    Ok(names)
}
