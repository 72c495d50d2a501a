//! Where a watch is to post: whether the channel can take messages, what the bot lacks there, and what the asker may do there.

use super::context::Data;
use super::error::Error;
use super::fix::Fix;
use super::latest::Latest;
use super::sight::{Asker, language_of};
use super::wish::Wished;
use crate::card;
use crate::discord::permission::{self, allows};
use crate::discord::picture::{Channel, Guild, Role};
use crate::discord::places::Unknown;
use crate::language::Language;
use crate::text;
use domain::defaults::Ground;
use domain::id::{GuildId, RoleId};
use domain::watch::{NewWatch, Watch, What};
use serenity::all::{ChannelId, ChannelType, CreateActionRow, CreateSelectMenu, CreateSelectMenuKind, Permissions};
use std::sync::Arc;
use std::time::Duration;
use store::guild_settings::GuildSettings;
use tokio_util::sync::CancellationToken;

/// For this many seconds Discord lets a command be answered (documentation, "Receiving and Responding": tokens are valid for 15 minutes).
const ANSWERABLE: i64 = 15 * 60;

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

    /// What the defaults of a server depend on.
    pub fn ground(&self) -> Ground {
        Ground { age_restricted: self.age_restricted, by_right: self.asker_mentions_all() }
    }

    fn known(&self) -> Option<&Channel> {
        self.guild.channel(domain::id::ChannelId(self.channel.get()))
    }

    /// Whether it takes posts instead of messages.
    pub fn is_forum(&self) -> bool {
        self.known().is_some_and(Channel::is_forum)
    }

    /// The tag that a post there is to have, if any.
    pub fn tag_for(&self, watch: &Watch, latest: &Latest, language: Language) -> Option<u64> {
        card::tag_of((&latest.post, &latest.artist), watch, self.known()?.wants.as_deref()?, language)
    }

    /// Whether the asker and the bot may mention this role there.
    pub fn mentions(&self, role: RoleId) -> bool {
        self.guild.role(role.0).is_some_and(|known| check_ping(self, *known).is_ok())
    }
}

/// A forum whose posts are shown as a gallery; serenity has no name for it.
const MEDIA: ChannelType = ChannelType::Unknown(16);

/// The types of channels that take posts.
pub(super) const TAKING: [ChannelType; 9] = [
    ChannelType::Text,
    ChannelType::News,
    ChannelType::Voice,
    ChannelType::Stage,
    ChannelType::PublicThread,
    ChannelType::PrivateThread,
    ChannelType::NewsThread,
    ChannelType::Forum,
    MEDIA,
];

/// A menu of channels that take posts; `now` is selected.
pub(super) fn menu(id: String, placeholder: &str, now: Option<domain::id::ChannelId>) -> CreateActionRow {
    let default_channels = now.map(|now| vec![ChannelId::new(now.0.max(1))]);
    let kind = CreateSelectMenuKind::Channel { channel_types: Some(TAKING.to_vec()), default_channels };
    CreateActionRow::SelectMenu(CreateSelectMenu::new(id, kind).placeholder(placeholder))
}

fn refused<T>(text: String) -> Result<T, Error> {
    Err(Error::Refused(text))
}

/// Another channel would do.
fn elsewhere<T>(text: String) -> Result<T, Error> {
    Err(Error::Fixable { text, fixes: vec![Fix::Channel] })
}

/// It may work after a while.
fn again<T>(text: String) -> Result<T, Error> {
    Err(Error::Fixable { text, fixes: vec![Fix::Again] })
}

/// It works when somebody has done something about it.
fn check<T>(text: String) -> Result<T, Error> {
    Err(Error::Fixable { text, fixes: vec![Fix::Check] })
}

/// Another role would do.
fn another_role<T>(text: String) -> Result<T, Error> {
    Err(Error::Fixable { text, fixes: vec![Fix::Role] })
}

