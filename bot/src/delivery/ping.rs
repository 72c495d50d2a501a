//! Whether a message mentions its watch's role. Every send asks, because roles are deleted, handed to integrations, and made unmentionable
//! after a watch was added, and because a burst of posts mentions the role once. The post is sent either way.

use super::context::{Context, Guard};
use super::mentions::Mention;
use super::task::Task;
use crate::discord::permission::{MENTION_EVERYONE, allows};
use crate::discord::picture::Guild;
use domain::id::ChannelId;
use domain::notification::{Due, Subject};
use domain::watch::Ping;

/// Removes the roles that are not mentioned now, also those of other watches for which the message stands. Where Discord does not say
/// enough about a role, Discord decides itself.
pub(super) async fn check(ctx: &Context, task: &mut Task, guard: &Guard) {
    let (Some(watch), Subject::Card { .. }) = (&task.due.watch, &task.due.subject) else { return };
    if watch.wish.ping.is_none() && task.due.also_ping.is_empty() {
        return;
    }
    if let Some(lately) = ctx.mentions.asks(watch.id) {
        match ctx.store.sent_since(watch.id, ctx.clock.now() - lately).await {
            Ok(sent) => ctx.mentions.learn(watch.id, sent),
            // Rather once too often than never.
            Err(error) => ctx.store_trouble(&error),
        }
    }
    let mention = Mention { notification: task.due.id, watch: watch.id, observed_at: task.due.observed_at };
    let (id, channel) = (task.due.guild, task.due.channel);
    let guild = ctx.places.guild(id, &guard.stop).await.ok();
    let (me, now_ms) = (ctx.places.picture().me(), ctx.clock.now().timestamp_millis());
    // A thread has its parent's permissions. The gate that checks whose channel it is has just learned of both.
    let base = ctx.places.picture().fresh(id, channel).and_then(|info| info.thread_parent).unwrap_or(channel);
    // The member had that right in the watch's channel; of another one, into which mature posts go, nobody knows.
    let by_right = watch.wish.channel == channel;
    let may = |guild: &Guild, ping: Ping| may(guild, Ping { by_right: ping.by_right && by_right, ..ping }, base, me, now_ms);
    keep(&mut task.due, |ping| match guild.as_ref().map_or(Ok(()), |guild| may(guild, ping)) {
        Ok(()) => ctx.mentions.take(ping.role, mention, ctx.clock.uptime()),
        Err(why) => {
            tracing::info!(guild = %id, role = %ping.role, why, "role cannot be mentioned; sending the post without it");
            false
        }
    });
}

/// Keeps only the mentions that are allowed.
fn keep(due: &mut Due, allowed: impl Fn(Ping) -> bool) {
    if let Some(watch) = &mut due.watch {
        watch.wish.ping = watch.wish.ping.filter(|ping| allowed(*ping));
    }
    due.also_ping.retain(|ping| allowed(*ping));
}

/// A role that not everybody may mention needs the right of the member who added the watch, and the bot's. `base`: the channel whose permissions
/// count.
fn may(guild: &Guild, ping: Ping, base: ChannelId, me: Option<u64>, now_ms: i64) -> Result<(), &'static str> {
    let Some(known) = guild.role(ping.role.0) else { return Err("the role is gone, or another server's") };
    if known.managed {
        return Err("the role belongs to an integration");
    }
    if known.mentionable {
        return Ok(());
    }
    if !ping.by_right {
        return Err("the role is not mentionable, and the member who added the watch is not known to have the right to mention it");
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
    use domain::id::{GuildId, RoleId};
    use std::sync::Arc;

    #[test]
    fn a_role_is_judged_by_what_it_is_and_by_what_the_bot_may_there() {
        let role = |id, mentionable, managed| Role { id, permissions: 0, mentionable, managed };
        let channel = |id, allow| {
            let overwrites = [crate::discord::picture::Overwrite { id: 9, allow, deny: 0, member: true }];
            Channel { id, parent: 0, name: Channel::short(""), overwrites: Some(Arc::from(overwrites)), kind: 0, nsfw: false, wants: None }
        };
        let everyone = Role { permissions: crate::discord::permission::VIEW_CHANNEL, ..role(1, false, false) };
        let roles = vec![everyone, role(2, true, false), role(3, false, false), role(4, true, true)];
        let me = Some(Me { roles: Box::from([]), time_out_ms: 0 });
        let guild = Guild::new(GuildId(1), 8, me, vec![channel(5, 0), channel(6, MENTION_EVERYONE)], roles);
        let judge = |role, by_right, base, me| may(&guild, Ping { role: RoleId(role), by_right }, ChannelId(base), me, 1).is_ok();
        assert!(judge(2, false, 5, Some(9)) && judge(2, false, 77, None), "mentionable");
        assert!(!judge(3, false, 6, Some(9)) && !judge(3, false, 77, None), "not mentionable: the bot's right alone is not enough");
        let judged = |role, base, me| judge(role, true, base, me);
        assert!(!judged(3, 5, Some(9)) && judged(3, 6, Some(9)), "not mentionable: the bot's right there decides");
        assert!(judged(3, 5, None) && judged(3, 77, Some(9)), "what is not known changes nothing");
        assert!(!judged(4, 6, Some(9)) && !judged(78, 6, Some(9)), "an integration's, and one that is gone");
    }
}
