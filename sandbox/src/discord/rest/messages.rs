//! Messages of channels: create with nonce, history, edit, delete, cross-post, threads from a message.

use std::sync::Arc;

use axum::http::Method;
use serde_json::Value;

use super::call::{Answer, Call, id};
use super::channels;
use super::compose::{Origin, create, edit};
use crate::discord::error::{ApiError, Form};
use crate::discord::inner::Inner;
use crate::discord::options::Rate;
use crate::discord::payload::Draft;
use crate::discord::permission::{
    EMBED_LINKS, MANAGE_MESSAGES, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS,
};
use crate::discord::render;
use crate::discord::state::{ChannelKind, State, created_ms};
use crate::discord::store::{Nonce, Part, Stored};

/// Behind this a message is old.
const HOUR_MS: u64 = 3_600_000;
/// Flag of a message that was cross-posted.
const CROSSPOSTED: u64 = 1;
/// Flag of a message that a thread was started from.
const HAS_THREAD: u64 = 1 << 5;

pub(super) fn route(inner: &Arc<Inner>, call: &Call, channel: u64, rest: &[&str]) -> Result<Answer, ApiError> {
    let mut state = inner.state();
    match (&call.method, rest) {
        (&Method::POST, []) => post(&mut state, call, channel),
        (&Method::GET, []) => history(&state, call, channel),
        (&Method::GET, [message]) => {
            let (_, bits) = state.visible_channel(channel)?;
            if bits & READ_MESSAGE_HISTORY == 0 {
                return Err(ApiError::missing_permissions());
            }
            let stored =
                state.messages.live(channel, id(message)?).filter(|stored| !stored.ephemeral).ok_or_else(ApiError::unknown_message)?;
            Ok(Answer::ok(&fetched(stored, false)))
        }
        (&Method::PATCH, [message]) => patch(&mut state, call, (channel, id(message)?), inner.options.rates.old_edits),
        (&Method::DELETE, [message]) => delete(&mut state, channel, id(message)?),
        (&Method::POST, [message, "crosspost"]) => crosspost(&mut state, channel, id(message)?),
        (&Method::POST, [message, "threads"]) => start_thread(&mut state, call, channel, id(message)?),
        (_, [] | [_]) => Err(ApiError::method_not_allowed()),
        _ => Err(ApiError::no_route()),
    }
}

fn post(state: &mut State, call: &Call, channel: u64) -> Result<Answer, ApiError> {
    let bits = may_send(state, channel)?;
    let body = call.json()?;
    let mut draft = Draft::read(&body, false)?;
    // Without EMBED_LINKS, embeds are dropped from a message that has something else to show, and a message of embeds
    // only is refused with 50013 (discord-api-docs#2601).
    if bits & EMBED_LINKS == 0 && draft.embeds.as_ref().is_some_and(|embeds| !embeds.is_empty()) {
        draft.embeds = None;
        if draft.is_empty() {
            return Err(ApiError::missing_permissions());
        }
    }
    let nonce = Nonce::of(&body["nonce"]);
    if let Some(nonce) = nonce.as_ref().filter(|_| body["enforce_nonce"].as_bool() == Some(true))
        && let Some(known) = state.messages.by_nonce(state.bot, nonce, call.at)
    {
        let stored = state.messages.get(known).filter(|stored| !stored.deleted).ok_or_else(ApiError::unknown_message)?;
        return Ok(Answer::ok(&fetched(stored, true)));
    }
    unarchive(state, channel);
    let reference = body["message_reference"].as_object().map(|_| body["message_reference"].clone());
    let id = create(state, channel, &draft, Origin { nonce, reference, ..Origin::default() })?;
    let stored = state.messages.get(id).ok_or_else(ApiError::internal)?;
    Ok(Answer::ok(&fetched(stored, true)))
}

/// Whether the bot may send here; the bits it has.
fn may_send(state: &State, channel: u64) -> Result<u64, ApiError> {
    let (found, bits) = state.visible_channel(channel)?;
    if found.kind == ChannelKind::Dm {
        let open = found.recipient.and_then(|other| state.accounts.get(&other)).is_none_or(|other| other.takes_dms);
        return if open { Ok(bits) } else { Err(ApiError::cannot_message_user()) };
    }
    if found.kind.is_forum() {
        return Err(ApiError::not_a_text_channel());
    }
    let needed = if found.kind.is_thread() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES };
    if bits & needed == 0 {
        return Err(ApiError::missing_permissions());
    }
    // A moderator's lock holds; a thread that was only archived wakes up (vendor page "Threads").
    if found.locked && bits & MANAGE_THREADS == 0 {
        return Err(ApiError::thread_locked());
    }
    Ok(bits)
}

fn unarchive(state: &mut State, channel: u64) {
    let now = state.now_ms();
    if let Some(thread) = state.channels.get_mut(&channel).filter(|thread| thread.archived) {
        thread.archived = false;
        thread.archived_ms = now;
        state.tell_channel("THREAD_UPDATE", channel);
    }
}

/// The nonce comes with the answer to the creation only: the history does not repeat it, as far as is known.
fn fetched(stored: &Stored, with_nonce: bool) -> Value {
    let mut body = stored.value();
    if let Some(nonce) = stored.nonce.as_ref().filter(|_| with_nonce) {
        body["nonce"] = nonce.value();
    }
    body
}

