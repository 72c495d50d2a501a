//! Makes and changes messages of the bot, and tells the gateway.

use std::time::Instant;

use serde_json::{Value, json};

use crate::discord::error::ApiError;
use crate::discord::gateway::sessions::{DIRECT_MESSAGES, GUILD_MESSAGES};
use crate::discord::payload::{Draft, EPHEMERAL};
use crate::discord::permission::MENTION_EVERYONE;
use crate::discord::render;
use crate::discord::shown::shown;
use crate::discord::state::{State, timestamp};
use crate::discord::store::{Nonce, Stored};

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
        shown: shown(&body),
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
    if let Some(attachments) = &whole.attachments {
        body["attachments"] = attachments.clone().into();
    }
    show(state, guild, &mut body, &whole);
    body["edited_timestamp"] = timestamp(state.now_ms()).into();
    // "Loading" ends with the first edit; ephemeral stays what it was.
    body["flags"] = ((old_flags & !(1 << 7)) | (whole.flags.unwrap_or(0) & !EPHEMERAL)).into();
    if let Some(stored) = state.messages.get_mut(message) {
        stored.shown = shown(&body);
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

fn tell(state: &mut State, event: &str, guild: u64, mut body: Value) {
    if guild != 0 {
        body["guild_id"] = guild.to_string().into();
    }
    let intent = if guild == 0 { DIRECT_MESSAGES } else { GUILD_MESSAGES };
    state.sessions.dispatch(event, &body, guild, intent);
}
