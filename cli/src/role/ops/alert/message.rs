//! What a message says. No text of an artist or of a vendor stands in it but what the checks say, without control characters.

use super::ledger::{Alert, MOST, Message};
use crate::role::details::span;
use serde_json::{Value, json};

/// Discord takes 2,000 characters; ntfy 4,096 bytes.
const LONGEST: usize = 1_500;

/// The first line.
#[must_use]
pub fn title(message: &Message) -> String {
    let title = message.alert.kind.about().title;
    if message.alert.over_at.is_some() { format!("Over: {title}") } else { title.to_owned() }
}

/// All below the first line.
#[must_use]
pub fn body(message: &Message) -> String {
    let alert = &message.alert;
    let about = alert.kind.about();
    let subject =
        if alert.subject.is_empty() || alert.detail.contains(&alert.subject) { String::new() } else { format!("{}: ", alert.subject) };
    let began = alert.since.format("%Y-%m-%d %H:%M:%S UTC");
    let mut text = format!("{subject}{}.\n", alert.detail);
    match alert.over_at {
        Some(over_at) => text += &format!("It began at {began} and lasted {}.", span(over_at - alert.since)),
        None => text += &format!("{} It began at {began}.", about.means),
    }
    text += &format!("\nLook with: {}", about.command);
    if message.held_back > 0 {
        text += &format!("\nThis is message {MOST} within an hour; {} more wait until fewer were sent.", message.held_back);
    }
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).take(LONGEST).collect()
}

/// For programs. `text` is what people read.
#[must_use]
pub fn document(message: &Message) -> Value {
    let Alert { id, kind, subject, since, over_at, .. } = &message.alert;
    json!({
        "id": id,
        "alert": kind.about().word,
        "subject": subject,
        "state": if over_at.is_some() { "over" } else { "began" },
        "since": since.to_rfc3339(),
        "seconds": over_at.map(|at| (at - *since).num_seconds()),
        "title": title(message),
        "text": body(message),
        "command": kind.about().command,
    })
}
