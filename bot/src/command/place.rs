//! Where a watch is to post: whether the channel can take messages, what the bot lacks there, and what the asker may do there.

use super::context::{Context, guild_of};
use super::error::Error;
use crate::discord::permission::{self, allows};
use crate::discord::picture::{Channel, Guild};
use crate::discord::places::Unknown;
use crate::text;
use domain::id::GuildId;
use serenity::all::{ChannelId, ChannelType, CommandInteraction, PartialChannel, Permissions, Role};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long Discord may take to tell of a server that the gateway did not tell of.
const PATIENCE: Duration = Duration::from_secs(10);

/// A channel that can take messages.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub channel: ChannelId,
    pub age_restricted: bool,
    /// What the bot may do there; None when Discord has not told (it will tell at the first message).
    bot: Option<u64>,
    /// What the asker may do there.
    asker: u64,
    guild: Arc<Guild>,
}

impl Place {
    /// Whether the asker may mention any role there.
    pub fn asker_mentions_all(&self) -> bool {
        allows(self.asker, permission::MENTION_EVERYONE)
    }
}

fn refused<T>(text: String) -> Result<T, Error> {
    Err(Error::Refused(text))
}

/// The wished channel, or the one where the command was used, when bot and user may use it.
pub(super) async fn find(ctx: Context<'_>, wished: Option<&PartialChannel>) -> Result<Place, Error> {
    let Some(channel) = wished.or(ctx.interaction.channel.as_ref()) else { return refused(text::place::elsewhere()) };
    let Some(kind) = Kind::of(channel.kind) else { return refused(text::place::wrong_kind(channel.id)) };
    let guild = guild(ctx, guild_of(ctx)?).await?;
    if let Some(until) = time_out(ctx, &guild) {
        return refused(text::place::in_time_out(until));
    }
    let base = base(ctx, &guild, channel, kind).await?;
    let here = channel.id == ctx.interaction.channel_id;
    let asker = asker(ctx.interaction, &guild, &base, channel, here);
    if !here && !asker.is_some_and(|bits| allows(bits, permission::VIEW_CHANNEL)) {
        return refused(text::place::hidden(channel.id));
    }
    let Some(asker) = asker else { return refused(text::place::not_ready()) };
    if ![kind.send(), permission::MANAGE_CHANNELS, permission::MANAGE_WEBHOOKS].iter().any(|way| allows(asker, *way)) {
        return refused(text::place::you_cannot_write(channel.id));
    }
    let told = ctx.interaction.app_permissions.filter(|_| here).map(|bits| bits.bits());
    let now_ms = ctx.framework.user_data.clock.now().timestamp_millis();
    let bot = told.or_else(|| guild.own_permissions(ctx.framework.bot_id.get(), &base, now_ms));
    let missing = missing(kind, bot);
    if !missing.is_empty() {
        return refused(text::place::missing(channel.id, &missing));
    }
    Ok(Place { channel: channel.id, age_restricted: base.nsfw, bot, asker, guild })
}

/// The server, from the picture or from Discord.
async fn guild(ctx: Context<'_>, id: GuildId) -> Result<Arc<Guild>, Error> {
    let stop = CancellationToken::new();
    match tokio::time::timeout(PATIENCE, ctx.framework.user_data.places.guild(id, &stop)).await {
        Ok(Ok(guild)) => Ok(guild),
        // Commands can be installed without the bot: Discord then sends them here, and shows nothing of the server.
        Ok(Err(Unknown::NotThere)) => refused(text::place::not_invited(ctx.interaction.application_id.get(), id.0)),
        Ok(Err(Unknown::Hidden | Unknown::Later(_))) | Err(_) => refused(text::place::not_ready()),
    }
}

/// Until when the bot is in time-out, in seconds since 1970.
fn time_out(ctx: Context<'_>, guild: &Guild) -> Option<i64> {
    let now_ms = ctx.framework.user_data.clock.now().timestamp_millis();
    let me = guild.me.as_ref().filter(|me| me.in_time_out(now_ms))?;
    Some(me.time_out_ms / 1000)
}

