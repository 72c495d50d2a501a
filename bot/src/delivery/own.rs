//! The bot's own messages as a channel's history shows them, and which notification one of them is. Pure.
//!
//! Discord repeats a nonce only in the answer to the creation, so the card itself is compared.

use super::task::Task;
use crate::card::post_number;
use crate::discord::answer::snowflake;
use crate::discord::time::created;
use domain::clock::Timestamp;
use serde_json::Value;

/// One of the bot's own messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Own {
    pub id: u64,
    content: String,
    card: Option<Card>,
}

/// What tells cards apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Card {
    url: String,
    title: String,
    text: String,
    /// When the post was published.
    of: Option<Timestamp>,
}

/// What a notification's message looks like, in both of its forms.
#[derive(Debug)]
pub(super) struct Wanted {
    card: Option<Card>,
    plain: String,
}

/// How sure it is that a message is the wanted one, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// A card of the same post.
    Same,
    /// The same words.
    Alike,
    /// A card whose embed somebody has removed: whichever it was.
    Bare,
}

impl Own {
    /// Reads a message of the history; None: somebody else's, or an answer to a command.
    pub fn read(message: &Value, me: u64) -> Option<Self> {
        let id = snowflake(message.get("id")?)?;
        let author = snowflake(message.get("author")?.get("id")?)?;
        (author == me && message.get("type").and_then(Value::as_u64).unwrap_or(0) == 0).then(|| Self {
            id,
            content: text(message, "content"),
            card: Card::read(message),
        })
    }

    pub fn at(&self) -> Timestamp {
        created(self.id)
    }

    /// Whether this can be the wanted message.
    pub fn fit(&self, wanted: &Wanted) -> Option<Fit> {
        match (&self.card, &wanted.card) {
            (Some(there), Some(ours)) => match (post_number(&there.url), post_number(&ours.url)) {
                // The artist may have changed the title since, and the address with it; not its number.
                (there, Some(ours)) if there == Some(ours) => return Some(Fit::Same),
                (_, None) if there.is_like(ours) => return Some(Fit::Alike),
                _ => {}
            },
            (None, Some(_)) if only_pings(&self.content) => return Some(Fit::Bare),
            _ => {}
        }
        // Discord adds embeds of its own to links, so embeds of a plain message say nothing.
        (!wanted.plain.is_empty() && without_pings(&self.content) == without_pings(&wanted.plain)).then_some(Fit::Alike)
    }
}

impl Card {
    fn read(message: &Value) -> Option<Self> {
        let embed = message.get("embeds")?.as_array()?.first()?;
        let of = embed.get("timestamp").and_then(Value::as_str).and_then(|time| chrono::DateTime::parse_from_rfc3339(time).ok());
        let (url, title, text) = (text(embed, "url"), text(embed, "title"), text(embed, "description"));
        Some(Self { url, title, text, of: of.map(|time| time.to_utc()) })
    }

    /// For cards without a post's address: statuses of one artist have the same title, and differ in time and words.
    fn is_like(&self, ours: &Self) -> bool {
        let seconds = |time: Option<Timestamp>| time.map(|time| time.timestamp());
        let same_time = self.of.is_none() || ours.of.is_none() || seconds(self.of) == seconds(ours.of);
        let same_text = self.text == ours.text || (!ours.url.is_empty() && self.of.is_some() && ours.of.is_some());
        self.url == ours.url && self.title == ours.title && same_time && same_text
    }
}

impl Wanted {
    pub fn of(task: &Task) -> Self {
        let plain = task.body(true).map(|body| text(&body, "content")).unwrap_or_default();
        Self { card: task.body(false).as_ref().and_then(Card::read), plain }
    }
}

fn text(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// Nothing, or the ping of a role: all that a card has beside its embed.
fn only_pings(content: &str) -> bool {
    without_pings(content).is_empty()
}

/// The text behind the pings of roles with which it begins. Which roles a message pings is decided when it is sent, not when it is looked for.
fn without_pings(content: &str) -> &str {
    let mut rest = content.trim();
    while let Some((id, behind)) = rest.strip_prefix("<@&").and_then(|rest| rest.split_once('>')) {
        if id.is_empty() || !id.bytes().all(|digit| digit.is_ascii_digit()) {
            break;
        }
        rest = behind.trim_start();
    }
    rest
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;
