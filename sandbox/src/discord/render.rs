//! The vendor's JSON objects, with every field that its OpenAPI document requires.

use serde_json::{Value, json};

use super::permission;
use super::state::{Account, Channel, ChannelKind, Guild, Role, State, Tag, timestamp};

pub(crate) fn id(id: u64) -> Value {
    Value::from(id.to_string())
}

pub(crate) fn user(account: &Account) -> Value {
    json!({
        "id": account.id.to_string(), "username": account.name, "global_name": null, "avatar": null,
        "discriminator": if account.bot { "4242" } else { "0" }, "public_flags": 0, "flags": 0, "bot": account.bot,
        "banner": null, "accent_color": null, "avatar_decoration_data": null, "collectibles": null, "primary_guild": null,
    })
}

pub(crate) fn current_user(account: &Account) -> Value {
    let mut body = user(account);
    body["mfa_enabled"] = true.into();
    body["locale"] = "en-US".into();
    body["verified"] = true.into();
    body["premium_type"] = 0.into();
    body["email"] = Value::Null;
    body
}

pub(crate) fn role(guild: &Guild, role: &Role) -> Value {
    let position = guild.roles.iter().position(|other| other.id == role.id).unwrap_or(0);
    let mut body = json!({
        "id": role.id.to_string(), "name": role.name, "permissions": role.permissions.to_string(), "position": position,
        "color": 0, "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
        "hoist": false, "managed": role.managed_by.is_some(), "mentionable": role.mentionable, "icon": null, "unicode_emoji": null, "flags": 0,
    });
    if let Some(bot) = role.managed_by {
        body["tags"] = json!({ "bot_id": bot.to_string() });
    }
    body
}

pub(crate) fn member(state: &State, guild: &Guild, account: u64) -> Value {
    let mut body = member_without_user(guild, account);
    if let Some(until) = guild.time_out_ms.filter(|_| account == state.bot) {
        body["communication_disabled_until"] = timestamp(until).into();
    }
    body["user"] = state.accounts.get(&account).map_or(Value::Null, user);
    body
}

pub(crate) fn member_without_user(guild: &Guild, account: u64) -> Value {
    let roles: Vec<Value> = guild.members.get(&account).into_iter().flatten().map(|role| id(*role)).collect();
    json!({
        "avatar": null, "banner": null, "communication_disabled_until": null, "flags": 0, "joined_at": timestamp(guild.joined_ms),
        "nick": null, "pending": false, "premium_since": null, "roles": roles, "mute": false, "deaf": false,
    })
}

/// Flag of a forum whose posts need a tag.
const REQUIRE_TAG: u64 = 1 << 4;

fn tag(tag: &Tag) -> Value {
    json!({ "id": tag.id.to_string(), "name": tag.name, "moderated": tag.moderated, "emoji_id": null, "emoji_name": null })
}

pub(crate) fn channel(state: &State, channel: &Channel) -> Value {
    let last = channel.last_message.map_or(Value::Null, id);
    if channel.kind == ChannelKind::Dm {
        let recipients: Vec<Value> = channel.recipient.and_then(|other| state.accounts.get(&other)).map(user).into_iter().collect();
        return json!({ "id": channel.id.to_string(), "type": 1, "last_message_id": last, "flags": 0, "recipients": recipients });
    }
    let mut body = json!({
        "id": channel.id.to_string(), "type": channel.kind.number(), "last_message_id": last, "flags": if channel.requires_tag { REQUIRE_TAG } else { 0 },
        "guild_id": channel.guild.to_string(), "name": channel.name, "parent_id": channel.parent.map(|parent| parent.to_string()),
        "rate_limit_per_user": 0,
    });
    let more = if channel.kind.is_thread() {
        // No `nsfw` here: a thread inherits it and the field is not sent on the thread (vendor page "Threads").
        json!({
            "owner_id": channel.owner.to_string(), "message_count": channel.message_count, "member_count": 1,
            "total_message_sent": channel.message_count, "applied_tags": channel.applied.iter().map(|tag| id(*tag)).collect::<Vec<_>>(),
            "thread_metadata": {
                "archived": channel.archived, "archive_timestamp": timestamp(channel.archived_ms), "auto_archive_duration": 1440,
                "locked": channel.locked, "create_timestamp": timestamp(channel.created_ms),
            },
        })
    } else {
        let overwrites: Vec<Value> = channel
            .overwrites
            .iter()
            .map(|over| {
                json!({ "id": over.id.to_string(), "type": u8::from(over.member), "allow": over.allow.to_string(), "deny": over.deny.to_string() })
            })
            .collect();
        let mut more = json!({ "position": channel.position, "permission_overwrites": overwrites, "nsfw": channel.nsfw, "topic": null });
        if channel.kind.is_forum() {
            more["available_tags"] = channel.tags.iter().map(tag).collect();
            more["default_reaction_emoji"] = Value::Null;
            more["default_sort_order"] = Value::Null;
            more["default_forum_layout"] = 0.into();
        }
        if channel.kind == ChannelKind::Voice {
            more["bitrate"] = 64_000.into();
            more["user_limit"] = 0.into();
            more["rtc_region"] = Value::Null;
        }
        more
    };
    merge(&mut body, more);
    body
}

