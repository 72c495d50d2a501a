//! Whether a watch's role may still be mentioned: looked at before every send, since roles are deleted, given to integrations, and made
//! unmentionable after a watch was made. The post comes all the same.

use super::context::{Context, Guard};
use super::task::Task;
use crate::discord::permission::{MENTION_EVERYONE, allows};
use crate::discord::picture::Guild;
use domain::id::{ChannelId, RoleId};
use domain::notification::{Due, Subject};

/// Takes the mentions out of a task whose roles must not be mentioned now, those of other watches that the message stands for among them. What
/// Discord does not tell changes nothing: it decides itself.
pub(super) async fn check(ctx: &Context, task: &mut Task, guard: &Guard) {
    let wanted = task.due.watch.as_ref().is_some_and(|watch| watch.wish.ping.is_some()) || !task.due.also_ping.is_empty();
    if !wanted || !matches!(task.due.subject, Subject::Card { .. }) {
        return;
    }
    let (id, channel) = (task.due.guild, task.due.channel);
    let Ok(guild) = ctx.places.guild(id, &guard.stop).await else { return };
    let (me, now_ms) = (ctx.places.picture().me(), ctx.clock.now().timestamp_millis());
    // A thread's permissions are its parent's; the look at whose channel it is told of both.
    let base = ctx.places.picture().fresh(id, channel).and_then(|info| info.thread_parent).unwrap_or(channel);
    keep(&mut task.due, |role| match may(&guild, role, base, me, now_ms) {
        Ok(()) => true,
        Err(why) => {
            tracing::info!(guild = %id, %channel, %role, why, "a role is not mentioned; its post is sent without");
            false
        }
    });
}

/// Keeps these mentions of a message only.
fn keep(due: &mut Due, allowed: impl Fn(RoleId) -> bool) {
    if let Some(watch) = &mut due.watch {
        watch.wish.ping = watch.wish.ping.filter(|role| allowed(*role));
    }
    due.also_ping.retain(|role| allowed(*role));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::picture::{Channel, Me, Role};
    use domain::id::GuildId;
    use std::sync::Arc;

    #[test]
    fn a_role_is_judged_by_what_it_is_and_by_what_the_bot_may_there() {
        let role = |id, mentionable, managed| Role { id, permissions: 0, mentionable, managed };
        let channel = |id, allow| {
            let overwrites = [crate::discord::picture::Overwrite { id: 9, allow, deny: 0, member: true }];
            Channel { id, parent: 0, name: Channel::short(""), overwrites: Some(Arc::from(overwrites)), kind: 0, nsfw: false }
        };
        let everyone = Role { permissions: crate::discord::permission::VIEW_CHANNEL, ..role(1, false, false) };
        let roles = vec![everyone, role(2, true, false), role(3, false, false), role(4, true, true)];
        let me = Some(Me { roles: Box::from([]), time_out_ms: 0 });
        let guild = Guild::new(GuildId(1), 8, me, vec![channel(5, 0), channel(6, MENTION_EVERYONE)], roles);
        let judged = |role, base, me| may(&guild, RoleId(role), ChannelId(base), me, 1).is_ok();
        assert!(judged(2, 5, Some(9)) && judged(2, 77, None), "mentionable");
        assert!(!judged(3, 5, Some(9)) && judged(3, 6, Some(9)), "not mentionable: the bot's right there decides");
        assert!(judged(3, 5, None) && judged(3, 77, Some(9)), "what is not known changes nothing");
        assert!(!judged(4, 6, Some(9)) && !judged(78, 6, Some(9)), "an integration's, and one that is gone");
    }
}
