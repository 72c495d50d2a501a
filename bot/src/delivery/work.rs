//! The active sender's loop: looks for what is due, keeps the lanes, starts tries, and has held messages minded.

use super::Hint;
use super::attempt::{End, attempt};
use super::context::{Context, Guard};
use super::holds::Holds;
use super::lanes::Lanes;
use super::outage::{Early, Outage};
use super::task::Task;
use crate::discord::standing::Refusal;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, NotificationId};
use domain::notification::{Due, Hold};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Rows of one look.
const LOOK: u32 = 256;
/// Rows of one channel in one look: more than one poll brings to a watch, so that these come in the order of their publication.
const PER_CHANNEL: u32 = 16;
/// Notifications in memory; no further look above this.
const IN_MEMORY: usize = 2_048;

/// Why the loop ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Stopped,
}

enum Done {
    Looked(Result<(Vec<Due>, Option<Timestamp>), StoreError>),
    Tried {
        id: NotificationId,
        channel: ChannelId,
        guild: GuildId,
        end: End,
    },
    /// Retries that are due now.
    Pulled(Result<u32, StoreError>),
}

pub(super) struct Work {
    ctx: Arc<Context>,
    guard: Guard,
    lanes: Lanes<Task>,
    /// What is in memory or not settled yet, by id: the store still calls it due.
    known: HashMap<NotificationId, ChannelId>,
    holds: Holds,
    jobs: JoinSet<Done>,
    origin: Instant,
    looking: bool,
    /// Something may be due.
    dirty: bool,
    next_look: Instant,
    outage: Outage,
}

impl Work {
    pub fn new(ctx: Arc<Context>, guard: Guard) -> Self {
        let now = Instant::now();
        Self {
            lanes: Lanes::new(ctx.tuning.slots),
            outage: Outage::new(ctx.tuning.scout),
            holds: Holds::start(ctx.clone(), guard.clone()),
            ctx,
            guard,
            known: HashMap::new(),
            jobs: JoinSet::new(),
            origin: now,
            looking: false,
            dirty: true,
            next_look: now,
        }
    }

    /// Takes a notification into its lane.
    pub fn offer(&mut self, task: Task) {
        self.known.insert(task.due.id, task.due.channel);
        self.lanes.offer(task.waiting());
    }

    pub async fn run(
        &mut self,
        hints: &mut mpsc::Receiver<Hint>,
        settled: &mut mpsc::UnboundedReceiver<Vec<NotificationId>>,
        wake: &Notify,
    ) -> Ended {
        loop {
            self.ctx.board.turns().turn();
            if !self.guard.may_send() {
                return Ended::Stopped;
            }
            self.look();
            self.dispatch();
            self.holds.mind();
            self.mind_outage();
            self.show();
            let wake_at = self.wake_at();
            tokio::select! {
                () = self.guard.stop.cancelled() => return Ended::Stopped,
                Some(done) = self.jobs.join_next(), if !self.jobs.is_empty() => match done {
                    Ok(done) => self.handle(done),
                    // Its message is in the journal as begun, and comes again with the next start or recovery.
                    Err(error) => tracing::error!(%error, "a delivery task ended abnormally"),
                },
                Some(ids) = settled.recv() => {
                    for id in ids {
                        self.known.remove(&id);
                    }
                    self.dirty = true;
                }
                done = self.holds.next() => self.dirty |= self.holds.handle(done),
                Some(hint) = hints.recv() => self.holds.hint(hint),
                () = wake.notified() => self.dirty = true,
                () = tokio::time::sleep_until(wake_at) => {
                    if Instant::now() >= self.next_look {
                        self.dirty = true;
                    }
                }
            }
        }
    }

    /// Ends: waits for what is in flight, and returns what was not sent.
    pub async fn finish(mut self) -> Vec<Task> {
        self.guard.stop.cancel();
        let mut left: Vec<Task> = self.lanes.drain_all().into_iter().map(|waiting| waiting.value).collect();
        let ended = tokio::time::timeout(self.ctx.tuning.stop, async {
            while let Some(done) = self.jobs.join_next().await {
                if let Ok(Done::Tried { end: End::Again { task, .. }, .. }) = done {
                    left.push(*task);
                }
            }
            self.holds.finish().await;
        });
        if ended.await.is_err() {
            tracing::warn!(tries = self.jobs.len(), "some messages were not answered in time; the journal knows them");
        }
        self.ctx.board.update(|status| (status.in_flight, status.waiting) = (0, 0));
        left
    }

    fn look(&mut self) {
        if !self.holds.ready() || !self.dirty || self.looking || self.lanes.waiting() >= IN_MEMORY {
            return;
        }
        self.dirty = false;
        self.looking = true;
        self.next_look = Instant::now() + self.ctx.tuning.look_every;
        let busy: HashSet<ChannelId> = self.known.values().copied().chain(self.holds.closed()).collect();
        let busy: Vec<ChannelId> = busy.into_iter().collect();
        let ctx = self.ctx.clone();
        self.jobs.spawn(async move {
            let due = ctx.store.due_notifications(ctx.clock.now(), &busy, PER_CHANNEL, LOOK).await;
            Done::Looked(match due {
                Ok(due) if due.is_empty() => ctx.store.next_due_at().await.map(|next| (due, next)),
                Ok(due) => Ok((due, None)),
                Err(error) => Err(error),
            })
        });
    }

