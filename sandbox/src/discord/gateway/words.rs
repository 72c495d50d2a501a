//! What the gateway says: the first events of a session, its reasons for closing.

use axum::body::Bytes;
use flate2::{Compression, write::ZlibEncoder};
use serde_json::{Value, json};
use std::io::Write;

use super::sessions::GUILDS;
use crate::discord::render;
use crate::discord::state::State;

/// Why it closes with this code.
pub(super) fn reason(code: u16) -> &'static str {
    match code {
        4001 => "Unknown opcode.",
        4002 => "Error while decoding payload.",
        4003 => "Not authenticated.",
        4004 => "Authentication failed.",
        4005 => "Already authenticated.",
        4007 => "Invalid seq.",
        4008 => "Rate limited.",
        4009 => "Session timed out.",
        4010 => "Invalid shard.",
        4011 => "Sharding required.",
        4012 => "Invalid API version.",
        4013 => "Invalid intent(s).",
        4014 => "Disallowed intent(s).",
        _ => "",
    }
}

/// The number of the shard that identifies or resumes.
pub(super) fn shard_of(state: &State, data: &Value) -> u64 {
    let resumed = data["session_id"].as_str().and_then(|id| state.sessions.all.get(id)).map(|session| session.shard.0);
    resumed.or_else(|| data["shard"][0].as_u64()).unwrap_or(0)
}

/// READY, then one GUILD_CREATE for each guild of the shard if the session has the GUILDS intent.
pub(super) fn greet(state: &mut State, id: &str, intents: u64, shard: (u64, u64), url: &str) {
    let mine = |guild: &u64| (guild >> 22) % shard.1.max(1) == shard.0;
    let guilds: Vec<u64> =
        state.guilds.values().filter(|guild| guild.members.contains_key(&state.bot)).map(|guild| guild.id).filter(mine).collect();
    let unavailable: Vec<Value> = guilds.iter().map(|guild| json!({ "id": guild.to_string(), "unavailable": true })).collect();
    let user = state.accounts.get(&state.bot).map_or(Value::Null, render::current_user);
    let ready = json!({
        "v": 10, "user": user, "guilds": unavailable, "session_id": id, "resume_gateway_url": url, "shard": [shard.0, shard.1],
        "application": { "id": state.application.to_string(), "flags": 0 }, "private_channels": [], "presences": [], "relationships": [],
        "user_settings": {}, "_trace": [],
    });
    state.sessions.push(id, "READY", &ready.to_string());
    if intents & GUILDS == 0 {
        return;
    }
    for guild in guilds {
        let Some(guild) = state.guilds.get(&guild).filter(|guild| !guild.unavailable) else { continue };
        let body = render::guild_create(state, guild).to_string();
        state.sessions.push(id, "GUILD_CREATE", &body);
    }
}

/// Packed as Discord packs.
pub(super) fn deflate(text: &str) -> Option<Bytes> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
