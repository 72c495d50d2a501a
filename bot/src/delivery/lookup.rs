//! Was it sent? Reads the channel's latest messages and looks for ours. Discord repeats the nonce only in the answer to the creation,
//! so the card itself is compared too.

use super::attempt::body;
use super::context::{Context, Guard};
use super::task::Task;
use crate::discord::answer::{Answer, snowflake};
use crate::discord::classify::{self, Class, Trouble};
use chrono::TimeDelta;
use serde_json::Value;
use shared::clock::Timestamp;
use shared::id::MessageId;

/// Pages of 50 that are read at most.
const PAGES: usize = 10;
/// Clocks differ: a message may look a little older than the try that made it.
const SKEW: TimeDelta = TimeDelta::minutes(2);
/// The first millisecond of Discord's ids (documentation, "Snowflakes").
const DISCORD_EPOCH: i64 = 1_420_070_400_000;

/// What the channel's messages tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sighting {
    Found(MessageId),
    /// All messages since the try were read, and ours is not among them.
    Absent,
    /// The bot may not read them, or there are too many.
    Impossible(String),
    /// Discord could not be asked now.
    Later(String),
}

pub(super) async fn find(ctx: &Context, task: &Task, since: Timestamp, guard: &Guard) -> Sighting {
    let me = match ctx.me.get_or_try_init(|| own_id(ctx, guard)).await {
        Ok(me) => *me,
        Err(sighting) => return sighting,
    };
    let mut plain = task.clone();
    plain.plain = !task.plain;
    let wanted: Vec<Value> = [body(task), body(&plain)].into_iter().flatten().collect();
    let from = since - SKEW;
    let mut before = None;
    for page in 0..PAGES {
        let answer = match ctx.rest.messages(task.due.channel, before, &guard.stop).await {
            Ok(answer) if answer.status == 200 => answer,
            other => return refused(task, other),
        };
        let Some(messages) = answer.body.as_ref().and_then(Value::as_array) else {
            return Sighting::Later("Discord's list of messages is not a list".to_owned());
        };
        for message in messages {
            if let Some(id) = matches(message, me, from, &wanted) {
                return Sighting::Found(MessageId(id));
            }
        }
        let oldest = messages.iter().filter_map(|message| snowflake(message.get("id")?)).min();
        match oldest {
            // Without the right to read the history Discord answers with an empty list, not with an error.
            None if page == 0 => return nothing_visible(ctx, task, from, guard).await,
            None => return Sighting::Absent,
            Some(oldest) if messages.len() < 50 || created(oldest) < from => return Sighting::Absent,
            Some(oldest) if before == Some(oldest) => break,
            oldest => before = oldest,
        }
    }
    Sighting::Impossible("too many messages were written since".to_owned())
}

async fn own_id(ctx: &Context, guard: &Guard) -> Result<u64, Sighting> {
    match ctx.rest.me(&guard.stop).await {
        Ok(answer) if answer.status == 200 => answer.id("id").ok_or_else(|| Sighting::Later("Discord does not tell who we are".to_owned())),
        Ok(answer) => Err(Sighting::Later(answer.sentence())),
        Err(failure) => Err(Sighting::Later(failure.to_string())),
    }
}

fn refused(task: &Task, answer: Result<Answer, crate::discord::rest::Failure>) -> Sighting {
    let status = answer.as_ref().map_or(0, |answer| answer.status);
    match classify::message(&answer, task.due.channel) {
        Class::Broken { reason, .. } => Sighting::Impossible(format!("the channel's messages cannot be read: {reason}")),
        Class::Transient(Trouble { reason, .. }) => Sighting::Later(reason),
        _ => Sighting::Later(format!("the channel's messages cannot be read now (status {status})")),
    }
}

/// An empty list may mean an empty channel. The channel's own word on its latest message decides: if that is older than the try,
/// the try posted nothing.
async fn nothing_visible(ctx: &Context, task: &Task, from: Timestamp, guard: &Guard) -> Sighting {
    let answer = match ctx.rest.channel(task.due.channel, &guard.stop).await {
        Ok(answer) if answer.status == 200 => answer,
        other => return refused(task, other),
    };
    match answer.body.as_ref().and_then(|body| body.get("last_message_id")) {
        Some(Value::Null) => Sighting::Absent,
        Some(id) if snowflake(id).is_some_and(|id| created(id) < from) => Sighting::Absent,
        _ => Sighting::Impossible("the bot may not read the channel's history".to_owned()),
    }
}

