//! Publishes the messages of announcement channels to their followers, once they are sent. Publishing has a separate lane, so it never delays a
//! message.
//!
//! Discord publishes few messages of a channel in an hour. What is above that stays unpublished, and is noted. Asked for twice, a message is published
//! once: a lost answer costs one more request. What a former life had not published yet is found in the store.

use super::context::{Context, Guard};
use super::entry::{self, Closed};
use crate::discord::answer::Answer;
use crate::discord::ask::crosspost_route;
use crate::discord::classify::{Meaning, meaning};
use crate::discord::rest::Failure;
use crate::discord::time::first_id;
use chrono::TimeDelta;
use domain::id::MessageId;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use store::care::SentMessage;
use tokio::time::Instant;

/// A channel that publishes nothing for longer than this has had its hour's share.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a message is tried where Discord fails.
const TRIES: u32 = 6;
/// Messages that wait; of more the oldest are left unpublished.
const WAITING: usize = 10_000;
/// How old a message may be that a former life left.
const LATELY: TimeDelta = TimeDelta::hours(1);
/// How long it is kept what was published, and how often older rows are taken out.
const KEPT: TimeDelta = TimeDelta::days(8);
const TIDY_EVERY: Duration = Duration::from_secs(3_600);
/// Discord's code of a message that is published already.
const PUBLISHED: u64 = 40_033;

/// A message that is to be published.
struct Waiting {
    sent: SentMessage,
    tries: u32,
    not_before: Instant,
    /// What came of it, where that is only to be noted.
    known: Option<Said>,
}

/// Puts these behind what waits, each message once.
fn push(queue: &mut VecDeque<Waiting>, found: Vec<SentMessage>) {
    let mut waits: HashSet<MessageId> = queue.iter().map(|one| one.sent.message).collect();
    let found = found.into_iter().filter(|sent| waits.insert(sent.message));
    queue.extend(found.map(|sent| Waiting { sent, tries: 0, not_before: Instant::now(), known: None }));
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Published,
    /// It stays unpublished.
    Left,
    /// There is nothing to publish: no announcement channel, or no message.
    Nothing,
    /// To be asked again after this.
    Again(Duration),
    /// The same, since nothing is known of the channel: it may be one that publishes nothing.
    Unseen(Duration),
    Stopped,
}

/// Works until the right to send ends.
pub(super) async fn run(ctx: Arc<Context>, guard: Guard) {
    let (mut queue, mut walked, mut tidy_at) = (VecDeque::<Waiting>::new(), false, Instant::now());
    // The gateway tells of channels first.
    let walk_at = Instant::now() + ctx.tuning.walk_after;
    while guard.may_send() {
        if !walked && Instant::now() >= walk_at {
            match left_behind(&ctx, &guard).await {
                Ok(Some(found)) => {
                    walked = true;
                    push(&mut queue, found);
                }
                Ok(None) => {}
                Err(error) => ctx.store_trouble(&error),
            }
        }
        push(&mut queue, ctx.announced.take());
        let worked = work(&ctx, &guard, &mut queue).await;
        let tidied = if Instant::now() >= tidy_at { tidy(&ctx).await } else { Ok(()) };
        if tidied.is_ok() && Instant::now() >= tidy_at {
            tidy_at = Instant::now() + TIDY_EVERY;
        }
        for error in [worked, tidied].into_iter().filter_map(Result::err) {
            ctx.store_trouble(&error);
        }
        tokio::select! {
            () = guard.stop.cancelled() => return,
            () = ctx.announced.told() => {}
            () = tokio::time::sleep(ctx.tuning.look_every) => {}
        }
    }
}

/// Takes out what nobody asks for any more.
async fn tidy(ctx: &Context) -> Result<(), StoreError> {
    while ctx.store.forget_publications(ctx.clock.now() - KEPT).await? > 0 {}
    Ok(())
}

/// Messages of the last hour of which nothing is noted. None: Discord has not told the time yet.
async fn left_behind(ctx: &Context, guard: &Guard) -> Result<Option<Vec<SentMessage>>, StoreError> {
    let Ok(_) = guard.life.start(&guard.stop).await else { return Ok(None) };
    let Some(now) = ctx.rest.discord_now() else { return Ok(None) };
    let (mut found, mut after) = (Vec::new(), Some(MessageId(first_id(now - LATELY))));
    while let Some(from) = after {
        let (some, next) = ctx.store.unnoted_after(from).await?;
        found.extend(some);
        after = next.filter(|next| next.0 > from.0 && found.len() < WAITING);
    }
    Ok(Some(found))
}

