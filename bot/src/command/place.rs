//! Where a watch is to post: whether the channel can take messages, and what the bot lacks there.

use super::{Context, Error};
use crate::text;
use serenity::all::{ChannelId, ChannelType, CommandInteraction, Guild, GuildChannel, PartialChannel, Permissions, Role};

/// A channel that can take messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub channel: ChannelId,
    pub age_restricted: bool,
    /// What the bot may do there; None when Discord has not told (it will tell at the first message).
    bot: Option<Permissions>,
}

/// The wished channel, or the one where the command was used, when bot and user may use it.
pub(super) fn find(ctx: Context<'_>, wished: Option<&PartialChannel>) -> Result<Place, Error> {
    let refused = |text: String| Err(Error::Refused(text));
    let discord = ctx.framework.serenity_context;
    let Some(channel) = wished.or(ctx.interaction.channel.as_ref()) else { return refused(text::place::elsewhere()) };
    let here = channel.id == ctx.interaction.channel_id;
    let Some(kind) = Kind::of(channel.kind) else { return refused(text::place::wrong_kind(channel.id)) };
    let bot_id = discord.cache.current_user().id;
    let Some(guild) = ctx.interaction.guild_id.and_then(|id| discord.cache.guild(id)) else { return refused(text::place::not_ready()) };
    // A thread that the gateway has not told of (archived, or private) is judged by its parent.
    let known = known(&guild, channel.id).or_else(|| channel.parent_id.and_then(|parent| known(&guild, parent)));
    let Some(known) = known else { return refused(text::place::elsewhere()) };
    let base = if kind == Kind::Thread { known_parent(&guild, known) } else { known };

    if !here && !sees(ctx.interaction, &guild, base, channel) {
        return refused(text::place::hidden(channel.id));
    }
    let member = guild.members.get(&bot_id);
    let bot = if here { ctx.interaction.app_permissions } else { None };
    let bot = bot.or_else(|| member.map(|member| guild.user_permissions_in(base, member)));
    let missing = missing(kind, bot);
    if !missing.is_empty() {
        return refused(text::place::missing(channel.id, &missing));
    }
    Ok(Place { channel: channel.id, age_restricted: base.nsfw, bot })
}

/// Whether this role may be pinged there, by the user who asks and by the bot.
pub(super) fn check_ping(ctx: Context<'_>, place: Place, role: &Role) -> Result<(), Error> {
    let member = ctx.interaction.member.as_ref().and_then(|member| member.permissions).unwrap_or_default();
    check_ping_of(role, ctx.interaction.guild_id.map(|id| id.get()), member, place.bot, place.channel)
}

pub(super) fn check_ping_of(
    role: &Role,
    guild: Option<u64>,
    member: Permissions,
    bot: Option<Permissions>,
    channel: ChannelId,
) -> Result<(), Error> {
    if Some(role.id.get()) == guild {
        return Err(Error::Refused(text::place::ping_everyone()));
    }
    if role.mentionable {
        return Ok(());
    }
    if !all_or(member, Permissions::MENTION_EVERYONE) {
        return Err(Error::Refused(text::place::ping_not_allowed(role.id)));
    }
    if bot.is_some_and(|bot| !all_or(bot, Permissions::MENTION_EVERYONE)) {
        return Err(Error::Refused(text::place::bot_cannot_ping(role.id, channel)));
    }
    Ok(())
}

/// What matters about a channel's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Channel,
    Thread,
}

impl Kind {
    /// None: takes no messages of ours (categories, forums, what Discord invents).
    const fn of(channel: ChannelType) -> Option<Self> {
        match channel {
            ChannelType::Text | ChannelType::News | ChannelType::Voice | ChannelType::Stage => Some(Self::Channel),
            ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread => Some(Self::Thread),
            _ => None,
        }
    }
}

/// A channel or thread of this guild that the gateway told of.
fn known(guild: &Guild, id: ChannelId) -> Option<&GuildChannel> {
    guild.channels.get(&id).or_else(|| guild.threads.iter().find(|thread| thread.id == id))
}

/// Permissions and age restriction of a thread are those of its parent.
fn known_parent<'a>(guild: &'a Guild, channel: &'a GuildChannel) -> &'a GuildChannel {
    channel.thread_metadata.and(channel.parent_id).and_then(|parent| guild.channels.get(&parent)).unwrap_or(channel)
}

/// Whether the asking user can see the channel: Discord tells with the option; else it is computed.
fn sees(interaction: &CommandInteraction, guild: &Guild, base: &GuildChannel, channel: &PartialChannel) -> bool {
    let permissions = channel.permissions.or_else(|| interaction.member.as_ref().map(|member| guild.user_permissions_in(base, member)));
    permissions.is_some_and(|permissions| all_or(permissions, Permissions::VIEW_CHANNEL))
}

/// The permissions that the bot needs and does not have, by the names that Discord's settings use.
fn missing(kind: Kind, bot: Option<Permissions>) -> Vec<&'static str> {
    let Some(bot) = bot else { return Vec::new() };
    let send = match kind {
        Kind::Channel => (Permissions::SEND_MESSAGES, text::place::SEND_MESSAGES),
        Kind::Thread => (Permissions::SEND_MESSAGES_IN_THREADS, text::place::SEND_MESSAGES_IN_THREADS),
    };
    let needed = [(Permissions::VIEW_CHANNEL, text::place::VIEW_CHANNEL), send, (Permissions::EMBED_LINKS, text::place::EMBED_LINKS)];
    needed.into_iter().filter(|(permission, _)| !all_or(bot, *permission)).map(|(_, name)| name).collect()
}

/// An administrator may do everything, whatever the other bits say.
pub(super) fn all_or(permissions: Permissions, needed: Permissions) -> bool {
    permissions.contains(Permissions::ADMINISTRATOR) || permissions.contains(needed)
}

/// For a component's handler: whether this member may manage watches.
pub(super) fn may_manage(permissions: Option<Permissions>) -> bool {
    permissions.is_some_and(|permissions| all_or(permissions, Permissions::MANAGE_GUILD))
}
