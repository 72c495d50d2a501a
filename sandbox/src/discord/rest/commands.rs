//! Registration of application commands.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Answer, Call, id};
use crate::discord::commands::{self, Registration};
use crate::discord::error::{ApiError, Form};
use crate::discord::inner::Inner;
use crate::discord::state::State;

pub(super) fn route(inner: &Arc<Inner>, call: &Call, application: &str, rest: &[&str]) -> Result<Answer, ApiError> {
    let mut state = inner.state();
    if id(application)? != state.application {
        return Err(ApiError::missing_access());
    }
    let (guild, rest) = match rest {
        ["guilds", guild, rest @ ..] => {
            let guild = id(guild)?;
            state.guild(guild)?;
            (guild, rest)
        }
        rest => (0, rest),
    };
    match (&call.method, rest) {
        (&Method::GET, ["commands"]) => Ok(Answer::ok(&state.commands.list(guild).into())),
        (&Method::PUT, ["commands"]) => replace(&mut state, guild, &call.json()?),
        (&Method::POST, ["commands"]) => {
            let known = |name: &Value| state.commands.list(guild).iter().any(|command| command["name"] == *name);
            let body = call.json()?;
            let status = if known(&body["name"]) { 200 } else { 201 };
            let command = read(&mut state, &body, "", guild)?;
            let name = command["name"].clone();
            state.commands.put(guild, vec![command], false);
            let stored = state.commands.list(guild).into_iter().find(|command| command["name"] == name);
            Ok(Answer { status, ..Answer::ok(&stored.unwrap_or(Value::Null)) })
        }
        // No guild overrides a command's permissions here.
        (&Method::GET, ["commands", "permissions"]) => Ok(Answer::ok(&json!([]))),
        (&Method::GET, ["commands", command]) => state.commands.get(guild, command).map(Answer::ok).ok_or_else(ApiError::unknown_command),
        (&Method::PATCH, ["commands", command]) => {
            let mut body = state.commands.get(guild, command).cloned().ok_or_else(ApiError::unknown_command)?;
            crate::discord::render::merge(&mut body, call.json()?);
            let command = read(&mut state, &body, "", guild)?;
            state.commands.put(guild, vec![command.clone()], false);
            Ok(Answer::ok(&command))
        }
        (&Method::DELETE, ["commands", command]) => {
            if state.commands.delete(guild, command) {
                Ok(Answer::empty())
            } else {
                Err(ApiError::unknown_command())
            }
        }
        _ => Err(ApiError::no_route()),
    }
}

fn read(state: &mut State, body: &Value, path: &str, guild: u64) -> Result<Value, ApiError> {
    let given = Registration { id: state.snowflake(), version: state.snowflake(), application: state.application, guild };
    commands::read(body, path, given)
}

fn replace(state: &mut State, guild: u64, body: &Value) -> Result<Answer, ApiError> {
    let Some(list) = body.as_array() else { return Err(ApiError::invalid_json()) };
    let mut form = Form::default();
    // 100 chat commands (vendor page "Application Commands", section "Registering a command").
    if list.len() > 110 {
        form.add("", "APPLICATION_COMMANDS_MAX", "Maximum number of application commands reached (100)");
    }
    for (index, command) in list.iter().enumerate() {
        if list[..index].iter().any(|other| other["name"] == command["name"] && other["type"] == command["type"]) {
            form.add(&index.to_string(), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }
    }
    form.finish()?;
    let mut commands = Vec::new();
    for (index, command) in list.iter().enumerate() {
        commands.push(read(state, command, &index.to_string(), guild)?);
    }
    state.commands.put(guild, commands, true);
    Ok(Answer::ok(&state.commands.list(guild).into()))
}