/// Asks for each that is due, once.
async fn work(ctx: &Context, guard: &Guard, queue: &mut VecDeque<Waiting>) -> Result<(), StoreError> {
    for _ in 0..queue.len() {
        let Some(mut one) = queue.pop_front() else { break };
        if one.not_before > Instant::now() {
            queue.push_back(one);
            continue;
        }
        let said = match one.known {
            Some(known) => known,
            None if queue.len() >= WAITING => Said::Left,
            None => publish(ctx, guard, &one.sent).await,
        };
        let paused = ctx.rest.paused_for().is_some();
        let noted = match said {
            Said::Stopped => return Ok(()),
            Said::Nothing => Ok(()),
            // A pause of everything says nothing of this message.
            Said::Again(wait) | Said::Unseen(wait) if paused || one.tries + 1 < TRIES => {
                one.tries += u32::from(!paused);
                one.not_before = Instant::now() + wait;
                queue.push_back(one);
                continue;
            }
            // The next life asks again.
            Said::Unseen(_) => Ok(()),
            Said::Published => note_down(ctx, one.sent, true).await,
            Said::Left | Said::Again(_) => {
                tracing::info!(channel = %one.sent.channel, message = %one.sent.message, "message stays unpublished");
                note_down(ctx, one.sent, false).await
            }
        };
        if let Err(error) = noted {
            // It is not asked for again: what came of it is known.
            one.known = Some(said);
            queue.push_back(one);
            return Err(error);
        }
    }
    Ok(())
}

/// Notes what became of it, once.
async fn note_down(ctx: &Context, sent: SentMessage, published: bool) -> Result<(), StoreError> {
    ctx.store.note_publication(sent, published, ctx.clock.now()).await?;
    let outcome = if published { "published" } else { "unpublished" };
    metrics::counter!("deviantcord_publications_total", "outcome" => outcome).increment(1);
    Ok(())
}

async fn publish(ctx: &Context, guard: &Guard, sent: &SentMessage) -> Said {
    if ctx.places.picture().last_info(sent.guild, sent.channel).is_some_and(|info| !info.is_announcement()) {
        return Said::Nothing;
    }
    match entry::announcement(ctx, (sent.guild, sent.channel), guard).await {
        Ok(true) => {}
        Ok(false) | Err(Closed::Refused(_) | Closed::Foreign | Closed::Unrestricted) => return Said::Nothing,
        Err(Closed::NotNow(_)) => return Said::Unseen(ctx.tuning.care),
    }
    let route = crosspost_route(sent.channel);
    if let Some(wait) = ctx.rest.rests_for(&route) {
        return if wait > PATIENCE && ctx.rest.paused_for().is_none() { Said::Left } else { Said::Again(wait.min(PATIENCE)) };
    }
    let Ok(permit) = ctx.rest.spare_permit(route, &guard.stop).await else { return Said::Stopped };
    if !guard.may_send() {
        return Said::Stopped;
    }
    // Who follows the channel may not be age-restricted, and the post may have been made mature since.
    match ctx.store.shows_mature(sent).await {
        Ok(false) => {}
        Ok(true) => return Said::Nothing,
        Err(error) => {
            ctx.store_trouble(&error);
            return Said::Again(ctx.tuning.care);
        }
    }
    said(&ctx.rest.crosspost(permit, sent.channel, sent.message).await, ctx.tuning.care)
}

/// Pure.
fn said(answer: &Result<Answer, Failure>, soon: Duration) -> Said {
    let Ok(answer) = answer else { return Said::Again(soon) };
    match meaning(answer) {
        Meaning::Done => Said::Published,
        _ if answer.code() == Some(PUBLISHED) => Said::Published,
        Meaning::Known | Meaning::Gone => Said::Nothing,
        Meaning::Wait if answer.is_global() => Said::Again(answer.retry_after().unwrap_or(soon)),
        Meaning::Wait if answer.retry_after().is_some_and(|wait| wait > PATIENCE) => Said::Left,
        Meaning::Wait => Said::Again(answer.retry_after().unwrap_or(soon)),
        Meaning::Forbidden | Meaning::Content => Said::Left,
        _ => Said::Again(soon),
    }
}

/// This message was sent: where it may be published, it is.
pub(super) fn note(ctx: &Context, sent: SentMessage) {
    // What is not known of the channel is asked for before anything is published.
    if ctx.places.picture().last_info(sent.guild, sent.channel).is_none_or(|info| info.is_announcement()) {
        ctx.announced.add(sent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::answer::RateHeaders;
    use serde_json::json;

    #[test]
    fn above_the_hours_share_a_message_stays_unpublished_and_nothing_else_leaves_it() {
        let soon = Duration::from_secs(1);
        let of = |status, body| said(&Ok(Answer { status, rate: RateHeaders::default(), body: Some(body) }), soon);
        assert_eq!(of(200, json!({"id": "7"})), Said::Published);
        assert_eq!(of(400, json!({"code": 40033})), Said::Published, "an answer was lost");
        assert_eq!(of(404, json!({"code": 10008})), Said::Nothing, "somebody deleted it");
        assert_eq!(of(429, json!({"retry_after": 3000.0, "global": false})), Said::Left);
        assert_eq!(of(429, json!({"retry_after": 3.0, "global": false})), Said::Again(soon * 3));
        assert_eq!(of(429, json!({"retry_after": 3000.0, "global": true})), Said::Again(soon * 3000));
        assert_eq!(of(403, json!({"code": 50013})), Said::Left);
        assert_eq!(of(502, json!(null)), Said::Again(soon));
        assert_eq!(said(&Err(Failure::Timeout), soon), Said::Again(soon));
    }
}
