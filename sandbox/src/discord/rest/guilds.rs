//! What the bot may ask about a guild.

use std::sync::Arc;

use axum::http::Method;
use serde_json::{Value, json};

use super::call::{Answer, Call, id};
use crate::discord::error::ApiError;
use crate::discord::inner::Inner;
use crate::discord::permission::VIEW_CHANNEL;
use crate::discord::render;

pub(super) fn route(inner: &Arc<Inner>, call: &Call, guild: u64, rest: &[&str]) -> Result<Answer, ApiError> {
    if call.method != Method::GET {
        return Err(ApiError::method_not_allowed());
    }
    let state = inner.state();
    let guild = state.guild(guild)?;
    match rest {
        [] => {
            let mut body = render::guild(guild);
            if call.parameter("with_counts") == Some("true") {
                body["approximate_member_count"] = guild.members.len().into();
                body["approximate_presence_count"] = guild.members.len().into();
            }
            Ok(Answer::ok(&body))
        }
        ["channels"] => {
            let own = state.channels.values().filter(|channel| channel.guild == guild.id && !channel.kind.is_thread());
            Ok(Answer::ok(&own.map(|channel| render::channel(&state, channel)).collect::<Vec<_>>().into()))
        }
        ["roles"] => Ok(Answer::ok(&guild.roles.iter().map(|role| render::role(guild, role)).collect::<Vec<_>>().into())),
        ["roles", role] => {
            let role = id(role)?;
            let role = guild.roles.iter().find(|other| other.id == role).ok_or_else(ApiError::unknown_role)?;
            Ok(Answer::ok(&render::role(guild, role)))
        }
        ["members", member] => {
            let member = id(member)?;
            if guild.members.contains_key(&member) {
                Ok(Answer::ok(&render::member(&state, guild, member)))
            } else if state.accounts.contains_key(&member) {
                Err(ApiError::unknown_member())
            } else {
                Err(ApiError::unknown_user())
            }
        }
        ["threads", "active"] => {
            let threads: Vec<Value> = state
                .channels
                .values()
                .filter(|channel| channel.guild == guild.id && channel.kind.is_thread() && !channel.archived)
                .filter(|channel| state.permissions(channel.id, state.bot) & VIEW_CHANNEL != 0)
                .map(|channel| render::channel(&state, channel))
                .collect();
            Ok(Answer::ok(&json!({ "threads": threads, "members": [], "has_more": false })))
        }
        _ => Err(ApiError::no_route()),
    }
}
