//! What the old system wrote into flat files because it could not be sent: `failed_jobs/*.json` and `notification-failover`. Nothing ever read
//! them back, and their form differs from version to version: every object with a link in it counts.

use anyhow::{Context, Result};
use domain::id::ChannelId;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use store::deviantcord4_rest::Unsent;

/// The table, as the report names it.
pub const TABLE: &str = "failed_jobs";
/// What a link is called there, and so on.
const LINK: [&str; 4] = ["link", "url", "deviation_link", "deviationURL"];
const CHANNEL: [&str; 4] = ["channelid", "channel_id", "channelId", "channel"];
const ARTIST: [&str; 3] = ["artist", "artistname", "artist_name"];
/// No file of a notification is longer.
const BYTES: u64 = 4 << 20;
/// Further files are told by name only.
const FILES: usize = 50_000;

/// Everything that the files of this directory say, sorted by name. A file that says nothing is one row without a link.
///
/// # Errors
/// When the directory cannot be read.
pub fn read(dir: &Path) -> Result<Vec<Unsent>> {
    let mut files = files(dir)?;
    let jobs = dir.join("failed_jobs");
    if jobs.is_dir() {
        files.extend(self::files(&jobs)?);
    }
    files.sort();
    let mut found = Vec::new();
    for (number, path) in files.iter().enumerate() {
        let name = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().into_owned();
        let mut said = Vec::new();
        if number < FILES {
            // One that cannot be read is told as one that says nothing.
            values(path).unwrap_or_default().iter().for_each(|value| collect(value, &name, &mut said));
        }
        if said.is_empty() {
            said.push(Unsent { table: TABLE, id: name, channel: None, artist: None, link: None });
        }
        found.append(&mut said);
    }
    Ok(found)
}

fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let cannot = || format!("--failed-jobs {} cannot be read", dir.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).with_context(cannot)? {
        let path = entry.with_context(cannot)?.path();
        let named =
            path.extension().is_some_and(|end| end == "json") || path.file_stem().is_some_and(|stem| stem == "notification-failover");
        if named && path.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}

/// The file's one document, or that of each line.
fn values(path: &Path) -> std::io::Result<Vec<Value>> {
    let mut text = Vec::new();
    std::fs::File::open(path)?.take(BYTES).read_to_end(&mut text)?;
    if let Ok(whole) = serde_json::from_slice(&text) {
        return Ok(vec![whole]);
    }
    Ok(text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
}

/// serde_json reads no value that is nested deeper than 128, so this ends.
fn collect(value: &Value, name: &str, found: &mut Vec<Unsent>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, name, found)),
        Value::Object(fields) => {
            let field = |names: &[&str]| names.iter().find_map(|name| fields.get(*name));
            let text = |names: &[&str]| field(names).and_then(Value::as_str).map(str::to_owned);
            match text(&LINK) {
                Some(link) => {
                    let channel = field(&CHANNEL).and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok())).map(ChannelId);
                    let id = if found.is_empty() { name.to_owned() } else { format!("{name}#{}", found.len() + 1) };
                    found.push(Unsent { table: TABLE, id, channel, artist: text(&ARTIST), link: Some(link) });
                }
                None => fields.values().for_each(|value| collect(value, name, found)),
            }
        }
        // A document within a text, as some versions wrote it.
        Value::String(text) if text.starts_with('{') => {
            if let Ok(inner @ Value::Object(_)) = serde_json::from_str(text) {
                collect(&inner, name, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_form_a_file_has_its_links_are_found_and_one_that_says_nothing_is_told() {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("failed_jobs")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
        write(
            "failed_jobs/job-1.json",
            r#"{"jobs":[{"channelid":"7","artist":"KIM","link":"https://x/1"},{"channel_id":8,"url":"https://x/2"}]}"#,
        );
        write("failed_jobs/job-2.json", "{ cut");
        write(
            "notification-failover",
            "{\"channel\":9,\"artist\":\"LEE\",\"link\":\"https://x/3\"}\nno json\n\"{\\\"link\\\":\\\"https://x/4\\\"}\"\n",
        );
        write("notes.txt", r#"{"link":"https://x/5"}"#);
        let found = read(place.path()).unwrap();
        let said: Vec<_> = found
            .iter()
            .map(|one| format!("{} {:?} {:?} {:?}", one.id, one.channel.map(|id| id.0), one.artist.as_deref(), one.link.as_deref()))
            .collect();
        assert_eq!(
            said,
            [
                r#"failed_jobs/job-1.json Some(7) Some("KIM") Some("https://x/1")"#,
                r#"failed_jobs/job-1.json#2 Some(8) None Some("https://x/2")"#,
                "failed_jobs/job-2.json None None None",
                r#"notification-failover Some(9) Some("LEE") Some("https://x/3")"#,
                r#"notification-failover#2 None None Some("https://x/4")"#,
            ]
        );
        assert!(format!("{:#}", read(&place.path().join("none")).unwrap_err()).contains("--failed-jobs"));
    }
}
