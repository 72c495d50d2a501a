//! Channels and threads.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Answer, Call, thread_name};
use super::forums;
use crate::discord::error::ApiError;
use crate::discord::inner::Inner;
use crate::discord::permission::{CREATE_PUBLIC_THREADS, MANAGE_CHANNELS, MANAGE_THREADS, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS};
use crate::discord::render;
use crate::discord::state::{ChannelKind, NewChannel, State, now_ms};

pub(super) fn route(inner: &Arc<Inner>, call: &Call, channel: u64, rest: &[&str]) -> Result<Answer, ApiError> {
    let mut state = inner.state();
    let (found, bits) = state.visible_channel(channel)?;
    let thread = found.kind.is_thread();
    match (&call.method, rest) {
        (&Method::GET, []) => Ok(Answer::ok(&render::channel(&state, found))),
        (&Method::PATCH, []) => {
            let body = call.json()?;
            if thread {
                patch_thread(&mut state, channel, bits, &body)?
            } else {
                patch_channel(&mut state, channel, bits, &body)?
            }
            Ok(Answer::ok(&render::channel(&state, state.channel(channel)?)))
        }
        (&Method::DELETE, []) => {
            if bits & if thread { MANAGE_THREADS } else { MANAGE_CHANNELS } == 0 {
                return Err(ApiError::missing_permissions());
            }
            let body = render::channel(&state, found);
            state.delete_channel(channel);
            Ok(Answer::ok(&body))
        }
        (&Method::GET, ["threads", "archived", "public"]) => forums::archived(&state, call, channel),
        (&Method::POST, ["typing"]) if found.kind.is_forum() => Err(ApiError::wrong_channel_type()),
        (&Method::POST, ["typing"]) => {
            if bits & if thread { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES } == 0 {
                return Err(ApiError::missing_permissions());
            }
            Ok(Answer::empty())
        }
        (&Method::POST, ["threads"]) => {
            let body = call.json()?;
            if found.kind.is_forum() {
                return forums::post(&mut state, channel, bits, &body);
            }
            let thread = start_thread(&mut state, channel, bits, &body)?;
            Ok(Answer::created(&render::channel(&state, state.channel(thread)?)))
        }
        (&Method::PUT | &Method::DELETE, ["thread-members", "@me"]) if thread => {
            if state.channel(channel)?.archived {
                Err(ApiError::thread_archived())
            } else {
                Ok(Answer::empty())
            }
        }
        (&Method::GET, ["thread-members", "@me"]) if thread => Ok(Answer::ok(
            &json!({ "id": channel.to_string(), "user_id": state.bot.to_string(), "join_timestamp": crate::discord::state::timestamp(now_ms()), "flags": 0 }),
        )),
        (_, []) => Err(ApiError::method_not_allowed()),
        _ => Err(ApiError::no_route()),
    }
}

fn patch_channel(state: &mut State, channel: u64, bits: u64, body: &Value) -> Result<(), ApiError> {
    if bits & MANAGE_CHANNELS == 0 {
        return Err(ApiError::missing_permissions());
    }
    if let Some(channel) = state.channels.get_mut(&channel) {
        if let Some(name) = body["name"].as_str() {
            channel.name = name.to_owned();
        }
        if let Some(nsfw) = body["nsfw"].as_bool() {
            channel.nsfw = nsfw;
        }
    }
    state.tell_channel("CHANNEL_UPDATE", channel);
    Ok(())
}

/// Waking a thread needs the right to send in it; locking, and waking a locked one, the right to manage threads.
fn patch_thread(state: &mut State, channel: u64, bits: u64, body: &Value) -> Result<(), ApiError> {
    let (manages, now) = (bits & MANAGE_THREADS != 0, state.now_ms());
    let thread = state.channels.get_mut(&channel).ok_or_else(ApiError::unknown_channel)?;
    let (archived, locked) = (body["archived"].as_bool(), body["locked"].as_bool());
    let wakes_only = archived == Some(false) && locked.is_none_or(|locked| locked == thread.locked);
    let wakes = wakes_only && !thread.locked && bits & SEND_MESSAGES_IN_THREADS != 0;
    if !manages && !wakes {
        return Err(ApiError::missing_permissions());
    }
    if thread.archived && archived != Some(false) {
        return Err(ApiError::thread_archived());
    }
    if let Some(archived) = archived {
        thread.archived = archived;
        thread.archived_ms = now;
    }
    if let Some(locked) = locked {
        thread.locked = locked;
    }
    if let Some(name) = body["name"].as_str() {
        thread.name = name.to_owned();
    }
    state.tell_channel("THREAD_UPDATE", channel);
    Ok(())
}

/// Starts a thread in a text or announcement channel.
pub(super) fn start_thread(state: &mut State, parent: u64, bits: u64, body: &Value) -> Result<u64, ApiError> {
    let found = state.channel(parent)?;
    let (kind, needed) = match found.kind {
        ChannelKind::Text => (ChannelKind::Thread, CREATE_PUBLIC_THREADS),
        ChannelKind::News => (ChannelKind::NewsThread, CREATE_PUBLIC_THREADS),
        _ => return Err(ApiError::wrong_channel_type()),
    };
    if bits & needed == 0 {
        return Err(ApiError::missing_permissions());
    }
    let name = thread_name(body)?;
    let new = NewChannel { guild: found.guild, parent: Some(parent), name, kind, owner: state.bot };
    let thread = state.make_channel(new);
    state.tell_channel("THREAD_CREATE", thread);
    Ok(thread)
}
