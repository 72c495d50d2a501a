//! Posts of forums, and the threads that are archived.
//!
//! Vendor page "Channel": Start Thread in Forum or Media Channel, List Public Archived Threads; "Threads": a post's thread and its first message
//! have the same id.

use serde_json::{Value, json};

use super::call::{Answer, Call, thread_name};
use super::compose::{Origin, create};
use crate::discord::error::{ApiError, Form};
use crate::discord::payload::Draft;
use crate::discord::permission::{EMBED_LINKS, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES};
use crate::discord::render;
use crate::discord::state::{ChannelKind, NewChannel, State};

/// Threads that a server can have open (discord-api-docs#5369).
const ACTIVE: usize = 1_000;
/// Tags that a post can have.
const TAGS: usize = 5;

/// Makes a post: a thread with its first message. It has no nonce.
pub(super) fn post(state: &mut State, forum: u64, bits: u64, body: &Value) -> Result<Answer, ApiError> {
    // The right to send messages is the right to make posts.
    if bits & SEND_MESSAGES == 0 {
        return Err(ApiError::missing_permissions());
    }
    let name = thread_name(body)?;
    let tags = tags(state, forum, bits, &body["applied_tags"])?;
    if !body["message"].is_object() {
        let mut form = Form::default();
        form.required("message");
        form.finish()?;
    }
    let mut draft = Draft::read(&body["message"], false)?;
    if bits & EMBED_LINKS == 0 {
        draft.embeds = None;
        if draft.is_empty() && body["message"].get("embeds").is_some() {
            return Err(ApiError::missing_permissions());
        }
    }
    if draft.is_empty() {
        return Err(ApiError::empty_message());
    }
    let guild = state.channel(forum)?.guild;
    let active = state.channels.values().filter(|one| one.guild == guild && one.kind.is_thread() && !one.archived).count();
    if active >= ACTIVE {
        return Err(ApiError::too_many_threads());
    }
    let thread = state.make_channel(NewChannel { guild, parent: Some(forum), name, kind: ChannelKind::Thread, owner: state.bot });
    if let Some(made) = state.channels.get_mut(&thread) {
        made.applied = tags;
    }
    if let Some(forum) = state.channels.get_mut(&forum) {
        // Of a forum this is the latest post.
        forum.last_message = Some(thread);
    }
    state.tell_channel("THREAD_CREATE", thread);
    state.planned.push_front(thread);
    let message = create(state, thread, &draft, Origin::default())?;
    let mut answer = render::channel(state, state.channel(thread)?);
    answer["message"] = state.messages.get(message).map_or(Value::Null, |stored| stored.value());
    Ok(Answer::created(&answer))
}

fn tags(state: &State, forum: u64, bits: u64, asked: &Value) -> Result<Vec<u64>, ApiError> {
    let found = state.channel(forum)?;
    let asked: Vec<u64> = asked
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| tag.as_str().map_or_else(|| tag.as_u64(), |tag| tag.parse().ok()))
        .collect();
    if asked.len() > TAGS {
        let mut form = Form::default();
        form.too_long("applied_tags", TAGS);
        form.finish()?;
    }
    let usable = |id: &u64| found.tags.iter().find(|tag| tag.id == *id).map(|tag| !tag.moderated || bits & MANAGE_THREADS != 0);
    for tag in &asked {
        match usable(tag) {
            None => return Err(ApiError::unknown_tag()),
            Some(false) => return Err(ApiError::missing_permissions()),
            Some(true) => {}
        }
    }
    if asked.is_empty() && found.requires_tag {
        return Err(ApiError::tag_required());
    }
    Ok(asked)
}

/// The public threads of a channel that are archived, the latest archived first.
pub(super) fn archived(state: &State, call: &Call, parent: u64) -> Result<Answer, ApiError> {
    let (_, bits) = state.visible_channel(parent)?;
    if bits & READ_MESSAGE_HISTORY == 0 {
        return Err(ApiError::missing_permissions());
    }
    let limit = call.number("limit")?.unwrap_or(50);
    let before = call.parameter("before").map(|text| chrono::DateTime::parse_from_rfc3339(&text.replace("%3A", ":")));
    let Some(before) = before.transpose().ok().filter(|_| (2..=100).contains(&limit)) else {
        let mut form = Form::default();
        form.add("before", "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601, and the limit between 2 and 100.");
        form.finish()?;
        return Err(ApiError::internal());
    };
    let before = before.map_or(u64::MAX, |before| u64::try_from(before.timestamp_millis()).unwrap_or(0));
    let public = |kind: ChannelKind| matches!(kind, ChannelKind::Thread | ChannelKind::NewsThread);
    let all = state.channels.values().filter(|one| one.parent == Some(parent) && public(one.kind) && one.archived);
    let mut found: Vec<_> = all.filter(|one| one.archived_ms < before).collect();
    found.sort_by_key(|one| std::cmp::Reverse((one.archived_ms, one.id)));
    let limit = usize::try_from(limit).unwrap_or(50);
    let threads: Vec<Value> = found.iter().take(limit).map(|one| render::channel(state, one)).collect();
    Ok(Answer::ok(&json!({ "threads": threads, "members": [], "has_more": found.len() > limit })))
}
