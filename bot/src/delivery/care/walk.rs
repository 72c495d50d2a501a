//! Mature posts whose channel is no longer age-restricted: their messages are looked at as if the posts had changed.
//!
//! The gateway tells of a channel that loses the restriction while it is connected. What happened before, and what an archived thread shows, is found
//! by a walk over the messages of the last 14 days, when a sender begins and every few hours.

use super::super::context::{Context, Guard};
use super::super::entry::{self, Closed};
use crate::discord::time::first_id;
use domain::care::CARED_FOR;
use domain::id::{ChannelId, MessageId, PostId};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use store::care::Bared;
use tokio::time::Instant;

/// How often all messages of the last 14 days are walked over.
const EVERY: Duration = Duration::from_secs(6 * 3_600);
/// The wait after a walk that could not ask for everything.
const AGAIN: Duration = Duration::from_secs(600);

/// What a walk knows of the channels that it met.
type Met = HashMap<ChannelId, Option<bool>>;

/// Works until the right to send ends.
pub(in super::super) async fn run(ctx: Arc<Context>, guard: Guard) {
    let mut walk_at = Instant::now() + ctx.tuning.walk_after;
    while guard.may_send() {
        let looked = tokio::select! {
            () = guard.stop.cancelled() => return,
            () = ctx.unrestricted.told() => told(&ctx, &guard).await,
            () = tokio::time::sleep_until(walk_at) => {
                let walked = walk(&ctx, &guard).await;
                walk_at = Instant::now() + if matches!(walked, Ok(true)) { EVERY } else { AGAIN };
                walked.map(|_| true)
            }
        };
        let looked = looked.inspect_err(|error| ctx.store_trouble(error));
        if !looked.unwrap_or(false) {
            guard.stop.run_until_cancelled(tokio::time::sleep(ctx.tuning.care)).await;
            ctx.unrestricted.again();
        }
    }
}

/// Has what the channels show that the gateway told of looked at. False: Discord has not told the time yet. Then, and after an error, they are still
/// to be looked at.
async fn told(ctx: &Context, guard: &Guard) -> Result<bool, StoreError> {
    for (server, channel) in ctx.unrestricted.channels() {
        let Some(since) = oldest(ctx, guard).await else { return Ok(false) };
        // What Discord has confirmed is in the store, and what is on its way is looked at once its outcome is known.
        ctx.settler.flush().await;
        let known = ctx.places.picture().last_known(server);
        let threads = known.iter().flat_map(|known| known.channels()).filter(|one| one.is_thread() && one.parent == channel.0);
        let all: Vec<ChannelId> = threads.map(|thread| ChannelId(thread.id)).chain([channel]).collect();
        let mut posts = HashSet::new();
        for place in all {
            let bared = ctx.store.bared_in(place, since).await?;
            posts.extend(bared.into_iter().filter(|one| one.sent.guild == server).map(|one| one.post));
            posts.extend(ctx.store.on_their_way_to(place).await?);
        }
        look_after(ctx, &posts).await?;
        ctx.unrestricted.done(server, channel);
    }
    Ok(true)
}

/// Walks over the messages of the last 14 days. False: not every channel could be asked for.
async fn walk(ctx: &Context, guard: &Guard) -> Result<bool, StoreError> {
    let Some(mut after) = oldest(ctx, guard).await else { return Ok(false) };
    let (mut met, mut whole) = (Met::new(), true);
    loop {
        let (bared, next) = ctx.store.bared_after(after).await?;
        let mut posts: HashSet<PostId> = HashSet::new();
        for one in &bared {
            match restricted(ctx, guard, (&mut met, one)).await {
                Some(true) => {}
                Some(false) => drop(posts.insert(one.post)),
                None => whole = false,
            }
        }
        look_after(ctx, &posts).await?;
        match next {
            Some(next) if guard.may_send() => after = next,
            Some(_) => return Ok(false),
            None => return Ok(whole),
        }
    }
}

/// Whether the message's channel is age-restricted; None: nobody knows now.
async fn restricted(ctx: &Context, guard: &Guard, (met, one): (&mut Met, &Bared)) -> Option<bool> {
    let channel = one.sent.channel;
    if let Some(known) = met.get(&channel) {
        return *known;
    }
    let said = match entry::restricted(ctx, (one.sent.guild, channel), guard).await {
        Ok(restricted) => Some(restricted),
        // A channel that may not be seen takes no edit either; the look at each message would be made for nothing, every few hours.
        Err(Closed::Refused(_) | Closed::Foreign | Closed::Unrestricted) => Some(true),
        Err(Closed::NotNow(_)) => None,
    };
    met.insert(channel, said);
    said
}

async fn look_after(ctx: &Context, posts: &HashSet<PostId>) -> Result<(), StoreError> {
    if posts.is_empty() {
        return Ok(());
    }
    ctx.store.look_after(posts).await?;
    tracing::info!(posts = posts.len(), "mature posts are in channels that are no longer age-restricted; their messages are looked after");
    Ok(())
}

/// The least id that a message which is cared for can have; None: Discord has not told the time yet.
async fn oldest(ctx: &Context, guard: &Guard) -> Option<MessageId> {
    guard.life.start(&guard.stop).await.ok()?;
    Some(MessageId(first_id(ctx.rest.discord_now()? - CARED_FOR)))
}
