//! What an attempt leaves behind: the intent before it, and the outcome after it.

use super::context::Context;
use super::error::Error;
use super::record::IntentV1;
use super::settle::Job;
use super::task::Task;
use crate::card;
use domain::clock::Timestamp;
use domain::notification::Settlement;

/// Writes down that a message is about to be sent, at this time by Discord's clock.
pub(super) async fn intend(ctx: &Context, task: &mut Task, at: Timestamp) -> Result<(), Error> {
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

/// Lets the journal forget what came to nothing; not while an attempt is in doubt.
pub(super) async fn forget_intents(ctx: &Context, task: &mut Task) {
    if task.doubt.is_none() && !task.records.is_empty() {
        let records = std::mem::take(&mut task.records);
        if let Err(error) = ctx.journal.ack(records).await {
            tracing::warn!(%error, "journal cannot forget an intent that came to nothing; the next start looks for its message");
        }
    }
}

/// Brings the outcome into the journal, if an attempt had begun, and on to the store.
pub(super) async fn conclude(ctx: &Context, task: &mut Task, outcome: Settlement) {
    let id = task.due.id;
    let mut records = std::mem::take(&mut task.records);
    if !records.is_empty() {
        match ctx.journal.outcome(id, &outcome).await {
            Ok(number) => records.push(number),
            Err(error) => tracing::error!(%error, notification = %id, "journal rejects an outcome; it goes to the store alone"),
        }
    }
    match &outcome {
        Settlement::Sent { .. } => ctx.judge.taken(id, task.due.guild),
        Settlement::Retry { .. } => {}
        _ => ctx.judge.forget(id),
    }
    // What may have arrived may have mentioned.
    if let (None, Some(watch), false) = (task.doubt, &task.due.watch, matches!(outcome, Settlement::Sent { .. })) {
        ctx.mentions.give_back(watch.id, id);
    }
    let word = ctx.board.update(|status| {
        let (count, word) = match &outcome {
            Settlement::Sent { .. } => (&mut status.sent, "sent"),
            Settlement::Retry { .. } => (&mut status.retries, "retry"),
            Settlement::Held { .. } => (&mut status.held, "held"),
            Settlement::Suppressed { .. } => (&mut status.suppressed, "suppressed"),
            Settlement::Failed { .. } => (&mut status.failed, "failed"),
            Settlement::Expired { .. } => (&mut status.expired, "expired"),
        };
        *count += 1;
        word
    });
    metrics::counter!("deviantcord_delivery_outcomes_total", "outcome" => word).increment(1);
    ctx.settler.push(Job::Outcome { id, settlement: outcome, records }).await;
}

/// Gives a notification back as it was, at a stop.
pub(super) async fn give_back(ctx: &Context, mut task: Task) {
    if !task.marked && task.records.is_empty() {
        return;
    }
    let due_at = ctx.clock.now();
    let attempts = task.due.attempts.max(u32::from(task.doubt.is_some()));
    let outcome = Settlement::Retry { due_at, doubt: task.doubt, attempts, reason: "the sender stopped".to_owned() };
    conclude(ctx, &mut task, outcome).await;
}