/// When a snowflake was made.
fn created(id: u64) -> Timestamp {
    let millis = i64::try_from(id >> 22).unwrap_or(i64::MAX - DISCORD_EPOCH) + DISCORD_EPOCH;
    chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// The id of this message if it is one of the wanted.
fn matches(message: &Value, me: u64, from: Timestamp, wanted: &[Value]) -> Option<u64> {
    let id = snowflake(message.get("id")?)?;
    if message.get("author").and_then(|author| author.get("id")).and_then(snowflake) != Some(me) {
        return None;
    }
    let same = |wanted: &Value| {
        let nonce = message.get("nonce").filter(|nonce| !nonce.is_null());
        nonce.is_some() && nonce == wanted.get("nonce") || (created(id) >= from && same_content(message, wanted))
    };
    wanted.iter().any(same).then_some(id)
}

/// The kind and number of a post in its address: `art`, `776866366` of `https://www.deviantart.com/name/art/Some-title-776866366`.
fn number(url: &str) -> Option<(&str, &str)> {
    let mut parts = url.trim_end_matches('/').rsplit('/');
    let (last, kind) = (parts.next()?, parts.next()?);
    let number = last.rsplit('-').next()?;
    let of_post = matches!(kind, "art" | "journal" | "status-update" | "status" | "poll");
    (of_post && !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())).then_some((kind, number))
}

/// The embed's link and title for a card, the text for a plain message.
fn same_content(message: &Value, wanted: &Value) -> bool {
    fn first(value: &Value) -> Option<&Value> {
        value.get("embeds")?.as_array()?.first()
    }
    fn text<'a>(value: &'a Value, field: &str) -> &'a str {
        value.get(field).and_then(Value::as_str).unwrap_or_default().trim()
    }
    match (first(message), first(wanted)) {
        // The artist may have changed the title since, and the address with it; not its number.
        (Some(there), Some(ours)) if number(text(ours, "url")).is_some() => number(text(there, "url")) == number(text(ours, "url")),
        (Some(there), Some(ours)) if !text(ours, "url").is_empty() => {
            text(there, "url") == text(ours, "url") && (text(there, "title") == text(ours, "title"))
        }
        (Some(there), Some(ours)) => text(there, "title") == text(ours, "title") && text(there, "description") == text(ours, "description"),
        // Discord adds embeds of its own to links, so embeds of a plain message say nothing.
        (_, None) => !text(wanted, "content").is_empty() && text(message, "content") == text(wanted, "content"),
        (None, Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(millis: i64) -> Timestamp {
        chrono::DateTime::from_timestamp_millis(millis).unwrap()
    }

    fn id_at(millis: i64) -> String {
        (u64::try_from(millis - DISCORD_EPOCH).unwrap() << 22).to_string()
    }

    fn card(url: &str) -> Value {
        json!({"nonce": "N", "embeds": [{"url": url, "title": "T"}]})
    }

    #[test]
    fn ours_is_found_by_its_link_or_its_nonce() {
        let now = 1_700_000_000_000;
        let mut message = json!({"id": id_at(now), "author": {"id": "5"}, "embeds": [{"url": "https://a", "title": "T"}]});
        assert!(matches(&message, 5, at(now - 1_000), &[card("https://a")]).is_some());
        assert!(matches(&message, 5, at(now - 1_000), &[card("https://b")]).is_none());
        assert!(matches(&message, 6, at(now - 1_000), &[card("https://a")]).is_none(), "somebody else's");
        assert!(matches(&message, 5, at(now + 1_000), &[card("https://a")]).is_none(), "an older post of the same");
        message["nonce"] = json!("N");
        assert!(matches(&message, 5, at(now + 1_000), &[card("https://b")]).is_some());
    }

    #[test]
    fn a_card_is_found_though_the_artist_renamed_the_post_or_themselves() {
        let now = 1_700_000_000_000;
        let there = |url: &str, title: &str| json!({"id": id_at(now), "author": {"id": "5"}, "embeds": [{"url": url, "title": title}]});
        let wanted = [card("https://www.deviantart.com/new/art/T-776866366")];
        let found = |message: Value| matches(&message, 5, at(now - 1_000), &wanted).is_some();
        assert!(found(there("https://www.deviantart.com/old/art/Before-776866366", "Before")));
        assert!(!found(there("https://www.deviantart.com/new/art/T-776866367", "T")));
        assert!(!found(there("https://www.deviantart.com/new/journal/T-776866366", "T")));
        assert_eq!(number("https://www.deviantart.com/name/status/15844513"), Some(("status", "15844513")));
        assert_eq!(number("https://www.deviantart.com/name/gallery"), None);
        assert_eq!(number("https://www.deviantart.com/name/art/no-number"), None);
    }

    #[test]
    fn a_plain_message_is_found_by_its_text() {
        let now = 1_700_000_000_000;
        let message = json!({"id": id_at(now), "author": {"id": "5"}, "content": "x\nhttps://a", "embeds": [{"url": "https://a"}]});
        assert!(matches(&message, 5, at(now), &[json!({"nonce": "P", "content": "x\nhttps://a"})]).is_some());
        assert!(matches(&message, 5, at(now), &[json!({"nonce": "P", "content": "y"})]).is_none());
    }
}