/// The wished channel, or the one where the asker is, when bot and asker may use it.
pub(super) async fn find(data: &Data, asker: &Asker, wished: Option<Wished>) -> Result<Place, Error> {
    let Some(channel) = wished.or_else(|| asker.channel().map(Wished::from)) else { return elsewhere(text::place::elsewhere()) };
    if channel.kind.is_some_and(|kind| Kind::of(kind).is_none()) {
        return elsewhere(text::place::wrong_kind(channel.id));
    }
    let guild = guild(data, asker).await?;
    if let Some(until) = time_out(data, &guild) {
        return check(text::place::in_time_out(until));
    }
    let (kind, base) = ground(data, &guild, &channel).await?;
    let private = kind == ChannelType::PrivateThread;
    let Some(kind) = Kind::of(kind) else { return elsewhere(text::place::wrong_kind(channel.id)) };
    let here = channel.id.get() == asker.here().0;
    // Discord tells with an option, and of the channel where the asker is; else it is computed.
    let told = channel.may.or_else(|| asker.here_may().filter(|_| here)).or(asker.is_administrator().then_some(u64::MAX));
    let may = told.or_else(|| guild.permissions(asker.user(), asker.roles(), &base).filter(|bits| enters(private, *bits)));
    if !here && !may.is_some_and(|bits| allows(bits, permission::VIEW_CHANNEL)) {
        return elsewhere(text::place::hidden(channel.id));
    }
    let Some(may) = may else { return again(text::place::not_ready()) };
    if ![kind.send(), permission::MANAGE_CHANNELS, permission::MANAGE_WEBHOOKS].iter().any(|way| allows(may, *way)) {
        return elsewhere(text::place::you_cannot_write(channel.id, kind.send_name()));
    }
    let now_ms = data.clock.now().timestamp_millis();
    let me = data.picture().me().unwrap_or(asker.application());
    let bot = asker.bot_may().filter(|_| here).or_else(|| guild.own_permissions(me, &base, now_ms));
    let missing = missing(kind, bot);
    if !missing.is_empty() {
        return Err(Error::Fixable { text: text::place::missing(channel.id, &missing), fixes: vec![Fix::Check, Fix::Channel] });
    }
    Ok(Place { channel: channel.id, age_restricted: base.nsfw, bot, asker: may, guild })
}

/// Whether mature posts may be sent into the channel that the server has for them, as this asker.
pub(super) async fn mature(data: &Data, asker: &Asker, settings: &GuildSettings) -> Result<(), Error> {
    let Some(channel) = settings.mature_channel else { return refused(text::watch::no_mature_channel()) };
    let place = find(data, asker, Some(Wished::of(channel))).await?;
    if place.age_restricted { Ok(()) } else { refused(text::watch::mature_channel_open(place.channel)) }
}

/// Whether the channel where somebody asks is known to be age-restricted; a thread is when its channel is.
pub(super) async fn is_age_restricted_here(data: &Data, asker: &Asker) -> bool {
    let Ok(guild) = guild(data, asker).await else { return false };
    let parent = || guild.channel(domain::id::ChannelId(asker.channel()?.parent_id?.get()));
    let base = match guild.channel(asker.here()) {
        Some(known) => guild.base(known),
        None => parent(),
    };
    base.is_some_and(|base| base.nsfw)
}

/// Who is in a private thread is not known; who manages threads sees them all.
fn enters(private: bool, bits: u64) -> bool {
    !private || allows(bits, permission::MANAGE_THREADS)
}

/// The server, from the picture or from Discord.
async fn guild(data: &Data, asker: &Asker) -> Result<Arc<Guild>, Error> {
    let (id, stop) = (asker.guild(), CancellationToken::new());
    match tokio::time::timeout(PATIENCE, data.places.guild(id, &stop)).await {
        Ok(Ok(guild)) => Ok(guild),
        // Commands can be installed without the bot: Discord then sends them here, and shows nothing of the server.
        Ok(Err(Unknown::NotThere)) => refused(text::place::not_invited(asker.application(), id.0)),
        Ok(Err(Unknown::Hidden | Unknown::Later(_))) | Err(_) => again(text::place::not_ready()),
    }
}

