//! What an attempt leaves behind: the intent before it, and the outcome after it.

use super::context::Context;
use super::error::Error;
use super::publish;
use super::record::{BatchIntentV1, IntentV1};
use super::settle::{Job, Outcomes};
use super::task::Task;
use domain::clock::Timestamp;
use domain::id::NotificationId;
use domain::notification::{Doubt, Due, Settlement};
use serde_json::Value;
use store::care::SentMessage;

/// Writes down that a message is about to be sent with this body, at this time by Discord's clock.
pub(super) async fn intend(ctx: &Context, task: &mut Task, body: &Value, at: Timestamp) -> Result<(), Error> {
    let (channel, attempt, veils) = (task.due.channel.0, task.due.attempts + 1, task.will_veil());
    let number = if task.is_batch() {
        let notifications = task.members().map(|due| *due.id.0.as_bytes()).collect();
        let body = body.to_string().into_bytes();
        ctx.journal.batch_intent(BatchIntentV1 { notifications, channel, at: at.timestamp_micros(), attempt, body }, veils).await?
    } else {
        let (notification, nonce) = (*task.due.id.0.as_bytes(), task.nonce());
        let intent = IntentV1 { notification, channel, nonce, at: at.timestamp_micros(), attempt, plain: task.plain };
        ctx.journal.intent(intent, veils).await?
    };
    task.records.push(number);
    if !task.marked {
        task.marked = true;
        let doubt = if task.is_batch() { Doubt::UNDATED } else { Doubt::since(at) };
        ctx.settler.push(Job::Mark(task.ids(), task.due.channel, doubt)).await;
    }
    Ok(())
}

/// Lets the journal forget what came to nothing; not while an attempt is in doubt.
pub(super) async fn forget_intents(ctx: &Context, task: &mut Task) {
    if task.doubt.is_none() && !task.records.is_empty() {
        let records = std::mem::take(&mut task.records);
        if let Err(error) = ctx.journal.ack(records).await {
            tracing::warn!(%error, "journal cannot forget an intent that came to nothing; the next start looks for its message");
        }
    }
}

/// What an outcome of the message means for one of its notifications. A row tells only its own nonce, so that an attempt of a message for
/// several is in doubt without a time: nobody trusts a nonce then, and the channel is asked.
fn outcome_of(due: &Due, task: &Task, outcome: &Settlement) -> Settlement {
    let mut outcome = outcome.clone();
    if let Settlement::Retry { attempts, .. } | Settlement::Failed { attempts, .. } = &mut outcome {
        *attempts = due.attempts + attempts.saturating_sub(task.due.attempts);
    }
    if let Settlement::Retry { doubt, .. } | Settlement::Held { doubt, .. } = &mut outcome {
        *doubt = doubt.map(|doubt| if task.is_batch() { Doubt::UNDATED } else { doubt });
    }
    outcome
}

/// Brings the outcome into the journal, if an attempt had begun, and on to the store: for all notifications of the message at once, and for
/// those `with` which it shares this outcome.
pub(super) async fn conclude(ctx: &Context, task: &mut Task, outcome: Settlement, with: &[NotificationId]) {
    let id = task.due.id;
    let mut outcomes: Vec<_> = task.members().map(|due| (due.id, outcome_of(due, task, &outcome))).collect();
    outcomes.extend(with.iter().map(|id| (*id, outcome.clone())));
    let mut records = std::mem::take(&mut task.records);
    if !records.is_empty() {
        match ctx.journal.outcomes(&outcomes).await {
            Ok(number) => records.push(number),
            Err(error) => tracing::error!(%error, notification = %id, "journal rejects an outcome; it goes to the store alone"),
        }
    }
    match &outcome {
        Settlement::Sent { message, .. } => {
            ctx.judge.taken(id, task.due.guild);
            // Who follows the channel may not be age-restricted, and nobody can ask.
            if message.0 != 0 && (task.veils || !task.is_mature()) {
                publish::note(ctx, SentMessage { guild: task.due.guild, channel: task.due.channel, message: *message });
            }
        }
        Settlement::Retry { .. } => {}
        _ => ctx.judge.forget(id),
    }
    // A message that may have arrived may have mentioned the role.
    if let (None, Some(watch), false) = (task.doubt, &task.due.watch, matches!(outcome, Settlement::Sent { .. })) {
        ctx.mentions.give_back(watch.id, id);
    }
    let many = u64::try_from(outcomes.len()).unwrap_or(u64::MAX);
    let word = ctx.board.update(|status| {
        let (count, word) = match &outcome {
            Settlement::Sent { .. } => (&mut status.sent, "sent"),
            Settlement::Retry { .. } => (&mut status.retries, "retry"),
            Settlement::Held { .. } => (&mut status.held, "held"),
            Settlement::Suppressed { .. } => (&mut status.suppressed, "suppressed"),
            Settlement::Failed { .. } => (&mut status.failed, "failed"),
            Settlement::Expired { .. } => (&mut status.expired, "expired"),
        };
        *count += many;
        word
    });
    metrics::counter!("deviantcord_delivery_outcomes_total", "outcome" => word).increment(many);
    let message = Outcomes { channel: Some(task.due.channel), outcomes, shown: task.shown, veiled: task.veils, records };
    ctx.settler.push(Job::Outcomes(message)).await;
}

/// Gives a message's notifications back as they were, at a stop. Of a message for several that may have arrived the journal keeps the intent:
/// the next start sends exactly that body again, while rows do not tell its nonce.
pub(super) async fn give_back(ctx: &Context, mut task: Task) {
    let untouched = !task.marked && task.records.is_empty();
    if untouched || stays_in_journal(&task) {
        return;
    }
    let due_at = ctx.clock.now();
    let attempts = task.due.attempts.max(u32::from(task.doubt.is_some()));
    let outcome = Settlement::Retry { due_at, doubt: task.doubt, attempts, reason: "the sender stopped".to_owned() };
    conclude(ctx, &mut task, outcome, &[]).await;
}

/// Whether the journal knows more of it than its rows can.
const fn stays_in_journal(task: &Task) -> bool {
    task.is_batch() && task.doubt.is_some() && !task.records.is_empty()
}
