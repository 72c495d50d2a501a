//! Gateway addresses, the bot's own account and application, direct message channels.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Answer, Call, id};
use crate::discord::error::{ApiError, Form};
use crate::discord::inner::Inner;
use crate::discord::render;
use crate::discord::state::{ChannelKind, NewChannel, State};

pub(super) fn route(inner: &Arc<Inner>, call: &Call, segments: &[&str]) -> Result<Answer, ApiError> {
    let mut state = inner.state();
    match (&call.method, segments) {
        (&Method::GET, ["gateway"]) => Ok(Answer::ok(&json!({ "url": inner.gateway_url() }))),
        (&Method::GET, ["gateway", "bot"]) => {
            let remaining = state.sessions.remaining.unwrap_or_else(|| 1000_u64.saturating_sub(state.sessions.asked));
            let limits = json!({ "total": 1000, "remaining": remaining, "reset_after": 86_400_000_u64, "max_concurrency": state.sessions.shards.concurrency });
            Ok(Answer::ok(
                &json!({ "url": inner.gateway_url(), "shards": state.sessions.shards.recommended, "session_start_limit": limits }),
            ))
        }
        (&Method::GET, ["users", "@me"]) => Ok(Answer::ok(&state.accounts.get(&state.bot).map_or(Value::Null, render::current_user))),
        (&Method::GET, ["users", "@me", "guilds"]) => Ok(Answer::ok(&my_guilds(&state))),
        (&Method::DELETE, ["users", "@me", "guilds", guild]) => {
            let guild = id(guild)?;
            state.guild(guild)?;
            state.remove_bot(guild);
            Ok(Answer::empty())
        }
        (&Method::POST, ["users", "@me", "channels"]) => open_dm(&mut state, &call.json()?),
        (&Method::GET, ["users", user]) => {
            let account = state.accounts.get(&id(user)?).ok_or_else(ApiError::unknown_user)?;
            Ok(Answer::ok(&render::user(account)))
        }
        (&Method::GET, ["applications", "@me"] | ["oauth2", "applications", "@me"]) => Ok(Answer::ok(&render::application(&state))),
        (_, ["gateway"] | ["gateway", "bot"] | ["users", "@me"] | ["applications", "@me"]) => Err(ApiError::method_not_allowed()),
        _ => Err(ApiError::no_route()),
    }
}

fn my_guilds(state: &State) -> Value {
    let mine = state.guilds.values().filter(|guild| guild.members.contains_key(&state.bot));
    mine.map(|guild| {
        json!({
            "id": guild.id.to_string(), "name": guild.name, "icon": null, "banner": null, "owner": false, "features": [],
            "permissions": state.guild_permissions(guild.id, state.bot).to_string(),
        })
    })
    .collect::<Vec<_>>()
    .into()
}

fn open_dm(state: &mut State, body: &Value) -> Result<Answer, ApiError> {
    let recipient = body["recipient_id"].as_str().and_then(|text| text.parse().ok()).or_else(|| body["recipient_id"].as_u64());
    let Some(recipient) = recipient else {
        let mut form = Form::default();
        form.required("recipient_id");
        form.finish()?;
        return Err(ApiError::unknown_user());
    };
    if !state.accounts.contains_key(&recipient) {
        return Err(ApiError::unknown_user());
    }
    let known = state.channels.values().find(|channel| channel.recipient == Some(recipient)).map(|channel| channel.id);
    let channel = known
        .unwrap_or_else(|| state.make_channel(NewChannel { guild: 0, parent: None, name: "", kind: ChannelKind::Dm, owner: recipient }));
    if let Some(channel) = state.channels.get_mut(&channel) {
        channel.recipient = Some(recipient);
    }
    Ok(Answer::ok(&render::channel(state, state.channel(channel)?)))
}