fn history(state: &State, call: &Call, channel: u64) -> Result<Answer, ApiError> {
    let (found, bits) = state.visible_channel(channel)?;
    if found.kind.is_forum() {
        return Err(ApiError::not_a_text_channel());
    }
    let limit = call.number("limit")?.unwrap_or(50);
    if !(1..=100).contains(&limit) {
        let mut form = Form::default();
        form.add("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.");
        form.finish()?;
    }
    // Without the right to read the history, no message is returned, and that is no error.
    if bits & READ_MESSAGE_HISTORY == 0 {
        return Ok(Answer::text("[]".to_owned()));
    }
    let limit = usize::try_from(limit).unwrap_or(100);
    let part = match (call.number("before")?, call.number("after")?, call.number("around")?) {
        (Some(id), _, _) => Part::Before(id),
        (None, Some(id), _) => Part::After(id),
        (None, None, Some(id)) => Part::Around(id),
        (None, None, None) => Part::Newest,
    };
    let ids = state.messages.page(channel, limit, part);
    let page: Vec<Value> = ids.iter().filter_map(|id| state.messages.get(*id)).map(|stored| fetched(stored, false)).collect();
    Ok(Answer::ok(&page.into()))
}

fn patch(state: &mut State, call: &Call, (channel, message): (u64, u64), old_edits: Rate) -> Result<Answer, ApiError> {
    let (found, bits) = state.visible_channel(channel)?;
    if found.archived {
        return Err(ApiError::thread_archived());
    }
    let stored = state.messages.live(channel, message).filter(|stored| !stored.ephemeral).ok_or_else(ApiError::unknown_message)?;
    if stored.author != state.bot {
        return Err(ApiError::not_the_author());
    }
    let mut draft = Draft::read(&call.json()?, false)?;
    count_old_edit(state, (channel, message), old_edits)?;
    if bits & EMBED_LINKS == 0 && draft.embeds.is_some() {
        draft.embeds = Some(Vec::new());
    }
    edit(state, message, draft)?;
    state.messages.get(message).map(|stored| Answer::ok(&fetched(stored, false))).ok_or_else(ApiError::internal)
}

/// Messages older than an hour take few edits.
fn count_old_edit(state: &mut State, (channel, message): (u64, u64), rate: Rate) -> Result<(), ApiError> {
    let now = state.now_ms();
    if now.saturating_sub(created_ms(message)) <= HOUR_MS {
        return Ok(());
    }
    let window = u64::try_from(rate.window.as_millis()).unwrap_or(u64::MAX);
    let edits = state.old_edits.entry(channel).or_default();
    edits.retain(|at| now.saturating_sub(*at) < window);
    if edits.len() >= rate.limit as usize {
        return Err(ApiError::too_many_old_edits());
    }
    edits.push(now);
    Ok(())
}

fn delete(state: &mut State, channel: u64, message: u64) -> Result<Answer, ApiError> {
    let (found, bits) = state.visible_channel(channel)?;
    if found.archived {
        return Err(ApiError::thread_archived());
    }
    let stored = state.messages.live(channel, message).filter(|stored| !stored.ephemeral).ok_or_else(ApiError::unknown_message)?;
    if stored.author != state.bot && bits & MANAGE_MESSAGES == 0 {
        return Err(ApiError::missing_permissions());
    }
    state.delete_message(message);
    Ok(Answer::empty())
}

fn crosspost(state: &mut State, channel: u64, message: u64) -> Result<Answer, ApiError> {
    let (found, bits) = state.visible_channel(channel)?;
    if found.kind != ChannelKind::News {
        return Err(ApiError::wrong_channel_type());
    }
    if bits & SEND_MESSAGES == 0 {
        return Err(ApiError::missing_permissions());
    }
    let stored = state.messages.live(channel, message).ok_or_else(ApiError::unknown_message)?;
    let mut body = stored.value();
    let flags = body["flags"].as_u64().unwrap_or(0);
    if flags & CROSSPOSTED != 0 {
        return Err(ApiError::already_crossposted());
    }
    body["flags"] = (flags | CROSSPOSTED).into();
    if let Some(stored) = state.messages.get_mut(message) {
        stored.raw = body.to_string().into();
    }
    state.published.push(message);
    Ok(Answer::ok(&body))
}

fn start_thread(state: &mut State, call: &Call, channel: u64, message: u64) -> Result<Answer, ApiError> {
    let (_, bits) = state.visible_channel(channel)?;
    let stored = state.messages.live(channel, message).ok_or_else(ApiError::unknown_message)?;
    let mut body = stored.value();
    let flags = body["flags"].as_u64().unwrap_or(0);
    if flags & HAS_THREAD != 0 {
        return Err(ApiError::thread_exists());
    }
    let thread = channels::start_thread(state, channel, bits, &call.json()?)?;
    body["flags"] = (flags | HAS_THREAD).into();
    if let Some(stored) = state.messages.get_mut(message) {
        stored.raw = body.to_string().into();
    }
    Ok(Answer::created(&render::channel(state, state.channel(thread)?)))
}
