//! What is done about channels that do not take messages: they are held, probed, healed; and what was kept for them to the end is ended.

use super::context::{Context, Guard};
use super::gate::NOT_AGE_RESTRICTED;
use super::holds::{Key, Known, Probe, Swept};
use crate::card;
use crate::discord::ChannelInfo;
use crate::discord::answer::Answer;
use crate::discord::classify::{self, Class};
use crate::discord::permission;
use crate::discord::picture::read::channel_info;
use domain::id::ChannelId;
use domain::notification::{Hold, KEPT};
use store::StoreError;
use store::holds::{BrokenChannel, EndedHolds};

/// Of what waits for a forum, so much is compared with its tags.
const LOOKED_AT: u64 = 50;
/// As Discord says it.
const NEEDS_TAG: &str = "A tag is required to create a forum post in this channel (code 40067)";

/// Asks the store which channels are broken, and which guilds were told.
pub(super) async fn load(ctx: &Context) -> Result<Known, StoreError> {
    Ok(Known { channels: ctx.store.broken_channels().await?, notices: ctx.store.guild_notices().await? })
}

/// Writes down that the channel is broken and holds what waits for it.
pub(super) async fn hold(ctx: &Context, row: &BrokenChannel, news: bool) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    ctx.store.save_broken_channel(row).await?;
    if row.hold == Hold::Channel {
        ctx.store.hold_channel(row.channel, &row.reason, now).await?;
    }
    if news {
        ctx.store.audit(row.guild, now, "channel_broken", &format!("channel {}: {}", row.channel, row.reason)).await?;
    }
    Ok(())
}

/// The channel takes messages again.
pub(super) async fn heal(ctx: &Context, row: &BrokenChannel) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    if row.hold == Hold::Channel {
        // What came meanwhile falls under the catch-up policy too.
        ctx.store.hold_channel(row.channel, &row.reason, now).await?;
    }
    let released = ctx.store.release_channel(row.channel, row.hold, now).await?;
    ctx.store.delete_broken_channel(row.channel, row.hold).await?;
    ctx.store.audit(row.guild, now, "channel_healed", &format!("channel {}: {released} held messages released", row.channel)).await?;
    tracing::info!(channel = %row.channel, guild = %row.guild, released, "channel takes messages again; sending its notifications");
    Ok(())
}

/// Asks whether the channel takes what it did not take, without writing.
pub(super) async fn probe(ctx: &Context, (channel, hold): Key, guard: &Guard) -> Probe {
    match hold {
        Hold::Channel => probe_writing(ctx, channel, guard).await,
        Hold::Mature => probe_restriction(ctx, channel, guard).await,
    }
}

/// The typing indicator needs the same permission as a message; a message wakes an archived thread besides, which Discord may refuse.
async fn probe_writing(ctx: &Context, channel: ChannelId, guard: &Guard) -> Probe {
    let archived = match ask(ctx, channel, guard).await {
        Ok(Found { info: Some(info), .. }) if info.is_forum() => return probe_posting(ctx, &info, guard).await,
        Ok(Found { archived, .. }) => archived,
        Err(not_well) => return not_well,
    };
    if archived {
        match judge(&ctx.rest.unarchive(channel, &guard.stop).await, channel) {
            Probe::Healed => {}
            not_well => return not_well,
        }
    }
    judge(&ctx.rest.typing(channel, &guard.stop).await, channel)
}

/// Nobody types in a forum: its permissions say whether the bot may post there, and its tags whether one fits what waits.
async fn probe_posting(ctx: &Context, forum: &ChannelInfo, guard: &Guard) -> Probe {
    let Some(server) = forum.guild else { return Probe::Unclear };
    // What was asked for a moment ago may be what kept the bot out.
    ctx.places.picture().change(server, |_| {});
    let Ok(known) = ctx.places.guild(server, &guard.stop).await else { return Probe::Unclear };
    let Ok(me) = guard.life.me(&guard.stop).await else { return Probe::Unclear };
    let bits = known.channel(forum.id).and_then(|channel| known.own_permissions(me, channel, ctx.clock.now().timestamp_millis()));
    // Rights that are not known hold nobody up: the first post tells.
    let lacking = bits.map(permission::lacking).unwrap_or_default();
    if !lacking.is_empty() {
        return Probe::Still(format!("the bot lacks {}", lacking.join(", ")));
    }
    let Some(tags) = &forum.wants else { return Probe::Healed };
    match ctx.store.held_in(forum.id, LOOKED_AT).await {
        Ok(held) if held.iter().all(|due| card::tag_for(due, tags).is_some()) => Probe::Healed,
        Ok(_) => Probe::Still(NEEDS_TAG.to_owned()),
        Err(_) => Probe::Unclear,
    }
}

