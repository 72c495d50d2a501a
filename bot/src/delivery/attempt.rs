//! One try: gates, intent, request, outcome.

use super::context::{Context, Guard};
use super::gate::{Gate, gate};
use super::history::Stop;
use super::home;
use super::judge::Verdict;
use super::lookup::{self, Before, Sighting};
use super::ping;
use super::record::IntentV1;
use super::settle::Job;
use super::task::Task;
use super::unsure;
use crate::card;
use crate::discord::classify::{self, Class, Kind, Meaning, Trouble};
use crate::discord::picture::read::channel_info;
use crate::discord::rest::send_route;
use crate::discord::{ChannelInfo, answer::Answer, rest::Failure};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, MessageId};
use domain::notification::{Doubt, Hold, IN_DOUBT, Settlement, State, Subject, Suppressed};
use domain::retry::Schedule;
use futures_util::FutureExt;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use store::StoreError;
use tokio::time::Instant;

/// What was read from the store longer ago than this is read again before it is sent: the watch may be gone.
const STALE: Duration = Duration::from_secs(2);
/// How long a message is held of which nobody knows whether it was sent, before it is looked for again.
const UNSURE_FOR: TimeDelta = TimeDelta::hours(1);
/// The wait after the last delay of the schedule; age ends it.
const LAST_DELAY: Duration = Duration::from_secs(10 * 3600);
/// The longest wait of a message that is refused while others are taken: so it is soon clear whether Discord ever takes it.
const ALONE_DELAY: Duration = Duration::from_secs(10 * 60);

/// Channels that refuse while those of many other guilds do are held only after this.
const OUTBREAK: Duration = Duration::from_secs(10 * 60);

/// How a try ended.
#[derive(Debug)]
pub(super) enum End {
    /// The outcome is decided and on its way to the store.
    Concluded,
    /// Nobody has to send it any more.
    Dropped,
    /// The same again, before anything else in this channel.
    Again { task: Box<Task>, after: Duration },
    /// The channel does not take it: nothing at all, or nothing of its kind.
    Refused { hold: Hold, reason: String },
    /// It is held, although its channel takes messages: nobody knows whether it was sent.
    Unsure { reason: String },
}

fn again(task: Task, after: Duration) -> End {
    End::Again { task: Box::new(task), after }
}

/// Works on a notification until something is decided, also when that ends in a panic: the lane is free again, and the message comes back later,
/// in doubt if it may have been sent.
pub(super) async fn attempt(ctx: &Context, task: Task, guard: &Guard) -> End {
    let mut spare = task.clone();
    match AssertUnwindSafe(work_on(ctx, task, guard)).catch_unwind().await {
        Ok(end) => end,
        Err(_) => {
            let (id, channel) = (spare.due.id, spare.due.channel);
            tracing::error!(notification = %id, %channel, "a delivery panicked, which is a fault of this program; the message is tried again later");
            spare.doubt.get_or_insert(ctx.rest.discord_now().map_or(Doubt::UNDATED, Doubt::since));
            later(ctx, spare, "the program failed over this message".to_owned(), Duration::ZERO, LAST_DELAY).await
        }
    }
}