/// Until when the bot is in time-out, in seconds since 1970.
fn time_out(data: &Data, guild: &Guild) -> Option<i64> {
    let now_ms = data.clock.now().timestamp_millis();
    let me = guild.me.as_ref().filter(|me| me.in_time_out(now_ms))?;
    Some(me.time_out_ms / 1000)
}

/// The channel's type, and the channel whose permissions and age restriction count: a thread's are its parent's.
async fn ground(data: &Data, guild: &Guild, channel: &Wished) -> Result<(ChannelType, Channel), Error> {
    let id = domain::id::ChannelId(channel.id.get());
    if let Some(known) = guild.channel(id) {
        let kind = channel.kind.unwrap_or_else(|| ChannelType::from(known.kind));
        return guild.base(known).cloned().map_or_else(|| elsewhere(text::place::elsewhere()), |base| Ok((kind, base)));
    }
    if channel.kind.and_then(Kind::of).is_some_and(|kind| kind != Kind::Thread) {
        return elsewhere(text::place::elsewhere());
    }
    // Not among the active threads that the bot sees: archived, or it is not in it.
    let stop = CancellationToken::new();
    let asked = tokio::time::timeout(PATIENCE, data.places.channel(guild.id, id, &stop)).await;
    let (kind, parent) = match asked {
        Ok(Ok(thread)) => (channel.kind.unwrap_or_else(|| ChannelType::from(thread.kind)), Some(thread.parent)),
        Ok(Err(Unknown::Hidden | Unknown::NotThere)) if channel.kind == Some(ChannelType::PrivateThread) => {
            return check(text::place::not_in_thread(channel.id));
        }
        Ok(Err(Unknown::Hidden | Unknown::NotThere)) => return elsewhere(text::place::elsewhere()),
        Ok(Err(Unknown::Later(_))) | Err(_) => match channel.kind {
            Some(kind) => (kind, channel.parent),
            None => return again(text::place::not_ready()),
        },
    };
    let parent = parent.and_then(|parent| guild.channel(domain::id::ChannelId(parent)));
    parent.cloned().map_or_else(|| elsewhere(text::place::elsewhere()), |parent| Ok((kind, parent)))
}

/// A role as Discord tells of it with an option or a menu.
pub(super) fn role(role: &serenity::all::Role) -> Role {
    Role { id: role.id.get(), permissions: role.permissions.bits(), mentionable: role.mentionable, managed: role.managed }
}

/// Whether this role may be pinged there, by the asker and by the bot.
pub(super) fn check_ping(place: &Place, role: Role) -> Result<(), Error> {
    let known = place.guild.role(role.id).copied().unwrap_or(role);
    check_ping_of(known, place.guild.id, place.asker, place.bot, place.channel)
}

/// As [`check_ping`], of a role of which only the id is known.
pub(super) fn check_known_ping(place: &Place, role: RoleId) -> Result<(), Error> {
    place.guild.role(role.0).map_or(Ok(()), |known| check_ping(place, *known))
}

pub(super) fn check_ping_of(role: Role, guild: GuildId, asker: u64, bot: Option<u64>, channel: ChannelId) -> Result<(), Error> {
    let id = serenity::all::RoleId::new(role.id.max(1));
    if role.id == guild.0 {
        return another_role(text::place::ping_everyone());
    }
    if role.managed {
        return another_role(text::place::ping_managed(id));
    }
    if role.mentionable {
        return Ok(());
    }
    if !allows(asker, permission::MENTION_EVERYONE) {
        return another_role(text::place::ping_not_allowed(id, channel));
    }
    if bot.is_some_and(|bits| !allows(bits, permission::MENTION_EVERYONE)) {
        return another_role(text::place::bot_cannot_ping(id, channel));
    }
    Ok(())
}

/// Whether each post that this watch brings finds a tag there, where posts need one.
pub(super) async fn check_tags(data: &Data, asker: &Asker, place: &Place, wish: &NewWatch) -> Result<(), Error> {
    check_tags_of(data, asker, place.known(), wish).await
}

