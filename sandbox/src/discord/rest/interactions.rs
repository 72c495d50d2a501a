//! Answers to interactions: the callback, the original answer, follow-ups.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Answer, Call, id};
use super::compose::{Origin, create, edit};
use crate::discord::error::{ApiError, Form};
use crate::discord::inner::Inner;
use crate::discord::interactions::{Ack, Interaction, TOKEN_LIFE};
use crate::discord::payload::{Draft, EPHEMERAL};
use crate::discord::render;
use crate::discord::state::State;

/// Flag of a deferred answer that still shows "thinking".
const LOADING: u64 = 1 << 7;

pub(super) fn route(inner: &Arc<Inner>, call: &Call, segments: &[&str]) -> Result<Answer, ApiError> {
    let mut state = inner.state();
    match (&call.method, segments) {
        (&Method::POST, ["interactions", interaction, token, "callback"]) => callback(inner, &mut state, call, id(interaction)?, token),
        (&Method::POST, ["webhooks", application, token]) => {
            let interaction = answered(&state, call, application, token)?;
            follow_up(&mut state, &interaction, &call.json()?)
        }
        (method, ["webhooks", application, token, "messages", message]) => {
            let interaction = answered(&state, call, application, token)?;
            let target = if *message == "@original" { interaction.original } else { Some(id(message)?) };
            let own = |message: &u64| interaction.original == Some(*message) || interaction.followups.contains(message);
            let target = target.filter(own).ok_or_else(ApiError::unknown_message)?;
            of_message(&mut state, method, call, &interaction, target)
        }
        _ => Err(ApiError::no_route()),
    }
}

fn of_message(state: &mut State, method: &Method, call: &Call, interaction: &Interaction, message: u64) -> Result<Answer, ApiError> {
    let shown = |state: &State| {
        let stored = state.messages.get(message).filter(|stored| !stored.deleted).ok_or_else(ApiError::unknown_message)?;
        Ok(Answer::ok(&stored.value()))
    };
    match *method {
        Method::GET => shown(state),
        Method::PATCH => {
            let mut draft = Draft::read(&call.json()?, false)?;
            let files: Vec<u64> = call.files.iter().map(|(name, bytes)| state.keep_file(name, bytes.clone())).collect();
            if !files.is_empty() {
                draft.attachments = Some(files.into_iter().filter_map(|id| state.files.render(id)).collect());
            }
            edit(state, message, draft)?;
            settle(state, interaction, message);
            shown(state)
        }
        Method::DELETE => {
            if state.messages.get(message).is_none_or(|stored| stored.deleted) {
                return Err(ApiError::unknown_message());
            }
            state.delete_message(message);
            if let Some(stored) = state.interactions.get_mut(&interaction.token).filter(|_| interaction.original == Some(message)) {
                stored.original_deleted = true;
                stored.pending = false;
            }
            Ok(Answer::empty())
        }
        _ => Err(ApiError::method_not_allowed()),
    }
}

/// "Thinking" ends when the original is edited.
fn settle(state: &mut State, interaction: &Interaction, message: u64) {
    if interaction.original == Some(message)
        && let Some(stored) = state.interactions.get_mut(&interaction.token)
    {
        stored.pending = false;
    }
}

/// The interaction behind a webhook token, once it has been answered.
fn answered(state: &State, call: &Call, application: &str, token: &str) -> Result<Interaction, ApiError> {
    let interaction = state.interactions.get(token).filter(|_| application == state.application.to_string());
    let interaction = interaction.filter(|interaction| interaction.ack.is_some()).ok_or_else(ApiError::unknown_webhook)?;
    if call.at.saturating_duration_since(interaction.at) > TOKEN_LIFE {
        return Err(ApiError::invalid_webhook_token());
    }
    Ok(interaction.clone())
}

fn follow_up(state: &mut State, interaction: &Interaction, body: &Value) -> Result<Answer, ApiError> {
    let draft = Draft::read(body, true)?;
    // The first follow-up of a deferred answer takes its place, and its visibility was fixed at the deferral.
    let thinking = interaction.pending && interaction.ack.as_ref().is_some_and(|ack| ack.kind == 5);
    let message = match interaction.original.filter(|_| thinking) {
        Some(original) => {
            edit(state, original, draft)?;
            settle(state, interaction, original);
            original
        }
        None => {
            let metadata = metadata(state, interaction);
            let message = create(state, interaction.channel, &draft, Origin { interaction: Some(metadata), ..Origin::default() })?;
            if let Some(stored) = state.interactions.get_mut(&interaction.token) {
                stored.followups.push(message);
            }
            message
        }
    };
    state.messages.get(message).map(|stored| Answer::ok(&stored.value())).ok_or_else(ApiError::internal)
}

