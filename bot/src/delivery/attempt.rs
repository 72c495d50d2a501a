//! One attempt: asks what [`decide`] wants to know, and performs what it says.

use super::conclude::{conclude, forget_intents, intend};
use super::context::{Context, Guard};
use super::decide::{Answer, LAST_DELAY, Now, Step, Then, Verdict, decide, later};
use super::sighting::Stop;
use super::task::{Burst, Task};
use super::{entry, lookup, ping, unsure};
use crate::discord::classify::{self, Class};
use crate::discord::rest::Permit;
use crate::text::unsure::Why;
use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::id::{MessageId, NotificationId};
use domain::notification::{Doubt, Hold, IN_DOUBT, Settlement};
use domain::retry::{Schedule, jittered};
use futures_util::FutureExt;
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use store::StoreError;
use tokio::time::Instant;
use tracing::Instrument;

/// A row that was read longer ago than this is read again before it is sent: its watch may be gone.
const STALE: Duration = Duration::from_secs(2);
/// How long the bot holds a message before it looks for it again, when nobody knows whether it was sent.
const UNSURE_FOR: TimeDelta = TimeDelta::hours(1);
/// The wait before a store that does not answer is asked again.
const STORE_REST: Duration = Duration::from_secs(1);

/// What the lane of an attempted notification does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The outcome is on its way to the store.
    Settled,
    /// A later retry is on its way to the store.
    Later,
    /// Nothing was posted, and each of its notifications goes alone.
    Split,
    /// Nothing was posted, and its notifications are gathered again.
    Regroup,
    /// As that, now that is known what an earlier life posted of their burst.
    Counted { burst: Burst, sent: Vec<NotificationId> },
    /// Nobody has to send it any more.
    Dropped,
    /// The same attempt again after this wait, before anything else in this channel.
    Again(Duration),
    /// The channel does not take it: nothing at all, or nothing of its kind.
    Closed { hold: Hold, reason: String },
    /// It is held, although its channel takes messages: nobody knows whether it was sent.
    Unsure { reason: String },
}

/// Works on a notification until something is decided. A panic decides too: the lane is free again, and the message comes back later, in doubt
/// because it may have been sent.
pub(super) async fn attempt(ctx: &Context, task: Task, guard: &Guard) -> (Task, Next) {
    let span = tracing::info_span!("deliver", notification = %task.due.id, channel = %task.due.channel);
    let run = async {
        let mut spare = task.clone();
        match AssertUnwindSafe(Attempt::new(ctx, task, guard).run()).catch_unwind().await {
            Ok(attempted) => attempted,
            Err(_) => {
                tracing::error!("delivery panicked, which is a bug in this program; retrying the message later");
                spare.doubt.get_or_insert(ctx.rest.discord_now().map_or(Doubt::UNDATED, Doubt::since));
                let mut attempt = Attempt::new(ctx, spare, guard);
                let next = match attempt.perform(later("the program failed over this message".to_owned())).await {
                    ControlFlow::Break(next) => next,
                    ControlFlow::Continue(_) => Next::Settled,
                };
                (attempt.task, next)
            }
        }
    };
    run.instrument(span).await
}

struct Attempt<'a> {
    ctx: &'a Context,
    guard: &'a Guard,
    task: Task,
    /// Permission of the rate limits to send one message.
    permit: Option<Permit>,
}

impl<'a> Attempt<'a> {
    const fn new(ctx: &'a Context, task: Task, guard: &'a Guard) -> Self {
        Self { ctx, guard, task, permit: None }
    }

    async fn run(mut self) -> (Task, Next) {
        if let Some(next) = self.count().await {
            return (self.task, next);
        }
        let mut answer = Answer::Row { permitted: false, newest: None };
        loop {
            let now = Now { at: self.ctx.clock.now(), instant: Instant::now(), may_send: self.guard.may_send(), tuning: &self.ctx.tuning };
            let verdict = decide(&mut self.task, answer, &now);
            answer = match self.perform(verdict).await {
                ControlFlow::Continue(answer) => answer,
                ControlFlow::Break(next) => return (self.task, next),
            };
        }
    }