async fn work_on(ctx: &Context, mut task: Task, guard: &Guard) -> End {
    // What the row itself tells needs no request.
    if task.doubt.is_none() {
        match ends(ctx, &task).await {
            Ok(Some(settlement)) => return conclude(ctx, task, settlement).await,
            Ok(None) => {}
            Err(error) => return store_away(ctx, task, &error),
        }
    }
    let Ok(permit) = ctx.rest.permit(send_route(task.due.channel), &guard.stop).await else {
        return again(task, Duration::ZERO);
    };
    if task.read_at.elapsed() > STALE
        && let Some(end) = refresh(ctx, &mut task).await
    {
        return end;
    }
    let ends = match ends(ctx, &task).await {
        Ok(ends) => ends,
        Err(error) => return store_away(ctx, task, &error),
    };
    let ends = match ends {
        Some(settlement) if task.doubt.is_none() => return conclude(ctx, task, settlement).await,
        // There is nothing to look for.
        Some(_) if matches!(task.due.subject, Subject::Lost { .. }) => {
            let attempts = task.due.attempts;
            return conclude(ctx, task, failed(&format!("{IN_DOUBT}: the store has lost what it was about"), attempts)).await;
        }
        ends => ends,
    };
    // What ends without being sent must not be there: the reason would be untrue, and another watch might bring it again. And the nonce of the
    // plain form is another than the card's, which may have arrived.
    let now = ends.is_some() || task.plain;
    if let Err(end) = settle_doubt(ctx, &mut task, guard, now).await {
        return *end;
    }
    if let Some(settlement) = ends {
        return conclude(ctx, task, settlement).await;
    }
    let entry = match home::gate(ctx, &task, guard).await {
        Mature::Pass => mature_gate(ctx, &task, guard).await,
        refused => refused,
    };
    match entry {
        Mature::Pass => {}
        Mature::Foreign => return home::foreign(ctx, task).await,
        Mature::Hold => {
            return held(ctx, task, Hold::Mature, crate::text::broken::not_age_restricted().to_owned()).await;
        }
        Mature::Later(_) if guard.stop.is_cancelled() => return again(task, Duration::ZERO),
        Mature::Later(reason) => return later(ctx, task, reason, Duration::ZERO, LAST_DELAY).await,
        Mature::Wait(after) => return again(task, after),
        Mature::Broken { reason } => return refused(ctx, task, reason).await,
    }
    ping::check(ctx, &mut task, guard).await;
    send(ctx, task, guard, permit).await
}

/// Looks for what was sent before. Err: it was, or nobody knows, or it cannot be told now. `now`: the nonce is not relied on, because another
/// answer than the message's is there already.
async fn settle_doubt(ctx: &Context, task: &mut Task, guard: &Guard, now: bool) -> Result<(), Box<End>> {
    let moment = match guard.life.moment(ctx, guard).await {
        Ok(moment) => moment,
        Err(stop) => return Err(Box::new(stopped(ctx, task.clone(), stop).await)),
    };
    let before = if now { lookup::arrived(ctx, task, moment, guard).await } else { lookup::before(ctx, task, moment, guard).await };
    let in_doubt = task.doubt.is_some();
    let end = match before {
        Ok(Before::Covered) => return Ok(()),
        Ok(Before::NotSent) => {
            task.doubt = None;
            return Ok(());
        }
        Ok(Before::Sent(message)) => sent(ctx, task.clone(), Some(message), guard).await,
        Err(Sighting::Later(stop)) => stopped(ctx, task.clone(), stop).await,
        // Nothing contradicts what store and journal say, and they know of no try.
        Err(_) if !in_doubt && guard.life.agrees_on(task.due.published_at) => return Ok(()),
        Err(Sighting::Impossible(why)) => unsure(ctx, task.clone(), &why, guard).await,
        Err(Sighting::Found(_) | Sighting::Absent) => return Ok(()),
    };
    Err(Box::new(end))
}

/// Discord could not be asked now.
async fn stopped(ctx: &Context, task: Task, stop: Stop) -> End {
    match stop {
        Stop::Stopped => again(task, Duration::ZERO),
        Stop::Wait(after) => again(task, after),
        Stop::Reason(reason) => later(ctx, task, reason, Duration::ZERO, LAST_DELAY).await,
    }
}

