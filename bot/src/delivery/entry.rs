//! Whether a post may enter its channel, asked before every send: a watch posts in its own server only, since rows come from imports and
//! backups too; and a mature post goes to age-restricted channels only, which is Discord's rule.

use super::context::{Context, Guard};
use super::sighting::Stop;
use super::task::Task;
use crate::card;
use crate::discord::ChannelInfo;
use crate::discord::answer::Answer;
use crate::discord::classify::{self, Class, Meaning, Trouble};
use crate::discord::picture::read::channel_info;
use crate::discord::rest::Failure;
use domain::id::{ChannelId, GuildId};
use domain::notification::Due;

/// Why it may not.
#[derive(Debug)]
pub(super) enum Closed {
    /// The channel is another server's.
    Foreign,
    /// The post is mature, and the channel is not age-restricted.
    Unrestricted,
    /// The channel is gone, or the bot may not see it.
    Refused(String),
    /// Nothing is known of the channel now, so nothing is decided.
    NotNow(Stop),
}

type Unasked = Result<Answer, Failure>;

/// How a message enters its channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entered {
    /// With all that it shows. Else it does without pictures and texts, as its watch has it where a channel is not age-restricted.
    pub whole: bool,
    /// The tag that its post of a forum is to have.
    pub tag: Option<u64>,
}

/// Whether and how it enters.
pub(super) async fn check(ctx: &Context, task: &Task, guard: &Guard) -> Result<Entered, Closed> {
    let due = &task.due;
    home(ctx, due, guard).await?;
    let whole = match task.is_mature() {
        true if restricted(ctx, (due.guild, due.channel), guard).await? => true,
        true if task.may_be_veiled() => false,
        true => return Err(Closed::Unrestricted),
        false => true,
    };
    Ok(Entered { whole, tag: tag(ctx, task, guard).await? })
}

async fn tag(ctx: &Context, task: &Task, guard: &Guard) -> Result<Option<u64>, Closed> {
    if !task.forum {
        return Ok(None);
    }
    let due = &task.due;
    let forum = channel(ctx, due.guild, due.channel, guard).await.map_err(|answer| unasked(answer, due.channel))?;
    // Where none fits, Discord itself says that it wants one.
    Ok(forum.wants.and_then(|tags| card::tag_for(due, &tags)))
}

/// Whether this channel takes posts instead of messages; asked once a channel, before anything is sent there.
pub(super) async fn forum(ctx: &Context, (guild, id): (GuildId, ChannelId), guard: &Guard) -> Result<bool, Closed> {
    if let Some(info) = ctx.places.picture().last_info(guild, id) {
        return Ok(info.is_forum());
    }
    channel(ctx, guild, id, guard).await.map(|info| info.is_forum()).map_err(|answer| unasked(answer, id))
}

/// The picture knows whose channel it is; otherwise Discord is asked, once for each channel, since channels never move.
async fn home(ctx: &Context, due: &Due, guard: &Guard) -> Result<(), Closed> {
    let (guild, id) = (due.guild, due.channel);
    let home = match ctx.places.picture().home(guild, id) {
        Some(home) => Some(home),
        None => channel(ctx, guild, id, guard).await.map_err(|answer| unasked(answer, id))?.guild,
    };
    match home {
        Some(home) if home == guild => Ok(()),
        Some(_) => Err(Closed::Foreign),
        None => Err(Closed::NotNow(Stop::Reason("Discord did not say whose the channel is".to_owned()))),
    }
}

/// Whether mature posts may be shown in this channel. A thread is age-restricted when its parent is.
pub(super) async fn restricted(ctx: &Context, (guild, id): (GuildId, ChannelId), guard: &Guard) -> Result<bool, Closed> {
    let info = channel(ctx, guild, id, guard).await.map_err(|answer| unasked(answer, id))?;
    let Some(parent) = info.thread_parent else { return Ok(info.nsfw) };
    match channel(ctx, guild, parent, guard).await {
        Ok(parent) => Ok(parent.nsfw),
        // A parent that may not be seen is not known to be restricted.
        Err(Ok(answer)) if matches!(classify::meaning(&answer), Meaning::Gone | Meaning::Forbidden) => Ok(false),
        Err(answer) => Err(not_now(classify::message(&answer, parent))),
    }
}

fn unasked(answer: Unasked, channel: ChannelId) -> Closed {
    match classify::message(&answer, channel) {
        Class::Broken { reason, .. } => Closed::Refused(reason),
        other => not_now(other),
    }
}

fn not_now(class: Class) -> Closed {
    Closed::NotNow(match class {
        Class::RateLimited { after, .. } => Stop::Wait(after),
        Class::Transient(Trouble { reason, .. }) => Stop::Reason(reason),
        _ => Stop::Reason("the channel could not be asked for".to_owned()),
    })
}

/// Whether messages there can be published to those who follow it: a moderator may change that.
pub(super) async fn announcement(ctx: &Context, (guild, id): (GuildId, ChannelId), guard: &Guard) -> Result<bool, Closed> {
    channel(ctx, guild, id, guard).await.map(|info| info.is_announcement()).map_err(|answer| unasked(answer, id))
}

async fn channel(ctx: &Context, guild: GuildId, id: ChannelId, guard: &Guard) -> Result<ChannelInfo, Unasked> {
    if let Some(info) = ctx.places.picture().fresh(guild, id) {
        return Ok(info);
    }
    let answer = ctx.rest.channel(id, &guard.stop).await.map_err(Err)?;
    match answer.body.as_ref().and_then(channel_info).filter(|info| answer.status == 200 && info.id == id) {
        Some(info) => {
            ctx.places.picture().put(info.clone());
            Ok(info)
        }
        None => Err(Ok(answer)),
    }
}
