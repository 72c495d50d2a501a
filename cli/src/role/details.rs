//! What the ops page shows of a process beyond checks and gauges. It travels in the process's row, so it is bounded, and a version that tells
//! more or less is understood all the same.

use crate::telemetry;
use chrono::TimeDelta;
use deviantart::CredentialStatus;
use domain::clock::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Characters of any text in it.
const LONGEST: usize = 300;
/// Digits in a row that are an id of Discord's.
const ID: usize = 15;

/// See the module's text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    pub credentials: Vec<Credential>,
    /// A few of each group.
    pub artists: Vec<Artist>,
    /// The last warnings and errors, the latest first.
    pub lines: Vec<Line>,
}

/// How a DeviantArt credential fares in a process.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Credential {
    /// Its place in the configuration, from 1.
    pub number: usize,
    /// Requests of this process in the last minute.
    pub last_minute: usize,
    /// Requests a second that the shared budget allows; None: it was not asked.
    pub rate: Option<f64>,
    pub paused_until: Option<Timestamp>,
    /// Why it is out of use.
    pub refused: Option<String>,
}

/// Why an artist is worth a sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The last poll failed.
    Trouble,
    /// The next poll is late.
    Overdue,
    /// Polled the least often. Also what a newer version calls otherwise.
    #[default]
    #[serde(other)]
    Slow,
}

/// A source of an artist.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Artist {
    pub id: Uuid,
    pub name: String,
    pub group: Group,
    /// Which of their lists it is about.
    pub source: String,
    /// How late, how seldom, or what went wrong.
    pub why: String,
}

/// A line of the log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    pub at: Timestamp,
    pub error: bool,
    pub text: String,
}

impl From<&CredentialStatus> for Credential {
    fn from(status: &CredentialStatus) -> Self {
        Self {
            number: status.number,
            last_minute: status.last_minute,
            rate: status.rate,
            paused_until: status.paused_until,
            refused: status.refused.as_deref().map(short),
        }
    }
}

impl From<telemetry::Complaint> for Line {
    fn from(line: telemetry::Complaint) -> Self {
        Self { at: line.at, error: line.error, text: without_ids(&line.text) }
    }
}

/// This text without its control characters, cut to what a row may hold.
#[must_use]
pub fn short(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

/// This text without ids of servers and channels: the row would keep them after everything else of a server was erased.
fn without_ids(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, digits) = rest.split_at(at);
        let (number, after) = digits.split_at(digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()));
        out.push_str(before);
        out.push_str(if number.len() < ID { number } else { "(id)" });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `12 min`.
#[must_use]
pub fn span(length: TimeDelta) -> String {
    let seconds = length.num_seconds().max(0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} days {} h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_discord_are_left_out_of_what_the_store_keeps() {
        let line = "channel rejects messages channel=1183057600000000001 after=30 guild=1183057600000000002 ids=[5]";
        assert_eq!(without_ids(line), "channel rejects messages channel=(id) after=30 guild=(id) ids=[5]");
        assert_eq!(without_ids("1183057600000000001"), "(id)");
        assert_eq!(without_ids("no id, 2026-11-29"), "no id, 2026-11-29");
    }
}