async fn send(ctx: &Context, mut task: Task, guard: &Guard, permit: crate::discord::rest::Permit) -> End {
    let mut permit = Some(permit);
    loop {
        let permit = match permit.take() {
            Some(permit) => permit,
            None => match ctx.rest.permit(send_route(task.due.channel), &guard.stop).await {
                Ok(permit) => permit,
                Err(_) => return again(task, Duration::ZERO),
            },
        };
        let Some(body) = body(&task) else {
            return conclude(ctx, task, failed("the card cannot be written as JSON", 0)).await;
        };
        let Some(at) = ctx.rest.discord_now() else { return again(task, ctx.tuning.quick) };
        if let Err(error) = intend(ctx, &mut task, at).await {
            if ctx.board.error(format!("the journal takes no intents: {error}")) {
                tracing::error!(%error, "the journal takes no intents, so nothing is sent; free space in the data directory or restart");
            }
            return again(task, ctx.tuning.journal_rest);
        }
        // The last look: the lease may have gone, or everything been paused, while the intent was written.
        if !guard.may_send() || ctx.rest.paused_for().is_some() {
            forget_intents(ctx, &mut task).await;
            return again(task, ctx.rest.paused_for().unwrap_or_default());
        }
        let channel = task.due.channel;
        let answer = ctx.rest.create_message(permit, channel, &body).await;
        let class = classify::message(&answer, channel);
        tracing::debug!(notification = %task.due.id, %channel, ?class, "Discord answered to a message");
        match class {
            Class::Delivered(message) => return sent(ctx, task, message, guard).await,
            Class::RateLimited { after, global } => {
                tracing::debug!(%channel, ?after, global, "rate limited");
                forget_intents(ctx, &mut task).await;
                return again(task, after);
            }
            Class::Broken { reason, .. } => return refused(ctx, task, reason).await,
            Class::Archived if !task.woken => {
                task.woken = true;
                match ctx.rest.unarchive(channel, &guard.stop).await {
                    Ok(answer) if (200..300).contains(&answer.status) => {}
                    answer => match classify::message(&answer, channel) {
                        Class::Broken { reason, .. } => return refused(ctx, task, reason).await,
                        _ => {
                            let reason = "the archived thread could not be woken".to_owned();
                            return later(ctx, task, reason, Duration::ZERO, LAST_DELAY).await;
                        }
                    },
                }
            }
            Class::Archived => return broken(ctx, task, "the thread is archived and cannot be woken".to_owned()).await,
            // What Discord refuses now it may have taken before: somebody may have made a rule in between.
            Class::Rejected { .. } if task.doubt.is_some() => {
                if let Err(end) = settle_doubt(ctx, &mut task, guard, true).await {
                    return *end;
                }
            }
            Class::Rejected { reason } if !task.plain => {
                tracing::warn!(notification = %task.due.id, reason, "Discord refuses the card, sending the plain link instead");
                ctx.board.error(format!("Discord refuses a card: {reason}"));
                task.plain = true;
            }
            Class::Rejected { reason } => {
                tracing::error!(notification = %task.due.id, reason, "Discord refuses the plain link too, giving up on this message");
                let attempts = task.due.attempts + 1;
                return conclude(ctx, task, failed(&format!("Discord refuses the message: {reason}"), attempts)).await;
            }
            Class::Transient(trouble) => return transient(ctx, task, trouble, at, guard).await,
        }
    }
}

/// Something that may pass: the same again soon, later, or another form of it when Discord keeps refusing this message alone.
async fn transient(ctx: &Context, mut task: Task, trouble: Trouble, at: Timestamp, guard: &Guard) -> End {
    let Trouble { reason, unsent, kind } = trouble;
    ctx.board.error(reason.clone());
    ctx.judge.failed(task.due.id);
    if unsent {
        forget_intents(ctx, &mut task).await;
    } else {
        task.doubt.get_or_insert(Doubt::since(at));
    }
    let at_least = match kind {
        Kind::Aside(wait) => wait,
        _ if !task.quick && guard.may_send() => {
            task.quick = true;
            return again(task, ctx.tuning.quick.mul_f64(0.75 + rand::random::<f64>() / 2.0));
        }
        _ => Duration::ZERO,
    };
    let verdict = match kind {
        Kind::NoAnswer => Verdict::Unclear,
        Kind::Server | Kind::Aside(_) => ctx.judge.refused(task.due.id, task.plain),
    };
    match verdict {
        Verdict::Unclear => later(ctx, task, reason, at_least, LAST_DELAY).await,
        Verdict::Alone => later(ctx, task, reason, at_least, ALONE_DELAY).await,
        Verdict::Rejected if !task.plain => {
            tracing::warn!(notification = %task.due.id, reason, "Discord keeps refusing this card while it takes others, sending the plain link instead");
            // An earlier try may still have arrived: the next one looks first.
            task.plain = true;
            again(task, Duration::ZERO)
        }
        Verdict::Rejected if task.doubt.is_some() => unsure(ctx, task, &reason, guard).await,
        Verdict::Rejected => {
            tracing::error!(notification = %task.due.id, reason, "Discord keeps refusing the plain link too while it takes others, giving up on this message");
            let attempts = task.due.attempts + 1;
            conclude(ctx, task, failed(&format!("Discord went on refusing the message: {reason}"), attempts)).await
        }
    }
}

