//! What waits in the two spools of a data directory, and how it reads.

use crate::config::Config;
use crate::role::ingest::spool_dir;
use anyhow::{Context, Result};
use domain::clock::Timestamp;
use eventlog::spooled::Spooled;
use journal_spool::inspect::{self, CheckReport};
use journal_spool::{Aside, Entry, decode_entry};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Schema number of both spools' records.
const SCHEMA: u16 = 1;

/// A spool and how its records read.
pub struct Waiting {
    pub name: &'static str,
    pub dir: PathBuf,
    pub describe: fn(&Entry) -> Value,
}

/// The spool of ingest and the journal of the bot.
pub fn places(config: &Config) -> [Waiting; 2] {
    [
        Waiting { name: "events for the log", dir: spool_dir(config), describe: describe_event },
        Waiting { name: "the bot's journal", dir: config.data_dir.join("bot"), describe: bot::delivery::record::describe },
    ]
}

/// A spool that was never opened has no directory and nothing in it.
pub fn pending(place: &Waiting, max: usize) -> Result<Vec<Entry>> {
    if !place.dir.exists() {
        return Ok(Vec::new());
    }
    inspect::pending(&place.dir, max).with_context(|| format!("{} cannot be read", place.dir.display()))
}

/// Records that were set aside because nobody here could use them.
pub fn aside(place: &Waiting) -> Result<Vec<Aside>> {
    inspect::aside(&place.dir).with_context(|| format!("what was set aside in {} cannot be read", place.dir.display()))
}

/// A record that was set aside, as [`Waiting::describe`] shows those that wait.
pub fn describe_aside(place: &Waiting, one: &Aside) -> Value {
    let record = one.entry.as_ref().map_or_else(|problem| json!({ "reason": problem }), |entry| (place.describe)(entry));
    json!({ "file": one.path.display().to_string(), "record": record })
}

/// How many records wait, without reading them.
pub fn count(place: &Waiting) -> Result<u64> {
    Ok(report(place)?.pending)
}

/// What a check of the spool finds, without reading its records.
pub fn report(place: &Waiting) -> Result<CheckReport> {
    if !place.dir.exists() {
        return Ok(CheckReport::default());
    }
    inspect::check(&place.dir, false).with_context(|| format!("{} cannot be read", place.dir.display()))
}

fn describe_event(entry: &Entry) -> Value {
    match decode_entry::<Spooled>(entry, SCHEMA) {
        Ok(record) => json!({
            "destination": record.destination, "key": record.key, "event": record.event_id, "reason": record.reason, "attempts": record.attempts,
            "payload": serde_json::from_slice::<Value>(&record.payload).unwrap_or(Value::Null),
        }),
        Err(error) => json!({ "reason": format!("unreadable: {error}") }),
    }
}

/// When the record was written.
pub fn when(entry: &Entry) -> String {
    let time = chrono::DateTime::from_timestamp_millis(i64::try_from(entry.append_ms).unwrap_or_default()).unwrap_or_default();
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// How long the record has been waiting, in its largest unit.
pub fn age(entry: &Entry, now: Timestamp) -> String {
    let seconds = now.timestamp().saturating_sub(i64::try_from(entry.append_ms / 1000).unwrap_or(i64::MAX)).max(0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Artist text loses its control characters before it reaches a terminal.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
