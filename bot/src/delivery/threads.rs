//! The posts of a forum, as far back as somebody needs them: the bot's own threads, open and archived, with their first messages.

use super::history::{Reader, Reading, refused};
use super::own::Own;
use super::sighting::{Sighting, Stop};
use crate::discord::answer::{Answer, snowflake};
use crate::discord::rest::Failure;
use crate::discord::time::created;
use crate::text::unsure::Why;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, MessageId};
use serde_json::Value;

/// Pages of archived threads that are read at most, and threads in a page.
const PAGES: usize = 10;
const PAGE: usize = 100;
/// Posts whose first messages are read at most: each is a request.
const POSTS: usize = 200;

/// A thread of the bot's in a forum.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Thread {
    id: u64,
    name: String,
}

/// Reads the forum's posts since `from`. One that is archived meanwhile is read among the archived ones, which come last.
///
/// # Errors
/// It cannot be, or not now.
pub(super) async fn back_to(
    reading: &mut Reading,
    reader: &Reader<'_>,
    (guild, forum): (GuildId, ChannelId),
    from: Timestamp,
) -> Result<(), Sighting> {
    if reading.covers(from) {
        return Ok(());
    }
    let open = answered(reader.rest.active_threads(guild, reader.stop).await, forum)?;
    let mut threads = own_threads(&open, (forum, reader.me), from);
    archived(reader, forum, from, &mut threads).await?;
    threads.sort_unstable_by_key(|thread| std::cmp::Reverse(thread.id));
    threads.dedup_by_key(|thread| thread.id);
    if threads.len() > POSTS {
        return Err(Sighting::Impossible(Why::Many(POSTS)));
    }
    let mut own = Vec::with_capacity(threads.len());
    for thread in threads {
        own.extend(first_message(reader, thread).await?);
    }
    reading.found(own, from);
    Ok(())
}

/// Adds the archived ones. They are listed by when they were archived, which is never before they were made.
async fn archived(reader: &Reader<'_>, forum: ChannelId, from: Timestamp, threads: &mut Vec<Thread>) -> Result<(), Sighting> {
    let mut before = None;
    for _ in 0..PAGES {
        let page = answered(reader.rest.archived_threads(forum, before, reader.stop).await, forum)?;
        threads.extend(own_threads(&page, (forum, reader.me), from));
        let oldest = listed(&page).filter_map(archived_at).min();
        // Unless Discord says that there are no more, there may be.
        let more = page.get("has_more").and_then(Value::as_bool).unwrap_or(true);
        match oldest.filter(|oldest| more && *oldest >= from && before.is_none_or(|before| *oldest < before)) {
            Some(oldest) => before = Some(oldest),
            None => return Ok(()),
        }
    }
    Err(Sighting::Impossible(Why::Many(PAGE * PAGES)))
}

fn listed(page: &Value) -> impl Iterator<Item = &Value> {
    page.get("threads").and_then(Value::as_array).into_iter().flatten()
}

fn archived_at(thread: &Value) -> Option<Timestamp> {
    let at = thread.get("thread_metadata")?.get("archive_timestamp")?.as_str()?;
    chrono::DateTime::parse_from_rfc3339(at).ok().map(|at| at.to_utc())
}

/// Those of this forum and of the bot that were made since then.
fn own_threads(page: &Value, (forum, me): (ChannelId, u64), from: Timestamp) -> Vec<Thread> {
    let id = |thread: &Value, field: &str| thread.get(field).and_then(snowflake);
    let own = |thread: &&Value| id(thread, "parent_id") == Some(forum.0) && id(thread, "owner_id") == Some(me);
    let read = |thread: &Value| {
        let name = thread.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Thread { id: id(thread, "id")?, name })
    };
    listed(page).filter(own).filter_map(read).filter(|thread| created(thread.id) >= from).collect()
}

/// The message that a post begins with. One that somebody removed shows nothing but the post's name; a post that is gone shows nothing at all.
async fn first_message(reader: &Reader<'_>, thread: Thread) -> Result<Option<Own>, Sighting> {
    let at = ChannelId(thread.id);
    match reader.rest.message(at, MessageId(thread.id), reader.stop).await {
        Ok(Answer { status: 200, body: Some(message), .. }) => Ok(Own::read(&message, reader.me).map(|own| own.of_post(thread.name))),
        Ok(answer) if answer.code() == Some(10_008) => Ok(Some(Own::bare(thread.id, thread.name))),
        Ok(answer) if answer.code() == Some(10_003) => Ok(None),
        other => Err(refused(other, at)),
    }
}

fn answered(answer: Result<Answer, Failure>, forum: ChannelId) -> Result<Value, Sighting> {
    match answer {
        Ok(Answer { status: 200, body: Some(body), .. }) if body.get("threads").is_some_and(Value::is_array) => Ok(body),
        Ok(Answer { status: 200, .. }) => Err(Sighting::Later(Stop::Reason("Discord's list of threads is not a list".to_owned()))),
        other => Err(refused(other, forum)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::time::first_id;
    use serde_json::json;

    #[test]
    fn only_the_bots_young_threads_of_this_forum_are_looked_at() {
        let now = Timestamp::from_timestamp(1_790_000_000, 0).unwrap();
        let id = first_id(now);
        let thread = |id: u64, parent: u64, owner: u64| json!({"id": id.to_string(), "parent_id": parent.to_string(), "owner_id": owner.to_string(), "name": "n"});
        let odd = [json!(null), json!({}), json!({"id": 7}), json!({"id": "x", "parent_id": "5", "owner_id": "9"})];
        let good = [thread(id, 5, 9), thread(id - (1 << 22), 5, 9), thread(id + 1, 6, 9), thread(id + 2, 5, 8)];
        let page = json!({"threads": odd.into_iter().chain(good).collect::<Vec<_>>()});
        let found = own_threads(&page, (ChannelId(5), 9), now);
        assert_eq!(found, [Thread { id, name: "n".to_owned() }]);
    }
}