/// The guild as GET /guilds/{id} answers it.
pub(crate) fn guild(guild: &Guild) -> Value {
    let roles: Vec<Value> = guild.roles.iter().map(|one| role(guild, one)).collect();
    json!({
        "id": guild.id.to_string(), "name": guild.name, "icon": null, "description": null, "home_header": null, "splash": null,
        "discovery_splash": null, "features": [], "banner": null, "owner_id": guild.owner.to_string(), "application_id": null,
        "region": "us-west", "afk_channel_id": null, "afk_timeout": 300, "system_channel_id": null, "system_channel_flags": 0,
        "widget_enabled": false, "widget_channel_id": null, "verification_level": 0, "roles": roles,
        "default_message_notifications": 0, "mfa_level": 0, "explicit_content_filter": 0, "max_presences": null,
        "max_members": 500_000, "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": null,
        "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": guild.locale, "rules_channel_id": null,
        "safety_alerts_channel_id": null, "public_updates_channel_id": null, "premium_progress_bar_enabled": false,
        "nsfw": false, "nsfw_level": 0, "emojis": [], "stickers": [], "incidents_data": null,
    })
}

/// The guild as GUILD_CREATE sends it: with channels, threads that the bot sees, and the bot's own member.
pub(crate) fn guild_create(state: &State, one: &Guild) -> Value {
    let (mut channels, mut threads) = (Vec::new(), Vec::new());
    for channel in state.channels.values().filter(|channel| channel.guild == one.id) {
        let mut body = self::channel(state, channel);
        if !channel.kind.is_thread() {
            // The gateway leaves the guild's id out of the channels inside a guild.
            if let Some(fields) = body.as_object_mut() {
                fields.remove("guild_id");
            }
            channels.push(body);
        } else if !channel.archived && state.permissions(channel.id, state.bot) & permission::VIEW_CHANNEL != 0 {
            threads.push(body);
        }
    }
    let mut body = guild(one);
    merge(
        &mut body,
        json!({
            "joined_at": timestamp(one.joined_ms), "large": false, "unavailable": false, "member_count": one.members.len(),
            "voice_states": [], "members": [member(state, one, state.bot)], "channels": channels, "threads": threads,
            "presences": [], "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        }),
    );
    body
}

pub(crate) fn application(state: &State) -> Value {
    let bot = state.accounts.get(&state.bot);
    let owner = json!({
        "id": "1100000000000000900", "username": "sandbox-owner", "global_name": null, "avatar": null, "discriminator": "0",
        "public_flags": 0, "flags": 0, "primary_guild": null,
    });
    json!({
        "id": state.application.to_string(), "name": bot.map_or("", |bot| bot.name.as_str()), "icon": null, "description": "",
        "type": null, "bot": bot.map_or(Value::Null, user), "bot_public": true, "bot_require_code_grant": false, "rpc_origins": [],
        "verify_key": "0".repeat(64), "flags": 0, "flags_new": "0", "redirect_uris": [], "interactions_endpoint_url": null,
        "role_connections_verification_url": null, "owner": owner, "approximate_guild_count": state.guilds.len(),
        "approximate_user_install_count": 0, "approximate_user_authorization_count": 0, "explicit_content_filter": 0,
        "team": null, "eligible_oauth2_scopes": [], "tags": [], "integration_types_config": { "0": {} },
    })
}

/// Copies the fields of `more` into `body`.
pub(crate) fn merge(body: &mut Value, more: Value) {
    if let (Some(fields), Value::Object(more)) = (body.as_object_mut(), more) {
        fields.extend(more);
    }
}