/// As [`check_tags`], of a channel as the picture shows it; None: it does not.
async fn check_tags_of(data: &Data, asker: &Asker, channel: Option<&Channel>, wish: &NewWatch) -> Result<(), Error> {
    let Some(tags) = channel.and_then(|channel| channel.wants.as_ref()) else { return Ok(()) };
    let kinds = card::lacking(wish, tags, language_of(data, asker).await?);
    if kinds.is_empty() {
        return Ok(());
    }
    let channel = ChannelId::new(wish.channel.0.max(1));
    Err(Error::Fixable { text: text::place::needs_tag(channel, &kinds), fixes: vec![Fix::Check, Fix::Channel] })
}

/// The same where a watch is already, for kinds that it would bring from now on. What else is wrong with its channel is told elsewhere.
pub(super) async fn check_tags_for(data: &Data, asker: &Asker, watch: &Watch, what: What) -> Result<(), Error> {
    let guild = data.picture().guild(asker.guild());
    let channel = guild.as_ref().and_then(|guild| guild.channel(watch.wish.channel));
    check_tags_of(data, asker, channel, &watch.wish.clone().what(what)).await
}

/// What matters about a channel's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Channel,
    /// Its chat is open to those who may join it.
    Voice,
    Thread,
    /// Takes posts instead of messages.
    Forum,
}

impl Kind {
    /// None: takes no messages of ours (categories, what Discord invents).
    const fn of(channel: ChannelType) -> Option<Self> {
        match channel {
            ChannelType::Text | ChannelType::News => Some(Self::Channel),
            ChannelType::Voice | ChannelType::Stage => Some(Self::Voice),
            ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread => Some(Self::Thread),
            ChannelType::Forum | MEDIA => Some(Self::Forum),
            _ => None,
        }
    }

    /// What it takes to write there.
    const fn send(self) -> u64 {
        match self {
            // In a forum it is the right to make posts.
            Self::Channel | Self::Voice | Self::Forum => permission::SEND_MESSAGES,
            Self::Thread => permission::SEND_MESSAGES_IN_THREADS,
        }
    }

    /// That permission, as Discord's settings call it.
    const fn send_name(self) -> &'static str {
        match self {
            Self::Channel | Self::Voice => text::place::SEND_MESSAGES,
            Self::Thread => text::place::SEND_MESSAGES_IN_THREADS,
            Self::Forum => text::place::CREATE_POSTS,
        }
    }
}

/// The permissions that the bot needs and does not have, by the names that Discord's settings use.
fn missing(kind: Kind, bot: Option<u64>) -> Vec<&'static str> {
    let Some(bot) = bot else { return Vec::new() };
    let mut needed = vec![
        (permission::VIEW_CHANNEL, text::place::VIEW_CHANNEL),
        (kind.send(), kind.send_name()),
        (permission::EMBED_LINKS, text::place::EMBED_LINKS),
        // What was announced is looked for among the bot's own messages.
        (permission::READ_MESSAGE_HISTORY, text::place::READ_MESSAGE_HISTORY),
    ];
    if kind == Kind::Voice {
        needed.push((permission::CONNECT, text::place::CONNECT));
    }
    needed.into_iter().filter(|(permission, _)| !allows(bot, *permission)).map(|(_, name)| name).collect()
}

/// Whether a click may show something. Discord let the asker use the command, by the server's own settings, which a click does not tell
/// and which may admit others than the default does. That holds as long as the command could be answered; then the default counts.
pub(super) fn may_look(asked: bool, age: i64, permissions: Option<Permissions>) -> bool {
    asked && age < ANSWERABLE || may_manage(permissions)
}

/// For a component's handler: whether this member may manage watches.
pub(super) fn may_manage(permissions: Option<Permissions>) -> bool {
    permissions.is_some_and(|permissions| allows(permissions.bits(), permission::MANAGE_GUILD))
}