    async fn perform(&mut self, verdict: Verdict) -> ControlFlow<Next, Answer> {
        let next = match verdict {
            Verdict::Ask(step) => return ControlFlow::Continue(self.ask(step).await),
            Verdict::Plain { reason, next } => {
                tracing::warn!(reason, "Discord refuses the card; sending the plain link instead");
                self.ctx.board.error(format!("Discord refuses a card: {reason}"));
                return ControlFlow::Continue(self.ask(next).await);
            }
            Verdict::Again(after) => self.again(after).await,
            Verdict::AgainSoon => self.again(jittered(self.ctx.tuning.quick)).await,
            Verdict::Later { reason, at_least, at_most } => self.later(reason, at_least, at_most).await,
            Verdict::Drop => {
                self.task.doubt = None;
                forget_intents(self.ctx, &mut self.task).await;
                Next::Dropped
            }
            Verdict::PutOff { until } => self.put_off(until).await,
            Verdict::GoHome => self.go_home().await,
            Verdict::Sent(message) => self.sent(message).await,
            Verdict::Found { message, with } => self.found(message, &with).await,
            Verdict::Hold { hold, reason } => self.hold(hold, reason).await,
            Verdict::Unsure { why } => self.unsure(&why).await,
            Verdict::Regroup => Next::Regroup,
            Verdict::Split { reason } => self.split(reason).await,
            Verdict::End(end) => {
                if let Settlement::Failed { reason, .. } = &end {
                    tracing::error!(guild = %self.task.due.guild, reason, "message cannot be delivered; giving up on it");
                }
                self.settle(end).await
            }
        };
        ControlFlow::Break(next)
    }

    async fn ask(&mut self, step: Step) -> Answer {
        match step {
            Step::Newest { permitted } => match self.ctx.store.is_newest(&self.task.due).await {
                Ok(newest) => Answer::Row { permitted, newest: Some(newest) },
                Err(error) => self.store_away(&error),
            },
            Step::Permit => self.ask_permit().await,
            Step::History(then) => {
                // The nonce covers only what is sent now, not what ends unsent; the plain form has another nonce than the card, and a post has none.
                let trust_nonce = matches!(then, Then::Send) && !self.task.plain && !self.task.forum;
                let sighting = lookup::look(self.ctx, &self.task, self.guard, trust_nonce).await;
                Answer::History { sighting, agrees: self.guard.life.agrees_on(self.task.published_at()), then }
            }
            Step::Entry => match entry::check(self.ctx, &self.task, self.guard).await {
                Ok(entered) => {
                    self.task.tag = entered.tag;
                    self.task.veil(!entered.whole);
                    ping::check(self.ctx, &mut self.task, self.guard).await;
                    self.task.silent = self.task.due.is_silent(self.ctx.clock.now());
                    Answer::Admitted
                }
                Err(closed) => self.closed(closed),
            },
            Step::Send => self.send().await,
            Step::Wake => self.wake().await,
            Step::Blame(trouble) => {
                let blame = self.ctx.judge.refused(self.task.due.id, self.task.plain);
                Answer::Blamed { trouble, blame }
            }
        }
    }

    async fn ask_permit(&mut self) -> Answer {
        self.task.forum = match entry::forum(self.ctx, (self.task.due.guild, self.task.due.channel), self.guard).await {
            Ok(forum) => forum,
            Err(closed) => return self.closed(closed),
        };
        let Some(permit) = self.take_permit().await else { return Answer::NotNow(Stop::Stopped) };
        self.permit = Some(permit);
        if self.task.read_at.elapsed() > STALE {
            let ids = self.task.ids();
            match self.ctx.store.notifications(&ids).await {
                Ok(rows) if rows.iter().filter(|due| self.task.is_still(due)).count() == ids.len() => self.task.read_again(rows),
                Ok(_) => return Answer::Gone { permitted: true },
                Err(error) => return self.store_away(&error),
            }
        }
        Answer::Row { permitted: true, newest: None }
    }

    /// None: the sender stops.
    async fn take_permit(&mut self) -> Option<Permit> {
        match self.permit.take() {
            Some(permit) => Some(permit),
            None => self.ctx.rest.permit(self.task.route(), &self.guard.stop).await.ok(),
        }
    }