    fn dispatch(&mut self) {
        // What breaks is to be known from the first try on.
        if !self.holds.ready() || self.ctx.rest.paused_for().is_some() {
            return;
        }
        while let Some(waiting) = self.lanes.next(self.origin.elapsed()) {
            let (ctx, guard, task) = (self.ctx.clone(), self.guard.clone(), waiting.value);
            let (id, channel, guild) = (task.due.id, task.due.channel, task.due.guild);
            self.jobs.spawn(async move {
                let end = attempt(&ctx, task, &guard).await;
                Done::Tried { id, channel, guild, end }
            });
        }
    }

    fn wake_at(&self) -> Instant {
        let now = Instant::now();
        if !self.holds.ready() {
            // Nothing begins before the broken channels are known, and their coming wakes the loop.
            return now + self.ctx.tuning.look_every;
        }
        let lane = self.lanes.wakes_at(self.origin.elapsed()).map(|at| self.origin + at);
        let pause = self.ctx.rest.paused_for().map(|wait| now + wait);
        let lane = match (lane, pause) {
            (Some(lane), Some(pause)) => Some(lane.max(pause)),
            (lane, pause) => lane.or(pause),
        };
        let timer = now + self.ctx.tuning.look_every;
        self.next_look.max(now + Duration::from_millis(1)).min(timer).min(lane.unwrap_or(timer).max(now + Duration::from_millis(1)))
    }

    fn handle(&mut self, done: Done) {
        match done {
            Done::Looked(result) => self.looked(result),
            Done::Tried { id, channel, guild, end } => self.tried(id, channel, guild, end),
            Done::Pulled(Ok(count)) => {
                tracing::debug!(count, "retries are due at once");
                self.dirty |= count > 0;
            }
            Done::Pulled(Err(error)) => self.ctx.store_trouble(&error),
        }
    }

    fn looked(&mut self, result: Result<(Vec<Due>, Option<Timestamp>), StoreError>) {
        self.looking = false;
        let (rows, next) = match result {
            Ok(found) => found,
            Err(error) => return self.ctx.store_trouble(&error),
        };
        if let Some(next) = next {
            // What is due already but was not given is in hand, or waits for its channel.
            if let Ok(wait) = (next - self.ctx.clock.now()).to_std() {
                self.next_look = self.next_look.min(Instant::now() + wait.max(Duration::from_millis(5)));
            }
        }
        let mut more = rows.len() >= LOOK as usize;
        for due in rows {
            if self.holds.takes_nothing(due.channel) || self.known.contains_key(&due.id) {
                continue;
            }
            let mut task = Task::from_store(due);
            task.aside = self.ctx.judge.is_aside(task.due.id);
            task.plain = self.ctx.judge.is_plain(task.due.id);
            self.offer(task);
            more &= self.lanes.waiting() < IN_MEMORY;
        }
        self.dirty |= more;
    }

    fn tried(&mut self, id: NotificationId, channel: ChannelId, guild: GuildId, end: End) {
        let now = self.origin.elapsed();
        let mut rest = now + self.ctx.rest.blocked_for(channel).unwrap_or_default();
        match end {
            End::Concluded => {}
            End::Dropped => {
                self.known.remove(&id);
            }
            End::Again { task, after } => {
                rest = rest.max(now + after);
                self.offer(*task);
            }
            End::Refused { hold, reason } => {
                let waiting = if hold == Hold::Channel { self.lanes.drain(channel) } else { Vec::new() };
                for waiting in waiting {
                    // Not lost: the store has them, and the journal what was begun.
                    self.known.remove(&waiting.id);
                }
                self.holds.breaks(channel, guild, hold, reason);
            }
            End::Unsure { reason } => self.holds.unsure(channel, guild, reason),
        }
        self.lanes.done(channel, rest);
    }

    fn mind_outage(&mut self) {
        let refused = self.ctx.rest.refusal().is_some();
        let Some(early) = self.outage.turn(&self.ctx.judge, refused) else { return };
        let ctx = self.ctx.clone();
        let most = if early == Early::One { Some(1) } else { None };
        self.jobs.spawn(async move {
            // What failed last is to be among them.
            ctx.settler.flush().await;
            Done::Pulled(ctx.store.retry_now(ctx.clock.now(), most).await)
        });
    }

    fn show(&self) {
        let paused = self.ctx.rest.paused_for();
        let (refusal, down) = (self.ctx.rest.refusal(), self.ctx.judge.is_down());
        self.ctx.board.update(|status| {
            status.in_flight = self.lanes.in_flight();
            status.waiting = self.lanes.waiting();
            status.broken_channels = self.holds.count();
            status.paused_for_ms = paused.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
            status.failing = match (refusal, paused) {
                (Some(Refusal::Token), _) => Some(
                    "Discord does not accept the bot token; check discord.token (a new one can be made on the application's Bot page)"
                        .to_owned(),
                ),
                (Some(Refusal::Address), _) => Some("Discord's edge refuses this address; all sending rests".to_owned()),
                (None, _) if down => Some("Discord has not taken any message for some time".to_owned()),
                (None, Some(wait)) if wait > Duration::from_secs(30) => Some("Discord lets nothing through; all sending rests".to_owned()),
                _ => None,
            };
        });
    }
}
