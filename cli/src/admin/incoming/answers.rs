//! Answers of the vendors, kept in a file, so that a command that was cut short does not ask again for what it was told.

use anyhow::{Context, Result};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Where an import keeps them, in the data directory.
pub const FILE: &str = "import.jsonl";

/// Removes what an import that was cut short has kept in this data directory.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn forget_answers(data_dir: &Path) -> Result<()> {
    let path = data_dir.join(FILE);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error).with_context(|| format!("{} cannot be removed", path.display())),
        _ => Ok(()),
    }
}

/// Names pass to others, and bots are invited: an older answer counts no more.
const KEPT: TimeDelta = TimeDelta::days(1);

/// One line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    asked: String,
    at: Timestamp,
    answer: serde_json::Value,
}

/// See the module's text.
#[derive(Default)]
pub struct Answers {
    known: HashMap<String, serde_json::Value>,
    file: Option<(PathBuf, File)>,
}

impl Answers {
    /// Those that this file has, without another one being added to it. A file that is not there has none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path, now: Timestamp) -> Result<Self> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        };
        // A line that cannot be read was cut short: it is asked again.
        let lines = text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
        let recent = lines.filter(|line| now - line.at < KEPT && line.at <= now);
        Ok(Self { known: recent.map(|line| (line.asked, line.answer)).collect(), file: None })
    }

    /// Those that this file has; further ones are added to it. Only its owner may read it.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(path: &Path, now: Timestamp) -> Result<Self> {
        let mut answers = Self::read(path, now)?;
        let cannot = || format!("{} cannot be written", path.display());
        let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(path).with_context(cannot)?;
        // Ends the line that a kill may have cut short.
        file.write_all(b"\n").with_context(cannot)?;
        answers.file = Some((path.to_owned(), file));
        Ok(answers)
    }

    /// What was answered to this.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, asked: &str) -> Option<T> {
        T::deserialize(self.known.get(asked)?).ok()
    }

    /// Keeps an answer.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep<T: Serialize>(&mut self, asked: String, answer: &T, at: Timestamp) -> Result<()> {
        let answer = serde_json::to_value(answer)?;
        if let Some((path, file)) = &mut self.file {
            let mut line = serde_json::to_vec(&Line { asked: asked.clone(), at, answer: answer.clone() })?;
            line.push(b'\n');
            file.write_all(&line).with_context(|| format!("{} cannot be written", path.display()))?;
        }
        self.known.insert(asked, answer);
        Ok(())
    }

    /// Removes the file: everything that was asked about is done.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn done(self) -> Result<()> {
        match self.file {
            Some((path, _)) => std::fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_answered_is_known_to_the_next_start_unless_it_is_old_or_was_cut_short() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("import.jsonl");
        let now = Timestamp::from_timestamp(1_700_000_000, 0).unwrap();
        assert_eq!(Answers::read(&path, now).unwrap().get::<u32>("one"), None);
        let mut first = Answers::open(&path, now).unwrap();
        first.keep("one".to_owned(), &1, now).unwrap();
        first.keep("old".to_owned(), &2, now - KEPT).unwrap();
        drop(first);
        let mut cut = OpenOptions::new().append(true).open(&path).unwrap();
        cut.write_all(b"{\"asked\":\"cut\",\"at\":\"2023").unwrap();
        let mut second = Answers::open(&path, now).unwrap();
        second.keep("three".to_owned(), &"text", now).unwrap();
        drop(second);
        let third = Answers::open(&path, now).unwrap();
        assert_eq!((third.get("one"), third.get::<u32>("old"), third.get::<u32>("cut")), (Some(1), None, None));
        assert_eq!(third.get::<String>("three").as_deref(), Some("text"));
        assert_eq!(third.get::<u32>("three"), None, "an answer of another form is none");
        third.done().unwrap();
        assert!(!path.exists());
        forget_answers(place.path()).unwrap();
        drop(Answers::open(&path, now).unwrap());
        forget_answers(place.path()).unwrap();
        assert!(!path.exists(), "what is erased is not remembered here");
    }
}