    async fn send(&mut self) -> Answer {
        let ctx = self.ctx;
        let Some(permit) = self.take_permit().await else { return Answer::NotNow(Stop::Stopped) };
        let Some(body) = self.task.body() else { return Answer::Unwritable };
        let Some(at) = ctx.rest.discord_now() else { return Answer::NotNow(Stop::Wait(ctx.tuning.quick)) };
        if let Err(error) = intend(ctx, &mut self.task, &body, at).await {
            if ctx.board.error(format!("the journal takes no intents: {error}")) {
                tracing::error!(%error, "journal rejects intents; nothing is sent until it takes them: free space in the data directory or restart");
            }
            return Answer::NotNow(Stop::Wait(ctx.tuning.journal_rest));
        }
        self.task.keep(&body);
        // The last check: the lease may have been lost, or everything paused, while the intent was written.
        if !self.guard.may_send() || ctx.rest.paused_for().is_some() {
            return Answer::NotNow(Stop::Wait(ctx.rest.paused_for().unwrap_or_default()));
        }
        let channel = self.task.due.channel;
        let class = match self.task.forum {
            true => classify::post(&ctx.rest.create_post(permit, channel, &body).await, channel),
            false => classify::message(&ctx.rest.create_message(permit, channel, &body).await, channel),
        };
        tracing::debug!(?class, "Discord answered a message");
        match class {
            Class::Delivered(message) => Answer::Delivered(message),
            Class::RateLimited { after, .. } => Answer::RateLimited(after),
            Class::Broken { reason, .. } => self.refused(reason),
            Class::Archived => Answer::Archived,
            Class::Rejected { reason } => Answer::Rejected { reason },
            Class::Transient(trouble) => {
                ctx.board.error(trouble.reason.clone());
                ctx.judge.failed(self.task.due.id);
                Answer::Transient { trouble, at }
            }
        }
    }

