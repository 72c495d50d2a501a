//! Messages of channels: create with nonce, history, edit, delete, cross-post, threads from a message.

use std::sync::Arc;
use std::time::Instant;

use axum::http::Method;
use serde_json::{Value, json};

use super::{Answer, Call, id};
use crate::discord::error::{ApiError, Form};
use crate::discord::gateway::sessions::{DIRECT_MESSAGES, GUILD_MESSAGES};
use crate::discord::payload::{Draft, EPHEMERAL};
use crate::discord::permission::{
    EMBED_LINKS, MANAGE_MESSAGES, MANAGE_THREADS, MENTION_EVERYONE, READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS,
};
use crate::discord::server::Inner;
use crate::discord::state::{ChannelKind, State, now_ms, timestamp};
use crate::discord::store::{Nonce, Stored};
use crate::discord::{render, rest::channels};

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
        (&Method::PATCH, [message]) => patch(&mut state, call, channel, id(message)?),
        (&Method::DELETE, [message]) => delete(&mut state, channel, id(message)?),
        (&Method::POST, [message, "crosspost"]) => crosspost(&mut state, channel, id(message)?),
        (&Method::POST, [message, "threads"]) => start_thread(&mut state, call, channel, id(message)?),
        (_, [] | [_]) => Err(ApiError::method_not_allowed()),
        _ => Err(ApiError::no_route()),
    }
}