fn metadata(state: &State, interaction: &Interaction) -> Value {
    let user = state.accounts.get(&interaction.user.id).map_or(Value::Null, render::user);
    let owners = json!({ "0": interaction.guild.to_string() });
    let mut body =
        json!({ "id": interaction.id.to_string(), "type": interaction.kind, "user": user, "authorizing_integration_owners": owners });
    match interaction.kind {
        2 => body["name"] = interaction.name.as_str().into(),
        3 => body["interacted_message_id"] = interaction.source.unwrap_or(0).to_string().into(),
        _ => {
            // A modal was opened by a command or a component; the sandbox names the command form.
            body["triggering_interaction_metadata"] =
                json!({ "id": interaction.id.to_string(), "type": 2, "user": body["user"], "authorizing_integration_owners": owners });
        }
    }
    body
}

fn callback(inner: &Inner, state: &mut State, call: &Call, id: u64, token: &str) -> Result<Answer, ApiError> {
    let interaction = state.interactions.get(token).filter(|found| found.id == id).cloned().ok_or_else(ApiError::unknown_interaction)?;
    if interaction.ack.is_some() {
        state.interactions.double += 1;
        return Err(ApiError::already_acknowledged());
    }
    let after = call.at.saturating_duration_since(interaction.at);
    if after > inner.options.interaction_deadline {
        state.interactions.late += 1;
        return Err(ApiError::unknown_interaction());
    }
    let body = call.json()?;
    let (kind, data) = (body["type"].as_u64().unwrap_or(0), &body["data"]);
    let mut answer = interaction.clone();
    let mut ephemeral = data["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
    let component = interaction.kind == 3 || (interaction.kind == 5 && interaction.source.is_some());
    match kind {
        4 if interaction.kind != 4 => {
            let draft = Draft::read(data, true)?;
            let origin = Origin { interaction: Some(metadata(state, &interaction)), ..Origin::default() };
            answer.original = Some(create(state, interaction.channel, &draft, origin)?);
        }
        5 if interaction.kind != 4 => {
            let flags = LOADING | if ephemeral { EPHEMERAL } else { 0 };
            let origin = Origin { interaction: Some(metadata(state, &interaction)), flags, may_be_empty: true, ..Origin::default() };
            answer.original = Some(create(state, interaction.channel, &Draft::default(), origin)?);
            answer.pending = true;
        }
        6 if component => {
            answer.original = interaction.source;
            answer.pending = true;
        }
        7 if component => {
            let source = interaction.source.ok_or_else(ApiError::unknown_message)?;
            edit(state, source, Draft::read(data, true)?)?;
            answer.original = Some(source);
        }
        8 if interaction.kind == 4 => answer.choices = choices(data)?,
        9 if interaction.kind == 2 || interaction.kind == 3 => {
            modal(data)?;
            answer.modal = Some(data.clone());
        }
        _ => {
            let mut form = Form::default();
            form.choices("type", "the callback types that fit this interaction");
            form.finish()?;
        }
    }
    if let Some(shown) = answer.original.and_then(|message| state.messages.get(message)) {
        ephemeral |= shown.ephemeral;
    }
    answer.ack = Some(Ack { kind, after, ephemeral });
    let original = answer.original;
    if let Some(stored) = state.interactions.get_mut(token) {
        *stored = answer;
    }
    if call.parameter("with_response") != Some("true") {
        return Ok(Answer::empty());
    }
    let message = original.and_then(|message| state.messages.get(message)).map(|stored| stored.value());
    let mut response = json!({ "interaction": { "id": id.to_string(), "type": interaction.kind, "channel_id": interaction.channel.to_string(),
        "guild_id": interaction.guild.to_string(), "response_message_loading": kind == 5, "response_message_ephemeral": ephemeral } });
    if let Some(message) = message {
        response["interaction"]["response_message_id"] = message["id"].clone();
        response["resource"] = json!({ "type": kind, "message": message });
    }
    Ok(Answer::ok(&response))
}

fn choices(data: &Value) -> Result<Vec<Value>, ApiError> {
    let mut form = Form::default();
    let list = data["choices"].as_array().cloned().unwrap_or_default();
    if list.len() > 25 {
        form.too_long("data.choices", 25);
    }
    for (index, choice) in list.iter().enumerate() {
        let length = choice["name"].as_str().map_or(0, |name| name.chars().count());
        if !(1..=100).contains(&length) {
            form.bad_length(&format!("data.choices.{index}.name"), 1, 100);
        }
        if choice["value"].as_str().is_some_and(|value| value.chars().count() > 100) {
            form.too_long(&format!("data.choices.{index}.value"), 100);
        }
        if choice["value"].is_null() {
            form.required(&format!("data.choices.{index}.value"));
        }
    }
    form.finish()?;
    Ok(list)
}

fn modal(data: &Value) -> Result<(), ApiError> {
    let mut form = Form::default();
    for (name, most) in [("title", 45), ("custom_id", 100)] {
        let length = data[name].as_str().map_or(0, |text| text.chars().count());
        if !(1..=most).contains(&length) {
            form.bad_length(&format!("data.{name}"), 1, most);
        }
    }
    let rows = data["components"].as_array().map_or(0, Vec::len);
    if !(1..=5).contains(&rows) {
        form.bad_length("data.components", 1, 5);
    }
    form.finish()
}
