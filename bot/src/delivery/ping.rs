//! Whether a watch's role may still be mentioned: looked at before every send, since roles are deleted, given to integrations, and made
//! unmentionable after a watch was made. The post comes all the same.

use super::context::{Context, Guard};
use super::task::Task;
use crate::discord::permission::{MENTION_EVERYONE, allows};
use crate::discord::picture::Guild;
use shared::id::{ChannelId, RoleId};
use shared::notification::Subject;

/// Takes the mention out of a task whose role must not be mentioned now. What Discord does not tell changes nothing: it decides itself.
pub(super) async fn check(ctx: &Context, task: &mut Task, guard: &Guard) {
    if !matches!(task.due.subject, Subject::Card { .. }) {
        return;
    }
    let (id, channel) = (task.due.guild, task.due.channel);
    let Some(wish) = task.due.watch.as_mut().map(|watch| &mut watch.wish) else { return };
    let Some(role) = wish.ping else { return };
    let Ok(guild) = ctx.places.guild(id, &guard.stop).await else { return };
    let me = ctx.places.picture().me();
    // A thread's permissions are its parent's; the look at whose channel it is told of both.
    let base = ctx.places.picture().fresh(id, channel).and_then(|info| info.thread_parent).unwrap_or(channel);
    if let Err(why) = may(&guild, role, base, me, ctx.clock.now().timestamp_millis()) {
        tracing::info!(guild = %id, %channel, %role, why, "a role is not mentioned; its post is sent without");
        wish.ping = None;
    }
}

/// `base`: the channel whose permissions count.
fn may(guild: &Guild, role: RoleId, base: ChannelId, me: Option<u64>, now_ms: i64) -> Result<(), &'static str> {
    let Some(known) = guild.role(role.0) else { return Err("the role is gone, or another server's") };
    if known.managed {
        return Err("the role belongs to an integration");
    }
    if known.mentionable {
        return Ok(());
    }
    let bits = me.zip(guild.channel(base)).and_then(|(me, base)| guild.own_permissions(me, base, now_ms));
    match bits {
        Some(bits) if !allows(bits, MENTION_EVERYONE) => Err("the role is not mentionable, and the bot may not mention it there"),
        _ => Ok(()),
    }
}
