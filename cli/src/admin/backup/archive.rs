//! The archive: a compressed tar file. Its first entry says what it is, its last one is the manifest with the checksum of each other entry.

use super::manifest::{File, Manifest, check_format};
use super::names::{BOT, LOG, SPOOL, STORE};
use anyhow::{Context, Result, anyhow, bail};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::path::{Component, Path};

/// The first entry's name; its content is the number of the format.
const FIRST: &str = "deviantcord-backup";
/// The last entry's name.
const LAST: &str = "manifest.json";
/// No manifest is larger: it has a line for each 64 MiB of journals.
const MANIFEST_BYTES: u64 = 64 << 20;

/// Writes an archive.
pub struct Writer<W: Write> {
    tar: tar::Builder<GzEncoder<W>>,
    files: Vec<File>,
    /// Of every entry, in seconds since 1970.
    time: u64,
}

impl<W: Write> Writer<W> {
    /// Begins with the entry that says what it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, time: u64) -> io::Result<Self> {
        let mut writer = Self { tar: tar::Builder::new(GzEncoder::new(out, Compression::fast())), files: Vec::new(), time };
        let format = format!("{}\n", super::manifest::FORMAT);
        writer.append(FIRST, format.len() as u64, format.as_bytes())?;
        Ok(writer)
    }

    /// Adds exactly this many bytes under this name.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub fn add(&mut self, name: &str, bytes: u64, content: impl Read) -> io::Result<()> {
        let mut content = Hashing { inner: content, hash: Sha256::new(), bytes: 0 };
        self.append(name, bytes, &mut content)?;
        if content.bytes != bytes {
            return Err(io::Error::other(format!("{name} gave {} of {bytes} bytes", content.bytes)));
        }
        self.files.push(File { name: name.to_owned(), bytes, sha256: hex(content.hash) });
        Ok(())
    }

    /// Ends with the manifest, which gets the list of what was [added](Self::add).
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, mut manifest: Manifest) -> io::Result<W> {
        manifest.files = std::mem::take(&mut self.files);
        let text = serde_json::to_vec_pretty(&manifest)?;
        self.append(LAST, text.len() as u64, &text[..])?;
        self.tar.into_inner()?.finish()
    }

    fn append(&mut self, name: &str, bytes: u64, content: impl Read) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes);
        header.set_mode(0o600);
        header.set_mtime(self.time);
        self.tar.append_data(&mut header, name, content)
    }
}

/// Reads the whole archive and compares every entry with the manifest; writes nothing. `told` hears of the bytes that were read.
///
/// # Errors
/// Says that it is no backup, of a newer format, damaged, or cut short.
pub fn verify(path: &Path, told: &mut dyn FnMut(u64)) -> Result<Manifest> {
    read(path, &mut |_, content| Ok(io::copy(content, &mut io::sink())?), told)
}

/// [`verify`] once more, with each entry written into the place that `place` gives for its name.
///
/// # Errors
/// As [`verify`], and when a file cannot be written.
pub fn unpack(path: &Path, place: &dyn Fn(&str) -> Result<std::path::PathBuf>, told: &mut dyn FnMut(u64)) -> Result<Manifest> {
    let mut write = |name: &str, content: &mut dyn Read| {
        let target = place(name)?;
        if let Some(parent) = target.parent() {
            make_private(parent)?;
        }
        let mut file = create_private(&target).with_context(|| format!("{} cannot be written", target.display()))?;
        let bytes = io::copy(content, &mut file)?;
        file.sync_all().with_context(|| format!("{} cannot be written", target.display()))?;
        Ok(bytes)
    };
    read(path, &mut write, told)
}

fn create_private(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes a directory, with those above it, that only its owner may enter.
pub fn make_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("{} cannot be made", path.display()))
}

/// Takes the content of an entry; answers how many bytes it had.
type Take<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<u64> + 'a;

fn read(path: &Path, take: &mut Take<'_>, told: &mut dyn FnMut(u64)) -> Result<Manifest> {
    let file = std::fs::File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut archive = tar::Archive::new(GzDecoder::new(io::BufReader::new(file)));
    entries(&mut archive, take, told)
        .and_then(|manifest| {
            // The checksum over everything comes at the very end.
            io::copy(&mut archive.into_inner(), &mut io::sink())?;
            Ok(manifest)
        })
        .map_err(|error| explained(error, path))
}

fn entries(archive: &mut tar::Archive<impl Read>, take: &mut Take<'_>, told: &mut dyn FnMut(u64)) -> Result<Manifest> {
    let (mut files, mut begun, mut names) = (Vec::new(), false, HashSet::new());
    // Raw: no entry changes what the next one is called, or has to be kept in memory for that.
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        let name = entry.path()?.to_str().map(str::to_owned).context("damaged: a name is no text")?;
        if !begun {
            check_first(&name, &mut entry)?;
            begun = true;
            continue;
        }
        if entry.header().entry_type() != tar::EntryType::Regular {
            bail!("damaged: {name:?} is no plain file");
        }
        if name == LAST {
            let mut text = Vec::new();
            entry.take(MANIFEST_BYTES).read_to_end(&mut text)?;
            let manifest: Manifest = serde_json::from_slice(&text).context("damaged: its manifest cannot be read")?;
            check_format(manifest.format)?;
            if let Some(wrong) = difference(&manifest.files, &files) {
                bail!("damaged: {wrong}");
            }
            return Ok(manifest);
        }
        if !is_ours(&name) {
            bail!("damaged: nothing of this program is called {name:?}");
        }
        if !names.insert(name.clone()) {
            bail!("damaged: it has {name:?} twice");
        }
        let mut content = Hashing { inner: &mut entry, hash: Sha256::new(), bytes: 0 };
        let bytes = take(&name, &mut content)?;
        told(bytes);
        files.push(File { name, bytes, sha256: hex(content.hash) });
    }
    bail!(if begun { "cut short: its manifest is missing" } else { "no backup of deviantcord" })
}

fn check_first(name: &str, content: &mut dyn Read) -> Result<()> {
    let mut text = String::new();
    if name == FIRST {
        content.take(32).read_to_string(&mut text)?;
    }
    check_format(text.trim().parse().map_err(|_| anyhow!("no backup of deviantcord"))?)
}

/// What differs between what the manifest names and what was read.
fn difference(named: &[File], read: &[File]) -> Option<String> {
    if let Some(wrong) = read.iter().find(|file| !named.contains(file)) {
        return Some(format!("{} is not what the manifest says", wrong.name));
    }
    named.iter().find(|file| !read.contains(file)).map(|file| format!("{} is missing", file.name))
}

/// Whether an entry may have this name: nothing leads out of the places that are restored.
fn is_ours(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let first = parts.next().and_then(|part| part.as_os_str().to_str());
    plain && (name == STORE || (first.is_some_and(|first| [LOG, SPOOL, BOT].contains(&first)) && parts.next().is_some()))
}

/// What reading ended with, in words for the person who named the file.
fn explained(error: anyhow::Error, path: &Path) -> anyhow::Error {
    let said = error.to_string();
    if said.contains("cannot be written") || said.contains("cannot be made") {
        return error;
    }
    let what = match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        None => return error.context(format!("{} is refused", path.display())),
        Some(io::ErrorKind::UnexpectedEof) => "it is cut short",
        Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other) => {
            "it is damaged, or no backup of deviantcord"
        }
        Some(_) => "it cannot be read",
    };
    error.context(format!("{} is refused: {what}", path.display()))
}

/// Counts and sums up what is read through it.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf)?;
        self.hash.update(&buf[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