/// A thread is age-restricted when its parent is.
async fn probe_restriction(ctx: &Context, channel: ChannelId, guard: &Guard) -> Probe {
    let asked = async {
        match ask(ctx, channel, guard).await? {
            Found { info: Some(ChannelInfo { thread_parent: Some(parent), .. }), .. } => ask(ctx, parent, guard).await,
            own => Ok(own),
        }
    };
    match asked.await.map(|found| found.info) {
        Ok(Some(info)) if info.nsfw => Probe::Healed,
        Ok(Some(_)) => Probe::Still(NOT_AGE_RESTRICTED.to_owned()),
        Ok(None) => Probe::Unclear,
        Err(not_well) => not_well,
    }
}

/// Discord's word of now on a channel.
struct Found {
    /// None where it cannot be read.
    info: Option<ChannelInfo>,
    /// It is an archived thread.
    archived: bool,
}

async fn ask(ctx: &Context, channel: ChannelId, guard: &Guard) -> Result<Found, Probe> {
    let answer = ctx.rest.channel(channel, &guard.stop).await;
    match judge(&answer, channel) {
        Probe::Healed => {}
        not_well => return Err(not_well),
    }
    let body = answer.ok().and_then(|answer| answer.body);
    let archived = body.as_ref().and_then(|body| body.get("thread_metadata")?.get("archived")?.as_bool()).unwrap_or(false);
    let info = body.as_ref().and_then(channel_info).filter(|info| info.id == channel);
    if let Some(info) = &info {
        ctx.places.picture().put(info.clone());
    }
    Ok(Found { info, archived })
}

fn judge(answer: &Result<Answer, crate::discord::rest::Failure>, channel: ChannelId) -> Probe {
    if answer.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status)) {
        return Probe::Healed;
    }
    match classify::message(answer, channel) {
        Class::Broken { reason, .. } => Probe::Still(reason),
        _ => Probe::Unclear,
    }
}

/// Looks for what nobody minds.
pub(super) async fn sweep(ctx: &Context) -> Result<Swept, StoreError> {
    let ended = end_kept(ctx).await?;
    let (forgotten, idle) = (ctx.store.forgotten_channels(ctx.clock.now()).await?, ctx.store.idle_channels().await?);
    for row in &forgotten {
        tracing::warn!(channel = %row.channel, guild = %row.guild, reason = row.reason, "notifications are held for a channel that is not known as broken; probing it");
    }
    for (channel, hold) in &idle {
        ctx.store.delete_broken_channel(*channel, *hold).await?;
    }
    ctx.store.forget_returned_folders().await?;
    Ok(Swept { forgotten, idle, ended, folders: ctx.store.untold_folders().await? })
}

/// Ends what was kept to the end, and says so.
async fn end_kept(ctx: &Context) -> Result<Vec<EndedHolds>, StoreError> {
    let mut all = Vec::<EndedHolds>::new();
    loop {
        let now = ctx.clock.now();
        let ended = ctx.store.end_kept(now).await?;
        if ended.is_empty() {
            return Ok(all);
        }
        for one in ended {
            tracing::warn!(channel = %one.channel, guild = %one.guild, messages = one.count, "messages could not be delivered for 30 days; giving up on them");
            let detail = format!("channel {}: {} messages, kept for {} days", one.channel, one.count, KEPT.num_days());
            ctx.store.audit(one.guild, now, "holds_ended", &detail).await?;
            match all.iter_mut().find(|other| (other.guild, other.channel) == (one.guild, one.channel)) {
                Some(other) => other.count += one.count,
                None => all.push(one),
            }
        }
    }
}
