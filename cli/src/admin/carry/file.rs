//! The file of `deviantcord log export`: a line of JSON for each event, with its offset, and a last line that says how many there were.
//!
//! An event's bytes are kept as they are, as the log's records are recognised by them.

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::cause::Cause;
use domain::clock::Timestamp;
use domain::id::LogId;
use eventlog::successor::{Hash, Source};
use eventlog::{Entry, LogError};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// No line is longer: an event has 4 MiB at most.
const LINE: u64 = 16 << 20;
/// Events read at once.
const PAGE: usize = 1_000;
/// What stands between a line's head and its event.
const EVENT: &str = ",\"event\":";
/// The same where the bytes are no JSON on one line.
const BYTES: &str = ",\"bytes\":";

/// The last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The log that was exported.
    pub log: LogId,
    /// The logs that it continues, oldest first.
    pub continues: Vec<LogId>,
    /// Whether it begins where the log did.
    pub whole: bool,
    /// How many events come before.
    pub events: u64,
    /// Over their bytes.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Last {
    end: End,
}

#[derive(Serialize, Deserialize)]
struct Head {
    offset: u64,
    appended_at: Timestamp,
}

/// An event as a line.
///
/// # Errors
/// When it has no JSON.
pub fn line(entry: &Entry) -> Result<String> {
    let head = serde_json::to_string(&Head { offset: entry.offset, appended_at: entry.appended_at })?;
    let head = head.trim_end_matches('}');
    let plain =
        std::str::from_utf8(&entry.payload).ok().filter(|text| !text.contains('\n') && serde_json::from_str::<IgnoredAny>(text).is_ok());
    Ok(match plain {
        Some(event) => format!("{head}{EVENT}{event}}}"),
        None => format!("{head}{BYTES}\"{}\"}}", STANDARD.encode(&entry.payload)),
    })
}

/// The last line.
///
/// # Errors
/// When it has no JSON.
pub fn last_line(end: End) -> Result<String> {
    Ok(serde_json::to_string(&Last { end })?)
}

/// A line that is an event.
fn entry(line: &str) -> Result<Entry> {
    let at = |mark: &str| line.find(mark).map(|at| (at, at + mark.len()));
    let found = [EVENT, BYTES].into_iter().filter_map(|mark| at(mark).map(|place| (mark, place))).min_by_key(|(_, place)| place.0);
    let Some((mark, (head_end, start))) = found else {
        bail!("it has no offset; a file of an earlier version cannot be read back, export it with this one");
    };
    let head: Head = serde_json::from_str(&format!("{}}}", line.get(..head_end).unwrap_or_default()))?;
    let rest = line.get(start..).and_then(|rest| rest.strip_suffix('}')).context("it is cut short")?;
    let payload = match mark {
        EVENT => rest.as_bytes().to_vec(),
        _ => STANDARD.decode(rest.trim_matches('"'))?,
    };
    Ok(Entry { offset: head.offset, appended_at: head.appended_at, payload })
}

/// A file whose lines are all there.
#[derive(Debug)]
pub struct File {
    path: PathBuf,
    lines: BufReader<std::fs::File>,
    number: u64,
    end: End,
}

impl File {
    /// Opens it and reads all of it once.
    ///
    /// # Errors
    /// Which line is wrong, or that it is cut short or was changed.
    pub fn open(path: &Path) -> Result<Self> {
        let file = std::fs::File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let end = End { log: LogId::random(), continues: Vec::new(), whole: false, events: 0, sha256: String::new() };
        let mut opened = Self { path: path.to_owned(), lines: BufReader::new(file), number: 0, end };
        let (mut events, mut hash, mut next) = (0, Hash::default(), 0);
        loop {
            let Some(line) = opened.line()? else {
                bail!("{} is cut short: its last line is missing; export it again, nothing was changed", path.display());
            };
            if line.starts_with("{\"end\":") {
                opened.end = serde_json::from_str::<Last>(&line).with_context(|| opened.place())?.end;
                break;
            }
            let entry = entry(&line).with_context(|| opened.place())?;
            if entry.offset < next {
                bail!("{}: offset {} comes behind a higher one; nothing was changed", opened.place(), entry.offset);
            }
            (events, next) = (events + 1, entry.offset + 1);
            hash.add(&entry.payload);
        }
        if (events, hash.end()) != (opened.end.events, opened.end.sha256.clone()) {
            bail!("{} was changed since it was exported; nothing was changed here", path.display());
        }
        Ok(opened)
    }

    /// What its last line says.
    #[must_use]
    pub const fn end(&self) -> &End {
        &self.end
    }

    fn place(&self) -> String {
        format!("{}, line {}", self.path.display(), self.number)
    }

    /// The next line; None at the end of the file.
    fn line(&mut self) -> Result<Option<String>> {
        let mut line = String::new();
        self.number += 1;
        let read = self.lines.by_ref().take(LINE).read_line(&mut line).with_context(|| self.place())?;
        if read as u64 == LINE {
            bail!("{} is longer than any event; nothing was changed", self.place());
        }
        Ok((read > 0).then(|| line.trim_end_matches('\n').to_owned()))
    }

    fn read(&mut self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        while entries.len() < PAGE
            && let Some(line) = self.line()?
            && !line.starts_with("{\"end\":")
        {
            entries.push(entry(&line).with_context(|| self.place())?);
        }
        Ok(entries)
    }
}

#[async_trait]
impl Source for File {
    async fn rewind(&mut self) -> Result<(), LogError> {
        self.number = 0;
        self.lines.rewind().map_err(|error| LogError::Poisoned(Cause::of(error)))
    }

    async fn page(&mut self) -> Result<Vec<Entry>, LogError> {
        self.read().map_err(|error| LogError::Poisoned(Cause::from(format!("{error:#}"))))
    }
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
