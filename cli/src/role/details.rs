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
        Self { at: line.at, error: line.error, text: line.text }
    }
}

/// This text without its control characters, cut to what a row may hold.
#[must_use]
pub fn short(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
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
