//! Which channels of a server somebody sees. Watches of the others are counted for them, and no more.

use super::answer::defer;
use super::context::{Context, Data, ask, watches_of};
use super::error::Error;
use crate::discord::permission::{self, allows};
use crate::discord::picture::{Channel, Guild};
use crate::discord::places::Unknown;
use crate::text;
use domain::clock::Timestamp;
use domain::defaults::Ground;
use domain::id::{ChannelId, GuildId, MessageId};
use domain::language::Language;
use domain::watch::Watch;
use futures_util::StreamExt;
use serenity::all::{
    CommandInteraction, ComponentInteraction, Member, Message, MessageInteractionMetadata, ModalInteraction, PartialChannel, UserId,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

/// How long Discord may take to tell what the gateway did not.
const PATIENCE: Duration = Duration::from_secs(5);
/// Channels that one command asks Discord for: threads that were archived, channels that are gone.
const ASKED: usize = 50;
/// Of these, how many at once.
const AT_ONCE: usize = 8;

/// The language of this server's cards and notices.
pub(super) async fn language_of(data: &Data, asker: &Asker) -> Result<Language, Error> {
    Ok(ask(data.store.guild_language(asker.guild())).await?.unwrap_or_else(|| asker.language_in_discord()))
}

fn spoken(locale: Option<&str>) -> Language {
    locale.map(Language::of_locale).unwrap_or_default()
}

/// Who asks, from where.
#[derive(Clone, Debug)]
pub(super) struct Asker {
    guild: GuildId,
    user: u64,
    roles: Vec<u64>,
    /// The channel where the command or the button is.
    here: ChannelId,
    /// What the asker may do there, as Discord says it.
    here_may: Option<u64>,
    /// What the bot may do there, as Discord says it.
    bot_may: Option<u64>,
    /// The channel itself, as far as Discord tells of it.
    channel: Option<PartialChannel>,
    /// The bot's application.
    application: u64,
    /// When they asked, by Discord's clock.
    at: Timestamp,
    /// The language that the server has in Discord.
    language: Language,
}

/// Tells Discord that an answer comes, which gives it minutes, and says who asks.
///
/// # Errors
/// Discord was not told in time, or the command was not used in a server.
pub(super) async fn begin(ctx: Context<'_>) -> Result<(&Data, Asker), Error> {
    defer(ctx).await?;
    Ok((ctx.framework.user_data, Asker::of_command(ctx.interaction)?))
}

impl Asker {
    /// The server.
    pub(super) const fn guild(&self) -> GuildId {
        self.guild
    }

    /// Where a message was sent: the first of a post in a forum has the id of its thread, and was sent to the forum.
    pub(super) fn origin_of(&self, channel: ChannelId, message: MessageId) -> (ChannelId, MessageId) {
        let parent = self.channel.as_ref().filter(|here| here.id.get() == channel.0 && channel.0 == message.0);
        (parent.and_then(|here| here.parent_id).map_or(channel, |parent| ChannelId(parent.get())), message)
    }

    /// The member who used this command.
    ///
    /// # Errors
    /// It was not used in a server.
    pub(super) fn of_command(command: &CommandInteraction) -> Result<Self, Error> {
        let guild = command.guild_id.ok_or_else(|| Error::Refused(text::trouble::guild_only()))?;
        let asker = Self::new(guild, command.member.as_deref(), command.channel_id);
        Ok(Self {
            bot_may: command.app_permissions.map(|bits| bits.bits()),
            channel: command.channel.clone(),
            application: command.application_id.get(),
            user: command.user.id.get(),
            at: domain::clock::micros(*command.id.created_at()),
            language: spoken(command.guild_locale.as_deref()),
            ..asker
        })
    }

    /// The member who clicked this in a server.
    pub(super) fn of_click(guild: serenity::all::GuildId, click: &ComponentInteraction) -> Self {
        Self {
            bot_may: click.app_permissions.map(|bits| bits.bits()),
            channel: click.channel.clone(),
            application: click.application_id.get(),
            user: click.user.id.get(),
            at: domain::clock::micros(*click.id.created_at()),
            language: spoken(click.guild_locale.as_deref()),
            ..Self::new(guild, click.member.as_ref(), click.channel_id)
        }
    }

    /// The member who sent this form in a server.
    pub(super) fn of_form(guild: serenity::all::GuildId, sent: &ModalInteraction) -> Self {
        Self {
            bot_may: sent.app_permissions.map(|bits| bits.bits()),
            channel: sent.channel.clone(),
            application: sent.application_id.get(),
            user: sent.user.id.get(),
            at: domain::clock::micros(*sent.id.created_at()),
            language: spoken(sent.guild_locale.as_deref()),
            ..Self::new(guild, sent.member.as_ref(), sent.channel_id)
        }
    }

    /// Discord sends the member along.
    fn new(guild: serenity::all::GuildId, member: Option<&Member>, here: serenity::all::ChannelId) -> Self {
        Self {
            guild: GuildId(guild.get()),
            user: member.map_or(0, |member| member.user.id.get()),
            roles: member.map(|member| member.roles.iter().map(|role| role.get()).collect()).unwrap_or_default(),
            here: ChannelId(here.get()),
            here_may: member.and_then(|member| member.permissions).map(|bits| bits.bits()),
            bot_may: None,
            channel: None,
            application: 0,
            at: Timestamp::UNIX_EPOCH,
            language: Language::default(),
        }
    }

    /// The language that the server has in Discord: it may have chosen another one from the bot.
    pub(super) const fn language_in_discord(&self) -> Language {
        self.language
    }

    /// The account.
    pub(super) const fn user(&self) -> u64 {
        self.user
    }

    /// Its roles.
    pub(super) fn roles(&self) -> &[u64] {
        &self.roles
    }

    /// The channel where the command or the button is.
    pub(super) const fn here(&self) -> ChannelId {
        self.here
    }

    /// That channel itself, as far as Discord tells of it.
    pub(super) const fn channel(&self) -> Option<&PartialChannel> {
        self.channel.as_ref()
    }

    /// What the asker may do there, as Discord says it.
    pub(super) const fn here_may(&self) -> Option<u64> {
        self.here_may
    }

    /// What the bot may do there, as Discord says it.
    pub(super) const fn bot_may(&self) -> Option<u64> {
        self.bot_may
    }

    /// The bot's application.
    pub(super) const fn application(&self) -> u64 {
        self.application
    }

    /// When they asked, by Discord's clock.
    pub(super) const fn at(&self) -> Timestamp {
        self.at
    }

    /// Whether they may do everything in every channel of the server, as Discord says it.
    pub(super) fn is_administrator(&self) -> bool {
        self.here_may.is_some_and(|bits| allows(bits, permission::ADMINISTRATOR))
    }
}

/// Who used the command whose answer this message is.
pub(super) fn asked_by(message: &Message) -> Option<UserId> {
    match message.interaction_metadata.as_deref() {
        Some(MessageInteractionMetadata::Command(command)) => Some(command.user.id),
        // A form that a command opened was sent.
        Some(MessageInteractionMetadata::ModalSubmit(sent)) => Some(sent.user.id),
        _ => None,
    }
}

/// The watches of a server that the asker may know of.
#[derive(Debug)]
pub(super) struct Seen {
    pub watches: Vec<Watch>,
    /// How many there are besides.
    pub hidden: u32,
}

/// What one person sees.
pub(super) struct Sight {
    asker: Asker,
    /// None: nothing is known of the server, and only an administrator sees more than this channel.
    guild: Option<Arc<Guild>>,
    /// Channels that the picture does not show, as Discord told of them: archived threads, most of the time.
    asked: HashMap<ChannelId, Channel>,
    /// Deleted channels. They have no name to keep secret, and their watches want to be removed.
    gone: HashSet<ChannelId>,
}

impl Sight {
    /// Uses only what is already known, for callers that cannot wait. Fetches an unknown server in the background, for the next call.
    pub(super) fn at_once(data: &Data, asker: Asker) -> Self {
        let guild = data.picture().guild(asker.guild);
        if guild.is_none() {
            let (places, id) = (data.places.clone(), asker.guild);
            tokio::spawn(async move { places.guild(id, &CancellationToken::new()).await.map(drop) });
        }
        Self { asker, guild, asked: HashMap::new(), gone: HashSet::new() }
    }

    /// Asks Discord for what is missing about the channels of these watches.
    pub(super) async fn fetched(data: &Data, asker: Asker, watches: &[Watch]) -> Self {
        let channels: Vec<ChannelId> = watches.iter().map(|watch| watch.wish.channel).collect();
        Self::fetched_channels(data, asker, &channels).await
    }

    /// Asks Discord for what is missing about these channels.
    pub(super) async fn fetched_channels(data: &Data, asker: Asker, channels: &[ChannelId]) -> Self {
        // An administrator sees them all.
        let channels = if asker.is_administrator() { &[] } else { channels };
        let here = asker.here;
        let others: Vec<ChannelId> = channels.iter().copied().filter(|channel| *channel != here).collect();
        Self::known_of(data, asker, &others).await
    }

    /// Asks Discord for what is missing about these channels, also for an administrator: for what is decided by the channels themselves ([`ground`](Self::ground)).
    pub(super) async fn known_of(data: &Data, asker: Asker, channels: &[ChannelId]) -> Self {
        let (deadline, stop) = (Instant::now() + PATIENCE, CancellationToken::new());
        let guild = timeout_at(deadline, data.places.guild(asker.guild, &stop)).await.ok().and_then(Result::ok);
        let mut sight = Self { asker, guild, asked: HashMap::new(), gone: HashSet::new() };
        let (id, stop) = (sight.asker.guild, &stop);
        let asked = sight.unknown(channels).into_iter().take(ASKED);
        let asked = asked.map(|channel| async move { (channel, timeout_at(deadline, data.places.channel(id, channel, stop)).await) });
        let answers: Vec<_> = futures_util::stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
        for (channel, answer) in answers {
            match answer {
                Ok(Ok(known)) => drop(sight.asked.insert(channel, known)),
                Ok(Err(Unknown::NotThere)) => drop(sight.gone.insert(channel)),
                Ok(Err(Unknown::Hidden | Unknown::Later(_))) | Err(_) => {}
            }
        }
        sight
    }

    /// Those of these channels that the picture does not show; each once.
    fn unknown(&self, channels: &[ChannelId]) -> Vec<ChannelId> {
        let Some(guild) = &self.guild else { return Vec::new() };
        let mut met = HashSet::new();
        let channels = channels.iter().copied();
        channels.filter(|channel| met.insert(*channel) && guild.channel(*channel).is_none()).collect()
    }

    /// Whether the asker sees this channel, as far as that is known.
    pub(super) fn sees(&self, channel: ChannelId) -> bool {
        channel == self.asker.here || self.gone.contains(&channel) || self.allows(channel, permission::VIEW_CHANNEL)
    }

    /// Whether the asker may have posts sent there: by writing, or by a right that comes to the same.
    pub(super) fn posts(&self, channel: ChannelId) -> bool {
        let known = self.guild.as_ref().and_then(|guild| guild.channel(channel)).or_else(|| self.asked.get(&channel));
        let send = if known.is_some_and(Channel::is_thread) { permission::SEND_MESSAGES_IN_THREADS } else { permission::SEND_MESSAGES };
        let ways = [send, permission::MANAGE_CHANNELS, permission::MANAGE_WEBHOOKS];
        if let Some(bits) = self.asker.here_may.filter(|_| channel == self.asker.here) {
            return ways.iter().any(|way| allows(bits, *way)) || known.is_none() && allows(bits, permission::SEND_MESSAGES_IN_THREADS);
        }
        ways.iter().any(|way| self.allows(channel, permission::VIEW_CHANNEL | way))
    }

    /// What the defaults of a server depend on; None: nothing is known of the channel.
    pub(super) fn ground(&self, channel: ChannelId) -> Option<Ground> {
        let guild = self.guild.as_ref()?;
        let base = guild.base(guild.channel(channel).or_else(|| self.asked.get(&channel))?)?;
        let by_right = self.posts(channel) && self.allows(channel, permission::VIEW_CHANNEL | permission::MENTION_EVERYONE);
        Some(Ground { age_restricted: base.nsfw, by_right })
    }

    fn allows(&self, channel: ChannelId, needed: u64) -> bool {
        if self.asker.is_administrator() {
            return true;
        }
        let Some(guild) = &self.guild else { return false };
        let Some(known) = guild.channel(channel).or_else(|| self.asked.get(&channel)) else { return guild.owner == self.asker.user };
        // Who is in a private thread is not known; who manages threads sees them all.
        let needed = needed | if known.is_private_thread() { permission::MANAGE_THREADS } else { 0 };
        let bits = guild.base(known).and_then(|base| guild.permissions(self.asker.user, &self.asker.roles, base));
        bits.is_some_and(|bits| allows(bits, needed))
    }

    /// Those of these watches that the asker may know of.
    pub(super) fn of(&self, watches: Vec<Watch>) -> Seen {
        let all = watches.len();
        let watches: Vec<Watch> = watches.into_iter().filter(|watch| self.sees(watch.wish.channel)).collect();
        Seen { hidden: u32::try_from(all - watches.len()).unwrap_or(u32::MAX), watches }
    }
}

/// The watches of the server that the asker may know of.
pub(super) async fn seen(data: &Data, asker: Asker) -> Result<Seen, Error> {
    let watches = ask(watches_of(data, asker.guild)).await?;
    let sight = Sight::fetched(data, asker, &watches).await;
    Ok(sight.of(watches))
}