/// The channel whose permissions and age restriction count: a thread's are its parent's.
async fn base(ctx: Context<'_>, guild: &Guild, channel: &PartialChannel, kind: Kind) -> Result<Channel, Error> {
    let id = domain::id::ChannelId(channel.id.get());
    if let Some(known) = guild.channel(id) {
        return guild.base(known).cloned().map_or_else(|| refused(text::place::elsewhere()), Ok);
    }
    if kind != Kind::Thread {
        return refused(text::place::elsewhere());
    }
    // Not among the active threads that the bot sees: archived, or it is not in it.
    let stop = CancellationToken::new();
    let asked = tokio::time::timeout(PATIENCE, ctx.framework.user_data.places.channel(guild.id, id, &stop)).await;
    let parent = match asked {
        Ok(Ok(thread)) => Some(thread.parent),
        Ok(Err(Unknown::Hidden | Unknown::NotThere)) if channel.kind == ChannelType::PrivateThread => {
            return refused(text::place::not_in_thread(channel.id));
        }
        Ok(Err(Unknown::Hidden | Unknown::NotThere)) => return refused(text::place::elsewhere()),
        Ok(Err(Unknown::Later(_))) | Err(_) => channel.parent_id.map(|parent| parent.get()),
    };
    let parent = parent.and_then(|parent| guild.channel(domain::id::ChannelId(parent)));
    parent.cloned().map_or_else(|| refused(text::place::elsewhere()), Ok)
}

/// What the asker may do in the channel: Discord tells with the option, and of the channel where the command was used; else it is computed.
fn asker(interaction: &CommandInteraction, guild: &Guild, base: &Channel, channel: &PartialChannel, here: bool) -> Option<u64> {
    let member = interaction.member.as_ref();
    let told = channel.permissions.or_else(|| member.filter(|_| here).and_then(|member| member.permissions));
    told.map(|bits| bits.bits()).or_else(|| {
        let member = member?;
        let roles: Vec<u64> = member.roles.iter().map(|role| role.get()).collect();
        guild.permissions(member.user.id.get(), &roles, base)
    })
}

/// Whether this role may be pinged there, by the user who asks and by the bot.
pub(super) fn check_ping(place: &Place, role: &Role) -> Result<(), Error> {
    let asked = crate::discord::picture::Role {
        id: role.id.get(),
        permissions: role.permissions.bits(),
        mentionable: role.mentionable,
        managed: role.managed,
    };
    let known = place.guild.role(role.id.get()).copied().unwrap_or(asked);
    check_ping_of(known, place.guild.id, place.asker, place.bot, place.channel)
}

pub(super) fn check_ping_of(
    role: crate::discord::picture::Role,
    guild: GuildId,
    asker: u64,
    bot: Option<u64>,
    channel: ChannelId,
) -> Result<(), Error> {
    let id = serenity::all::RoleId::new(role.id.max(1));
    if role.id == guild.0 {
        return refused(text::place::ping_everyone());
    }
    if role.managed {
        return refused(text::place::ping_managed(id));
    }
    if role.mentionable {
        return Ok(());
    }
    if !allows(asker, permission::MENTION_EVERYONE) {
        return refused(text::place::ping_not_allowed(id, channel));
    }
    if bot.is_some_and(|bits| !allows(bits, permission::MENTION_EVERYONE)) {
        return refused(text::place::bot_cannot_ping(id, channel));
    }
    Ok(())
}

/// What matters about a channel's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Channel,
    /// Its chat is open to those who may join it.
    Voice,
    Thread,
}

impl Kind {
    /// None: takes no messages of ours (categories, forums, what Discord invents).
    const fn of(channel: ChannelType) -> Option<Self> {
        match channel {
            ChannelType::Text | ChannelType::News => Some(Self::Channel),
            ChannelType::Voice | ChannelType::Stage => Some(Self::Voice),
            ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread => Some(Self::Thread),
            _ => None,
        }
    }

    /// What it takes to write there.
    const fn send(self) -> u64 {
        match self {
            Self::Channel | Self::Voice => permission::SEND_MESSAGES,
            Self::Thread => permission::SEND_MESSAGES_IN_THREADS,
        }
    }
}

/// The permissions that the bot needs and does not have, by the names that Discord's settings use.
fn missing(kind: Kind, bot: Option<u64>) -> Vec<&'static str> {
    let Some(bot) = bot else { return Vec::new() };
    let send = match kind {
        Kind::Channel | Kind::Voice => text::place::SEND_MESSAGES,
        Kind::Thread => text::place::SEND_MESSAGES_IN_THREADS,
    };
    let mut needed = vec![
        (permission::VIEW_CHANNEL, text::place::VIEW_CHANNEL),
        (kind.send(), send),
        (permission::EMBED_LINKS, text::place::EMBED_LINKS),
    ];
    if kind == Kind::Voice {
        needed.push((permission::CONNECT, text::place::CONNECT));
    }
    needed.into_iter().filter(|(permission, _)| !allows(bot, *permission)).map(|(_, name)| name).collect()
}

/// For a component's handler: whether this member may manage watches.
pub(super) fn may_manage(permissions: Option<Permissions>) -> bool {
    permissions.is_some_and(|permissions| allows(permissions.bits(), permission::MANAGE_GUILD))
}
