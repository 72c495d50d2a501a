//! What became of each row of the old database: a line of JSON for each, a table of all.

use anyhow::{Context, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is a watch now.
    Imported,
    /// It would be one.
    WouldImport,
    /// It waits until the bot is invited to its server.
    Aside,
    /// There is such a watch already.
    There,
    /// Its post is announced by a watch.
    Announced,
    /// It says what was set; the reader of the report may have to act.
    Told,
    /// Nothing comes of it.
    LeftOut,
}

impl Verdict {
    const ALL: [Self; 7] = [Self::Imported, Self::WouldImport, Self::Aside, Self::There, Self::Announced, Self::Told, Self::LeftOut];

    /// As the table names it.
    const fn title(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::WouldImport => "would be imported",
            Self::Aside => "kept aside",
            Self::There => "already there",
            Self::Announced => "announced",
            Self::Told => "told",
            Self::LeftOut => "left out",
        }
    }
}

/// A row of the old database with what became of it. Its text is somebody else's.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    pub table: &'static str,
    pub row: String,
    pub guild: Option<String>,
    pub channel: Option<String>,
    pub kind: Option<&'static str>,
    pub artist: Option<String>,
    pub verdict: Option<Verdict>,
    /// In words.
    pub reason: String,
    /// Posts that are announced because of it, as far as DeviantArt was asked.
    pub posts: usize,
}

/// See the module's text.
#[derive(Default)]
pub struct Report {
    file: Option<(PathBuf, BufWriter<File>)>,
    counts: BTreeMap<(&'static str, Verdict), usize>,
    reasons: BTreeMap<String, usize>,
}

impl Report {
    /// One that also writes each line into this file, which only its owner may read.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path);
            file.with_context(|| format!("--report {} cannot be written", path.display()))
        };
        let file = path.map(|path| Ok::<_, anyhow::Error>((path.to_owned(), BufWriter::new(open(path)?)))).transpose()?;
        Ok(Self { file, ..Self::default() })
    }

    /// Notes a row; prints it where somebody may have to do something about it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note(&mut self, line: &Line) -> Result<()> {
        let verdict = line.verdict.unwrap_or(Verdict::LeftOut);
        *self.counts.entry((line.table, verdict)).or_default() += 1;
        *self.reasons.entry(line.reason.clone()).or_default() += 1;
        if let Some((path, file)) = &mut self.file {
            let mut text = serde_json::to_vec(line)?;
            text.push(b'\n');
            file.write_all(&text).with_context(|| format!("--report {} cannot be written", path.display()))?;
        }
        if matches!(verdict, Verdict::LeftOut | Verdict::Told) {
            let guild = line.guild.as_ref().map_or(String::new(), |guild| format!(", guild {guild}"));
            let artist = line.artist.as_ref().map_or(String::new(), |artist| format!(", artist {}", printable(artist)));
            println!("{} row {}{guild}{artist}: {}", line.table, printable(&line.row), line.reason);
        }
        Ok(())
    }

    /// The table; whether every one of these rows has its verdict.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end(mut self, rows: usize) -> Result<bool> {
        if let Some((path, file)) = &mut self.file {
            file.flush().with_context(|| format!("--report {} cannot be written", path.display()))?;
        }
        println!();
        let mut heads: Vec<Verdict> = self.counts.keys().map(|(_, verdict)| *verdict).collect();
        heads.sort_unstable();
        heads.dedup();
        let shown = || Verdict::ALL.into_iter().filter(|verdict| heads.contains(verdict));
        println!("{:<26}{}", "", shown().map(|verdict| format!("{:>19}", verdict.title())).collect::<String>());
        let mut tables: Vec<&str> = self.counts.keys().map(|(table, _)| *table).collect();
        tables.dedup();
        for table in tables {
            let count = |verdict| self.counts.get(&(table, verdict)).copied().unwrap_or_default();
            println!("{table:<26}{}", shown().map(|verdict| format!("{:>19}", count(verdict))).collect::<String>());
        }
        println!();
        for (reason, count) in &self.reasons {
            println!("{count:>6}  {reason}");
        }
        let told: usize = self.counts.values().sum();
        println!("{rows} rows read, {told} verdicts");
        Ok(told == rows)
    }
}

/// What others wrote, fit for a terminal: no control characters, not long.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_verdict_and_one_with_two_are_noticed_and_others_text_is_harmless() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("report.jsonl");
        let line = |row: &str, verdict| Line { table: "listeners", row: row.to_owned(), verdict: Some(verdict), ..Line::default() };
        let sum = |rows: usize| {
            let mut report = Report::open(Some(&path)).unwrap();
            report.note(&line("1", Verdict::Imported)).unwrap();
            report.note(&Line { artist: Some("\u{1b}[31m".to_owned()), ..line("2", Verdict::LeftOut) }).unwrap();
            report.end(rows).unwrap()
        };
        assert_eq!([sum(1), sum(2), sum(3)], [false, true, false]);
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2, "a report is of one run");
        assert_eq!((lines[0]["verdict"].as_str(), lines[1]["verdict"].as_str()), (Some("imported"), Some("left_out")));
        assert!(!text.contains('\u{1b}') && printable("a\u{1b}b\n") == "a\u{fffd}b\u{fffd}");
    }
}