    async fn wake(&self) -> Answer {
        let channel = self.task.due.channel;
        let answer = self.ctx.rest.unarchive(channel, &self.guard.stop).await;
        match classify::message(&answer, channel) {
            _ if answer.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status)) => Answer::Woken,
            Class::Broken { reason, .. } => self.refused(reason),
            _ => Answer::NotNow(Stop::Reason("the archived thread could not be woken".to_owned())),
        }
    }

    /// What an earlier life posted of its burst counts too: a forum gets so many posts of one, and the rest as a list. None: nothing.
    async fn count(&mut self) -> Option<Next> {
        let burst @ (watch, since) = self.task.uncounted?;
        // What this life sent there before the forum was known as one has to be in the store.
        if self.guard.stop.run_until_cancelled(self.ctx.settler.flush()).await.is_none() {
            return Some(Next::Again(Duration::ZERO));
        }
        match self.ctx.store.sent_of_burst(watch, self.task.due.channel, since).await {
            Ok(sent) => {
                self.task.uncounted = None;
                (!sent.is_empty()).then_some(Next::Counted { burst, sent })
            }
            Err(error) => {
                self.store_away(&error);
                Some(Next::Again(STORE_REST))
            }
        }
    }

    fn closed(&self, closed: entry::Closed) -> Answer {
        match closed {
            entry::Closed::Refused(reason) => self.refused(reason),
            entry::Closed::Foreign => Answer::Foreign,
            entry::Closed::Unrestricted => Answer::Unrestricted,
            entry::Closed::NotNow(stop) => Answer::NotNow(stop),
        }
    }

    /// The channel refuses this.
    fn refused(&self, reason: String) -> Answer {
        Answer::Refused { reason, many: self.ctx.judge.channel_refused(self.task.due.guild) }
    }

    fn store_away(&self, error: &StoreError) -> Answer {
        if self.ctx.board.error(format!("the store cannot be read: {error}")) {
            tracing::warn!(%error, "store cannot be read; nothing is sent until it can");
        }
        Answer::NotNow(Stop::Wait(STORE_REST))
    }

    /// Unless an attempt is in doubt, nothing was posted: the journal need not ask about it after a crash.
    async fn again(&mut self, after: Duration) -> Next {
        forget_intents(self.ctx, &mut self.task).await;
        Next::Again(after)
    }

    async fn later(&mut self, reason: String, at_least: Duration, at_most: Duration) -> Next {
        let delay = Schedule::DELIVERY.jittered(self.task.due.attempts).unwrap_or(LAST_DELAY).min(at_most).max(at_least);
        let due_at = domain::clock::micros(self.ctx.clock.now() + TimeDelta::from_std(delay).unwrap_or(TimeDelta::days(1)));
        let attempts = self.task.due.attempts + 1;
        tracing::warn!(attempts, reason, retry_in = ?delay, "message not delivered; retrying later");
        self.settle(Settlement::Retry { due_at, doubt: self.task.doubt, attempts, reason }).await;
        Next::Later
    }

    /// Its hour has not come. Nothing was posted.
    async fn put_off(&mut self, until: Timestamp) -> Next {
        forget_intents(self.ctx, &mut self.task).await;
        match self.ctx.store.wait_until(&self.task.due, until, self.ctx.clock.now()).await {
            Ok(true) => {
                tracing::debug!(%until, "message waits for its watch's hour");
                Next::Dropped
            }
            // Its row was read before it waited in its channel's lane, and somebody has changed the hours since: it is read and decided again.
            Ok(false) => Next::Dropped,
            Err(error) => {
                self.store_away(&error);
                Next::Again(STORE_REST)
            }
        }
    }

    /// It belongs in another channel. Nothing was posted.
    async fn go_home(&mut self) -> Next {
        forget_intents(self.ctx, &mut self.task).await;
        match self.ctx.store.go_home(&self.task.ids(), domain::clock::micros(self.ctx.clock.now())).await {
            Ok(()) => Next::Dropped,
            Err(error) => {
                self.store_away(&error);
                Next::Again(STORE_REST)
            }
        }
    }

    /// Its notifications go alone: at once, or, where an attempt may have arrived, by way of the store and the channel's history.
    async fn split(&mut self, reason: String) -> Next {
        tracing::warn!(reason, "posts cannot go together; sending each alone");
        self.ctx.judge.forget(self.task.due.id);
        if self.task.doubt.is_none() {
            if let Some(watch) = &self.task.due.watch {
                self.ctx.mentions.give_back(watch.id, self.task.due.id);
            }
            forget_intents(self.ctx, &mut self.task).await;
            return Next::Split;
        }
        self.ctx.judge.part(&self.task.ids());
        let (due_at, attempts) = (domain::clock::micros(self.ctx.clock.now()), self.task.due.attempts + 1);
        self.settle(Settlement::Retry { due_at, doubt: self.task.doubt, attempts, reason }).await
    }

    async fn sent(&mut self, message: Option<MessageId>) -> Next {
        let at = self.ctx.clock.now();
        if let Some(message) = message {
            self.guard.life.claim(message.0, None);
        }
        for due in self.task.members() {
            metrics::histogram!("deviantcord_message_delay_seconds").record((at - due.turn()).as_seconds_f64().max(0.0));
        }
        let posts = self.task.members().count();
        tracing::info!(posts, waited_ms = (at - self.task.due.observed_at).num_milliseconds(), "message delivered");
        self.settle(Settlement::Sent { message: message.unwrap_or(MessageId(0)), at }).await
    }

    async fn found(&mut self, message: MessageId, with: &[NotificationId]) -> Next {
        self.task.shown = None;
        let posts = self.task.members().count() + with.len();
        tracing::info!(posts, %message, "message is in the channel already; sending nothing");
        let at = self.ctx.clock.now();
        self.settle_with(Settlement::Sent { message, at }, with).await
    }

    async fn hold(&mut self, hold: Hold, reason: String) -> Next {
        let doubt = self.task.doubt;
        self.settle(Settlement::Held { hold, reason: reason.clone(), doubt, until: None }).await;
        Next::Closed { hold, reason }
    }

    async fn unsure(&mut self, why: &Why) -> Next {
        let words = why.english();
        tracing::error!(why = words, "nobody knows whether this message was sent; holding it, and looking for it every hour");
        let reason = format!("{IN_DOUBT}: {words}");
        let until = Some(domain::clock::micros(self.ctx.clock.now() + UNSURE_FOR));
        let doubt = self.task.doubt;
        self.settle(Settlement::Held { hold: Hold::Channel, reason: reason.clone(), doubt, until }).await;
        if self.guard.life.tells(self.task.due.channel) {
            unsure::tell(self.ctx, &self.task, why, self.guard).await;
        }
        Next::Unsure { reason }
    }

    async fn settle(&mut self, outcome: Settlement) -> Next {
        self.settle_with(outcome, &[]).await
    }

    /// `with`: others that settle in the same way.
    async fn settle_with(&mut self, outcome: Settlement, with: &[NotificationId]) -> Next {
        if self.task.is_batch() && self.task.doubt.is_some() {
            // What was read of the channel so far does not show this attempt, and its rows do not tell when it was.
            self.guard.life.read_again(self.task.due.channel);
        }
        conclude(self.ctx, &mut self.task, outcome, with).await;
        Next::Settled
    }
}