/// What the row, and those of the same watch, decide.
async fn ends(ctx: &Context, task: &Task) -> Result<Option<Settlement>, StoreError> {
    match gate(&task.due, ctx.clock.now()) {
        Gate::Open => Ok(None),
        Gate::Ends(settlement) => Ok(Some(settlement)),
        Gate::IfNewest if ctx.store.is_newest(&task.due).await? => Ok(None),
        Gate::IfNewest => Ok(Some(Settlement::Suppressed { reason: Suppressed::CatchUp })),
    }
}

pub(super) enum Mature {
    Pass,
    /// The channel is another server's.
    Foreign,
    /// The channel is not age-restricted.
    Hold,
    /// The channel could not be asked for.
    Later(String),
    Wait(Duration),
    Broken {
        reason: String,
    },
}

/// Whether this post may go into this channel now (Discord's rule: age-restricted content in age-restricted channels only).
async fn mature_gate(ctx: &Context, task: &Task, guard: &Guard) -> Mature {
    let Subject::Card { post, .. } = &task.due.subject else { return Mature::Pass };
    if !post.mature {
        return Mature::Pass;
    }
    let info = match channel(ctx, task.due.guild, task.due.channel, guard).await {
        Ok(info) => info,
        Err(answer) => return unasked(answer, task.due.channel),
    };
    let restricted = match info.thread_parent {
        None => info.nsfw,
        Some(parent) => match channel(ctx, task.due.guild, parent, guard).await {
            Ok(parent) => parent.nsfw,
            // A parent that may not be seen is not known to be restricted.
            Err(Ok(answer)) if matches!(classify::meaning(&answer), Meaning::Gone | Meaning::Forbidden) => false,
            Err(answer) => return not_now(classify::message(&answer, parent)),
        },
    };
    if restricted { Mature::Pass } else { Mature::Hold }
}

/// What it means that the channel of a message could not be asked for.
pub(super) fn unasked(answer: Result<Answer, Failure>, channel: ChannelId) -> Mature {
    match classify::message(&answer, channel) {
        Class::Broken { reason, .. } => Mature::Broken { reason },
        other => not_now(other),
    }
}

/// Nothing is known of the channel, so nothing is decided.
fn not_now(class: Class) -> Mature {
    match class {
        Class::RateLimited { after, .. } => Mature::Wait(after),
        Class::Transient(Trouble { reason, .. }) => Mature::Later(reason),
        _ => Mature::Later("the channel could not be asked for".to_owned()),
    }
}

pub(super) async fn channel(ctx: &Context, guild: GuildId, id: ChannelId, guard: &Guard) -> Result<ChannelInfo, Result<Answer, Failure>> {
    if let Some(info) = ctx.places.picture().fresh(guild, id) {
        return Ok(info);
    }
    let answer = ctx.rest.channel(id, &guard.stop).await.map_err(Err)?;
    match answer.body.as_ref().and_then(channel_info).filter(|info| answer.status == 200 && info.id == id) {
        Some(info) => {
            ctx.places.picture().put(info);
            Ok(info)
        }
        None => Err(Ok(answer)),
    }
}

