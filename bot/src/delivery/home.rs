//! A watch posts in its own server only: looked at before every send, since rows come from imports and backups too.

use super::attempt::{End, Mature, channel, conclude, failed, unasked};
use super::context::{Context, Guard};
use super::task::Task;

/// Whether the channel is one of the watch's server. The picture knows, else Discord is asked once a channel: channels never move.
pub(super) async fn gate(ctx: &Context, task: &Task, guard: &Guard) -> Mature {
    let (guild, id) = (task.due.guild, task.due.channel);
    let home = match ctx.places.picture().home(guild, id) {
        Some(home) => Some(home),
        None => match channel(ctx, guild, id, guard).await {
            Ok(info) => info.guild,
            Err(answer) => return unasked(answer, id),
        },
    };
    match home {
        Some(home) if home == guild => Mature::Pass,
        Some(_) => Mature::Foreign,
        None => Mature::Later("Discord did not say whose the channel is".to_owned()),
    }
}

/// Nothing is sent, and nothing was.
pub(super) async fn foreign(ctx: &Context, task: Task) -> End {
    let (notification, guild, channel) = (task.due.id, task.due.guild, task.due.channel);
    tracing::error!(%notification, %guild, %channel, "a watch names a channel of another server; its posts are not sent there, remove the watch");
    let attempts = task.due.attempts;
    conclude(ctx, task, failed("the channel belongs to another server", attempts)).await
}