/// Where a message comes from besides a plain request of the bot.
#[derive(Debug, Default)]
pub(crate) struct Origin {
    pub nonce: Option<Nonce>,
    /// The object `interaction_metadata`, when it answers an interaction.
    pub interaction: Option<Value>,
    /// Flag bits that are set besides those of the request.
    pub flags: u64,
    /// What the message replies to.
    pub reference: Option<Value>,
    /// A deferred answer shows "thinking" and may be empty.
    pub may_be_empty: bool,
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
    if found.kind == ChannelKind::Forum {
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
    if let Some(thread) = state.channels.get_mut(&channel).filter(|thread| thread.archived) {
        thread.archived = false;
        thread.archived_ms = now_ms();
        state.tell_channel("THREAD_UPDATE", channel);
    }
}

/// Keeps a message of the bot and tells the gateway.
pub(crate) fn create(state: &mut State, channel: u64, draft: &Draft, origin: Origin) -> Result<u64, ApiError> {
    if draft.is_empty() && !origin.may_be_empty {
        return Err(ApiError::empty_message());
    }
    let id = state.snowflake();
    let flags = draft.flags.unwrap_or(0) | origin.flags;
    let guild = state.channel(channel)?.guild;
    let author = state.accounts.get(&state.bot).map_or(Value::Null, render::user);
    let kind = if origin.interaction.is_some() {
        20
    } else if origin.reference.is_some() {
        19
    } else {
        0
    };
    let mut body = json!({
        "id": id.to_string(), "channel_id": channel.to_string(), "type": kind, "author": author,
        "timestamp": timestamp(state.now_ms()), "edited_timestamp": null, "tts": false, "pinned": false, "attachments": [], "flags": flags,
    });
    if let Some(interaction) = origin.interaction {
        body["application_id"] = state.application.to_string().into();
        body["interaction_metadata"] = interaction;
    }
    if let Some(reference) = origin.reference {
        body["message_reference"] =
            json!({ "type": 0, "channel_id": channel.to_string(), "message_id": reference["message_id"], "guild_id": guild.to_string() });
    }
    show(state, guild, &mut body, draft);
    let stored = Stored {
        id,
        channel,
        author: state.bot,
        nonce: origin.nonce,
        subject: subject(&body),
        raw: body.to_string().into(),
        allowed_mentions: draft.allowed_mentions.as_ref().map(|mentions| mentions.to_string().into()),
        ephemeral: flags & EPHEMERAL != 0,
        edited: false,
        deleted: false,
        at: Instant::now(),
    };
    let ephemeral = stored.ephemeral;
    let nonce = stored.nonce.as_ref().map(Nonce::value);
    state.messages.add(stored);
    if !ephemeral {
        if let Some(channel) = state.channels.get_mut(&channel) {
            channel.last_message = Some(id);
            channel.message_count += 1;
        }
        if let Some(nonce) = nonce {
            body["nonce"] = nonce;
        }
        tell(state, "MESSAGE_CREATE", guild, body);
    }
    Ok(id)
}

/// Puts the visible parts into the object, with the mentions that they cause.
fn show(state: &State, guild: u64, body: &mut Value, draft: &Draft) {
    body["content"] = draft.content.clone().unwrap_or_default().into();
    body["embeds"] = draft.embeds.clone().unwrap_or_default().into();
    body["components"] = draft.components.clone().unwrap_or_else(|| json!([]));
    let bits = state.guild_permissions(guild, state.bot);
    let content = draft.content.as_deref().unwrap_or("");
    let allowed = draft.allowed_mentions.as_ref();
    let parses = |kind: &str| allowed.is_none_or(|allowed| allowed["parse"].as_array().into_iter().flatten().any(|one| one == kind));
    let listed = |list: &str, id: u64| {
        allowed.is_some_and(|allowed| {
            allowed[list]
                .as_array()
                .into_iter()
                .flatten()
                .any(|one| one.as_u64() == Some(id) || one.as_str() == Some(id.to_string().as_str()))
        })
    };
    let roles: Vec<Value> = state
        .guilds
        .get(&guild)
        .into_iter()
        .flat_map(|guild| &guild.roles)
        .filter(|role| content.contains(&format!("<@&{}>", role.id)))
        .filter(|role| parses("roles") || listed("roles", role.id))
        .filter(|role| role.mentionable || bits & MENTION_EVERYONE != 0)
        .map(|role| render::id(role.id))
        .collect();
    let users: Vec<Value> = state
        .accounts
        .values()
        .filter(|account| content.contains(&format!("<@{}>", account.id)))
        .filter(|account| parses("users") || listed("users", account.id))
        .map(render::user)
        .collect();
    let everyone = (content.contains("@everyone") || content.contains("@here")) && parses("everyone") && bits & MENTION_EVERYONE != 0;
    body["mentions"] = users.into();
    body["mention_roles"] = roles.into();
    body["mention_everyone"] = everyone.into();
}

/// What a reader would take for the same post again.
fn subject(body: &Value) -> Box<str> {
    body["embeds"][0]["url"].as_str().or_else(|| body["content"].as_str()).unwrap_or("").into()
}

/// The nonce comes with the answer to the creation only: the history does not repeat it, as far as is known.
fn fetched(stored: &Stored, with_nonce: bool) -> Value {
    let mut body = stored.value();
    if let Some(nonce) = stored.nonce.as_ref().filter(|_| with_nonce) {
        body["nonce"] = nonce.value();
    }
    body
}

fn tell(state: &mut State, event: &str, guild: u64, mut body: Value) {
    if guild != 0 {
        body["guild_id"] = guild.to_string().into();
    }
    let intent = if guild == 0 { DIRECT_MESSAGES } else { GUILD_MESSAGES };
    state.sessions.dispatch(event, &body, guild, intent);
}

fn history(state: &State, call: &Call, channel: u64) -> Result<Answer, ApiError> {
    let (found, bits) = state.visible_channel(channel)?;
    if found.kind == ChannelKind::Forum {
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
    let ids = state.messages.page(channel, limit, call.number("before")?, call.number("after")?, call.number("around")?);
    let page: Vec<Value> = ids.iter().filter_map(|id| state.messages.get(*id)).map(|stored| fetched(stored, false)).collect();
    Ok(Answer::ok(&page.into()))
}

fn patch(state: &mut State, call: &Call, channel: u64, message: u64) -> Result<Answer, ApiError> {
    let (found, bits) = state.visible_channel(channel)?;
    if found.archived {
        return Err(ApiError::thread_archived());
    }
    let stored = state.messages.live(channel, message).filter(|stored| !stored.ephemeral).ok_or_else(ApiError::unknown_message)?;
    if stored.author != state.bot {
        return Err(ApiError::not_the_author());
    }
    let mut draft = Draft::read(&call.json()?, false)?;
    if bits & EMBED_LINKS == 0 && draft.embeds.is_some() {
        draft.embeds = Some(Vec::new());
    }
    edit(state, message, draft)?;
    state.messages.get(message).map(|stored| Answer::ok(&fetched(stored, false))).ok_or_else(ApiError::internal)
}

/// Changes what the draft names and leaves the rest.
pub(crate) fn edit(state: &mut State, message: u64, draft: Draft) -> Result<(), ApiError> {
    let stored = state.messages.get(message).filter(|stored| !stored.deleted).ok_or_else(ApiError::unknown_message)?;
    let mut body = stored.value();
    let (channel, ephemeral) = (stored.channel, stored.ephemeral);
    let old_flags = body["flags"].as_u64().unwrap_or(0);
    let mut whole = draft;
    whole.content = whole.content.or_else(|| body["content"].as_str().map(str::to_owned));
    whole.embeds = whole.embeds.or_else(|| body["embeds"].as_array().cloned());
    whole.components = whole.components.or_else(|| Some(body["components"].clone()));
    if whole.is_empty() {
        return Err(ApiError::empty_message());
    }
    let guild = state.channel(channel)?.guild;
    show(state, guild, &mut body, &whole);
    body["edited_timestamp"] = timestamp(state.now_ms()).into();
    // "Loading" ends with the first edit; ephemeral stays what it was.
    body["flags"] = ((old_flags & !(1 << 7)) | (whole.flags.unwrap_or(0) & !EPHEMERAL)).into();
    if let Some(stored) = state.messages.get_mut(message) {
        stored.subject = subject(&body);
        stored.raw = body.to_string().into();
        stored.edited = true;
        if let Some(mentions) = &whole.allowed_mentions {
            stored.allowed_mentions = Some(mentions.to_string().into());
        }
    }
    if !ephemeral {
        tell(state, "MESSAGE_UPDATE", guild, body);
    }
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