/// The request body: serenity's, which sets the nonce and the mentions.
pub(super) fn body(task: &Task) -> Option<Value> {
    if matches!(task.due.subject, Subject::Lost { .. }) {
        return None;
    }
    let body = serde_json::to_value(card::message(&task.due, task.plain)).ok()?;
    debug_assert!(body.get("allowed_mentions").is_some(), "a message without allowed_mentions would ping from its text");
    debug_assert!(body.get("enforce_nonce").and_then(Value::as_bool) == Some(true));
    Some(body)
}

async fn intend(ctx: &Context, task: &mut Task, at: Timestamp) -> Result<(), super::Error> {
    let nonce = if task.plain { card::plain_nonce(task.due.id) } else { card::nonce(task.due.id) };
    let intent = IntentV1 {
        notification: *task.due.id.0.as_bytes(),
        channel: task.due.channel.0,
        nonce,
        at: at.timestamp_micros(),
        attempt: task.due.attempts + 1,
        plain: task.plain,
    };
    task.records.push(ctx.journal.intent(intent).await?);
    if !task.marked {
        task.marked = true;
        ctx.settler.push(Job::Mark(task.due.id, at)).await;
    }
    Ok(())
}

/// Certainly nothing was posted: the journal need not ask about it after a crash. Not while an earlier try is in doubt.
async fn forget_intents(ctx: &Context, task: &mut Task) {
    if task.doubt.is_none() && !task.records.is_empty() {
        let records = std::mem::take(&mut task.records);
        if let Err(error) = ctx.journal.ack(records).await {
            tracing::warn!(%error, "the journal could not forget an intent that came to nothing");
        }
    }
}

/// Reads the notification again. Some: nothing is to be sent.
async fn refresh(ctx: &Context, task: &mut Task) -> Option<End> {
    match ctx.store.notification(task.due.id).await {
        Ok(Some(due)) if matches!(due.state, State::Pending | State::Sending) => {
            task.due = due;
            task.read_at = tokio::time::Instant::now();
            None
        }
        Ok(_) => {
            task.doubt = None;
            forget_intents(ctx, task).await;
            Some(End::Dropped)
        }
        Err(error) => Some(store_away(ctx, task.clone(), &error)),
    }
}

fn store_away(ctx: &Context, task: Task, error: &StoreError) -> End {
    if ctx.board.error(format!("the store cannot be read: {error}")) {
        tracing::warn!(%error, "the store cannot be read, so that nothing is sent until it can");
    }
    again(task, Duration::from_secs(1))
}

pub(super) fn failed(reason: &str, attempts: u32) -> Settlement {
    Settlement::Failed { reason: reason.to_owned(), attempts }
}

async fn sent(ctx: &Context, task: Task, message: Option<MessageId>, guard: &Guard) -> End {
    let at = ctx.clock.now();
    let waited_ms = (at - task.due.observed_at).num_milliseconds();
    if let Some(message) = message {
        guard.life.claim(message.0);
    }
    metrics::histogram!("deviantcord_message_delay_seconds").record((at - task.due.observed_at).as_seconds_f64().max(0.0));
    tracing::info!(notification = %task.due.id, channel = %task.due.channel, waited_ms, "message delivered");
    conclude(ctx, task, Settlement::Sent { message: message.unwrap_or(MessageId(0)), at }).await
}

/// Nobody knows whether it was sent: sent again it might be there twice.
async fn unsure(ctx: &Context, task: Task, why: &str, guard: &Guard) -> End {
    let (id, guild, channel) = (task.due.id, task.due.guild, task.due.channel);
    tracing::error!(notification = %id, %channel, why, "it is unknown whether this message was sent; it is held, and looked for again every hour");
    let reason = format!("{IN_DOUBT}: {why}");
    let until = Some(domain::clock::micros(ctx.clock.now() + UNSURE_FOR));
    let doubt = task.doubt;
    conclude(ctx, task, Settlement::Held { hold: Hold::Channel, reason: reason.clone(), doubt, until }).await;
    if guard.life.tells(channel) {
        unsure::tell(ctx, guild, channel, why, guard).await;
    }
    End::Unsure { reason }
}

/// The channel refuses the message. Discord does so at random in bad minutes, so a second look decides; while many guilds refuse at once it is
/// put off.
async fn refused(ctx: &Context, mut task: Task, reason: String) -> End {
    let since = *task.refused_since.get_or_insert_with(Instant::now);
    let many = ctx.judge.channel_refused(task.due.guild);
    let look = ctx.tuning.second_look;
    let patience = if many { OUTBREAK } else { look };
    if since.elapsed() >= patience {
        return broken(ctx, task, reason).await;
    }
    tracing::debug!(channel = %task.due.channel, reason, many, "a channel refuses a message, looking again");
    forget_intents(ctx, &mut task).await;
    again(task, if many { look * 4 } else { look })
}

async fn broken(ctx: &Context, task: Task, reason: String) -> End {
    held(ctx, task, Hold::Channel, reason).await
}

/// Held until the channel takes it. A try in doubt stays so meanwhile, and is looked for then.
async fn held(ctx: &Context, task: Task, hold: Hold, reason: String) -> End {
    let doubt = task.doubt;
    conclude(ctx, task, Settlement::Held { hold, reason: reason.clone(), doubt, until: None }).await;
    End::Refused { hold, reason }
}

/// Back into the store, until the schedule's next time: not before `at_least`, nor, unless that is longer, after `at_most`.
async fn later(ctx: &Context, task: Task, reason: String, at_least: Duration, at_most: Duration) -> End {
    let delay = Schedule::DELIVERY.jittered(task.due.attempts).unwrap_or(LAST_DELAY).min(at_most).max(at_least);
    let delay = TimeDelta::from_std(delay).unwrap_or(TimeDelta::days(1));
    let due_at = domain::clock::micros(ctx.clock.now() + delay);
    let attempts = task.due.attempts + 1;
    tracing::warn!(notification = %task.due.id, channel = %task.due.channel, attempts, reason, "a message could not be sent now, trying again later");
    let settlement = Settlement::Retry { due_at, doubt: task.doubt, attempts, reason };
    conclude(ctx, task, settlement).await
}

/// Gives it back as it was: at a stop.
pub(super) async fn give_back(ctx: &Context, task: Task) {
    if !task.marked && task.records.is_empty() {
        return;
    }
    let due_at = ctx.clock.now();
    let attempts = task.due.attempts.max(u32::from(task.doubt.is_some()));
    let settlement = Settlement::Retry { due_at, doubt: task.doubt, attempts, reason: "the sender stopped".to_owned() };
    conclude(ctx, task, settlement).await;
}

/// The outcome into the journal if a try began, and on to the store.
pub(super) async fn conclude(ctx: &Context, task: Task, settlement: Settlement) -> End {
    let Task { due, mut records, .. } = task;
    if !records.is_empty() {
        match ctx.journal.outcome(due.id, &settlement).await {
            Ok(number) => records.push(number),
            Err(error) => tracing::error!(%error, notification = %due.id, "the journal takes no outcome; it goes to the store alone"),
        }
    }
    match &settlement {
        Settlement::Sent { .. } => ctx.judge.taken(due.id, due.guild),
        Settlement::Retry { .. } => {}
        _ => ctx.judge.forget(due.id),
    }
    let outcome = ctx.board.update(|status| {
        let (count, outcome) = match &settlement {
            Settlement::Sent { .. } => (&mut status.sent, "sent"),
            Settlement::Retry { .. } => (&mut status.retries, "retry"),
            Settlement::Held { .. } => (&mut status.held, "held"),
            Settlement::Suppressed { .. } => (&mut status.suppressed, "suppressed"),
            Settlement::Failed { .. } => (&mut status.failed, "failed"),
            Settlement::Expired { .. } => (&mut status.expired, "expired"),
        };
        *count += 1;
        outcome
    });
    metrics::counter!("deviantcord_delivery_outcomes_total", "outcome" => outcome).increment(1);
    ctx.settler.push(Job::Outcome { id: due.id, settlement, records }).await;
    End::Concluded
}
