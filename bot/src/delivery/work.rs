//! The active sender's loop: looks for what is due, keeps the lanes, starts tries, and minds broken channels.

use super::Hint;
use super::attempt::{End, attempt};
use super::broken::{self, Probe};
use super::context::{Context, Guard};
use super::lanes::Lanes;
use super::outage::{Early, Outage};
use super::task::Task;
use crate::discord::standing::Refusal;
use chrono::TimeDelta;
use shared::clock::Timestamp;
use shared::id::{ChannelId, GuildId, NotificationId};
use shared::notification::Due;
use shared::store::StoreError;
use shared::store::bot::BrokenChannel;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Rows of one look.
const LOOK: u32 = 256;
/// Rows of one channel in one look: more than one poll brings to a watch, so that these come in the order of their publication.
const PER_CHANNEL: u32 = 16;
/// Notifications in memory; no further look above this.
const IN_MEMORY: usize = 2_048;
/// How often new notifications of broken channels are put aside.
const HOLD_EVERY: Duration = Duration::from_secs(30);
/// How often held notifications are looked for that nobody minds.
const FORGOTTEN_EVERY: Duration = Duration::from_secs(300);
/// How long a guild that was told of a channel is not told again.
const TELL_AGAIN: TimeDelta = TimeDelta::hours(24);

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
    Held {
        channel: ChannelId,
        told: bool,
        saved: Result<(), StoreError>,
    },
    Probed {
        channel: ChannelId,
        probe: Probe,
    },
    Healed {
        channel: ChannelId,
        result: Result<(), StoreError>,
    },
    BrokenKnown(Result<Vec<BrokenChannel>, StoreError>),
    /// Held by somebody who ended before the channel was written down.
    Forgotten(Result<Vec<BrokenChannel>, StoreError>),
    /// Retries that are due now.
    Pulled(Result<u32, StoreError>),
}

struct Trouble {
    row: BrokenChannel,
    /// A job about this channel runs.
    busy: bool,
    /// Something may have changed: probe as soon as allowed.
    hinted: bool,
    /// A probe found it broken long enough after it broke: the guild may be told.
    confirmed: bool,
    not_before: Instant,
    held_at: Instant,
}

pub(super) struct Work {
    ctx: Arc<Context>,
    guard: Guard,
    lanes: Lanes<Task>,
    /// What is in memory or not settled yet, by id: the store still calls it due.
    known: HashMap<NotificationId, ChannelId>,
    /// None until the store told.
    broken: Option<HashMap<ChannelId, Trouble>>,
    /// Hints that came before that.
    early: Vec<Hint>,
    /// Since when a channel was broken whose guild was told, and when it was.
    told: HashMap<ChannelId, (Timestamp, Timestamp)>,
    /// Channels with notifications that are held although the channel takes messages, and why.
    unsure: HashMap<ChannelId, (GuildId, String)>,
    jobs: JoinSet<Done>,
    origin: Instant,
    looking: bool,
    /// Something may be due.
    dirty: bool,
    next_look: Instant,
    next_forgotten: Instant,
    outage: Outage,
}

impl Work {
    pub fn new(ctx: Arc<Context>, guard: Guard) -> Self {
        let now = Instant::now();
        Self {
            lanes: Lanes::new(ctx.tuning.slots),
            outage: Outage::new(ctx.tuning.scout),
            ctx,
            guard,
            known: HashMap::new(),
            broken: None,
            early: Vec::new(),
            told: HashMap::new(),
            unsure: HashMap::new(),
            jobs: JoinSet::new(),
            origin: now,
            looking: false,
            dirty: true,
            next_look: now,
            next_forgotten: now,
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
        let ctx = self.ctx.clone();
        self.jobs.spawn(async move { Done::BrokenKnown(ctx.store.broken_channels().await) });
        loop {
            if !self.guard.may_send() {
                return Ended::Stopped;
            }
            self.look();
            self.dispatch();
            self.mind_broken();
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
                Some(hint) = hints.recv() => self.hint(hint),
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
        });
        if ended.await.is_err() {
            tracing::warn!(tries = self.jobs.len(), "some messages were not answered in time; the journal knows them");
        }
        self.ctx.board.update(|status| (status.in_flight, status.waiting) = (0, 0));
        left
    }

    fn look(&mut self) {
        let Some(broken) = &self.broken else { return };
        if !self.dirty || self.looking || self.lanes.waiting() >= IN_MEMORY {
            return;
        }
        self.dirty = false;
        self.looking = true;
        self.next_look = Instant::now() + self.ctx.tuning.look_every;
        let busy: HashSet<ChannelId> = self.known.values().chain(broken.keys()).copied().collect();
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
        if self.broken.is_none() || self.ctx.rest.paused_for().is_some() {
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
        if self.broken.is_none() {
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
            Done::Held { channel, told, saved } => {
                let now = self.ctx.clock.now();
                // A failure is tried again at the next turn of the slow timer.
                let soon = Instant::now().checked_sub(HOLD_EVERY).unwrap_or(self.origin) + self.ctx.tuning.look_every;
                let Some(trouble) = self.trouble(channel) else { return };
                trouble.busy = false;
                trouble.held_at = Instant::now();
                let since = trouble.row.since;
                if told {
                    trouble.row.told_at = Some(now);
                }
                if saved.is_err() {
                    trouble.held_at = soon;
                }
                if told {
                    self.told.insert(channel, (since, now));
                }
                if let Err(error) = saved {
                    self.store_trouble(&error);
                }
            }
            Done::Probed { channel, probe } => self.probed(channel, probe),
            Done::Healed { channel, result } => match result {
                Ok(()) => {
                    if let Some(broken) = &mut self.broken {
                        broken.remove(&channel);
                    }
                    self.dirty = true;
                }
                Err(error) => {
                    if let Some(trouble) = self.trouble(channel) {
                        trouble.busy = false;
                        trouble.hinted = true;
                        trouble.not_before = Instant::now() + Duration::from_secs(2);
                    }
                    self.store_trouble(&error);
                }
            },
            Done::BrokenKnown(Ok(rows)) => {
                let now = Instant::now();
                let known = rows.into_iter().map(|row| {
                    if let Some(told_at) = row.told_at {
                        self.told.insert(row.channel, (row.since, told_at));
                    }
                    (row.channel, Trouble { row, busy: false, hinted: false, confirmed: false, not_before: now, held_at: now })
                });
                self.broken = Some(known.collect());
                for hint in std::mem::take(&mut self.early) {
                    self.hint(hint);
                }
                self.dirty = true;
            }
            Done::BrokenKnown(Err(error)) => {
                self.store_trouble(&error);
                let ctx = self.ctx.clone();
                self.jobs.spawn(async move {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    Done::BrokenKnown(ctx.store.broken_channels().await)
                });
            }
            Done::Forgotten(Ok(rows)) => rows.into_iter().for_each(|row| self.remember(row)),
            Done::Forgotten(Err(error)) => self.store_trouble(&error),
            Done::Pulled(Ok(count)) => {
                tracing::debug!(count, "retries are due at once");
                self.dirty |= count > 0;
            }
            Done::Pulled(Err(error)) => self.store_trouble(&error),
        }
    }

    /// Probed first: the channel may be well again, and then nobody has to hear of it.
    fn remember(&mut self, row: BrokenChannel) {
        let Some(broken) = &mut self.broken else { return };
        let now = Instant::now();
        broken.entry(row.channel).or_insert_with(|| {
            tracing::warn!(channel = %row.channel, guild = %row.guild, reason = row.reason, "notifications are held for a channel that was not written down; trying it");
            Trouble { row, busy: false, hinted: false, confirmed: false, not_before: now, held_at: now }
        });
    }

    fn looked(&mut self, result: Result<(Vec<Due>, Option<Timestamp>), StoreError>) {
        self.looking = false;
        let (rows, next) = match result {
            Ok(found) => found,
            Err(error) => return self.store_trouble(&error),
        };
        if let Some(next) = next {
            // What is due already but was not given is in hand, or waits for its channel.
            if let Ok(wait) = (next - self.ctx.clock.now()).to_std() {
                self.next_look = self.next_look.min(Instant::now() + wait.max(Duration::from_millis(5)));
            }
        }
        let mut more = rows.len() >= LOOK as usize;
        for due in rows {
            let broken = self.broken.as_ref().is_some_and(|broken| broken.contains_key(&due.channel));
            if broken || self.known.contains_key(&due.id) {
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
            End::Broken { gone, reason } => self.breaks(channel, guild, gone, reason),
            End::Unsure { reason } => {
                self.unsure.insert(channel, (guild, reason));
            }
        }
        self.lanes.done(channel, rest);
    }

    fn breaks(&mut self, channel: ChannelId, guild: GuildId, gone: bool, reason: String) {
        let now = self.ctx.clock.now();
        tracing::warn!(%channel, %guild, gone, reason, "a channel takes no messages: its notifications are held");
        self.ctx.board.error(format!("channel {channel}: {reason}"));
        for waiting in self.lanes.drain(channel) {
            // Not lost: the store has them, and the journal what was begun.
            self.known.remove(&waiting.id);
        }
        // A channel that breaks again soon never really healed: nobody is told again, and its probes stay rare.
        let told = self.told.get(&channel).copied().filter(|(_, at)| now - *at < TELL_AGAIN);
        let since = told.map_or(now, |(since, _)| since);
        let probe_at = match told {
            Some(_) => broken::next_probe(since, now, self.ctx.tuning.probe),
            None => now + TimeDelta::from_std(self.ctx.tuning.tell_after).unwrap_or_default(),
        };
        let row = BrokenChannel { guild, channel, reason, since, told_at: told.map(|(_, at)| at), probe_at };
        let not_before = Instant::now() + self.ctx.tuning.probe_gap;
        let trouble = Trouble { row, busy: false, hinted: false, confirmed: false, not_before, held_at: Instant::now() };
        let Some(broken) = &mut self.broken else { return };
        broken.insert(channel, trouble);
        self.hold(channel, true);
    }

    /// Writes the channel down, holds what waits, and tells the guild if it was not told and it is sure.
    fn hold(&mut self, channel: ChannelId, news: bool) {
        let (ctx, guard) = (self.ctx.clone(), self.guard.clone());
        let Some(trouble) = self.trouble(channel) else { return };
        trouble.busy = true;
        let (mut row, confirmed) = (trouble.row.clone(), trouble.confirmed);
        self.jobs.spawn(async move {
            let mut saved = broken::hold(&ctx, &row, news).await;
            let mut told = false;
            if saved.is_ok() && row.told_at.is_none() && confirmed && broken::tell(&ctx, &row, &guard).await {
                told = true;
                row.told_at = Some(ctx.clock.now());
                saved = ctx.store.save_broken_channel(&row).await;
            }
            Done::Held { channel, told, saved }
        });
    }

    fn mind_broken(&mut self) {
        let now = self.ctx.clock.now();
        let moment = Instant::now();
        let Some(broken) = &self.broken else { return };
        if moment >= self.next_forgotten {
            self.next_forgotten = moment + FORGOTTEN_EVERY;
            let ctx = self.ctx.clone();
            self.jobs.spawn(async move { Done::Forgotten(ctx.store.forgotten_channels(ctx.clock.now()).await) });
        }
        let mut probes = Vec::new();
        let mut holds = Vec::new();
        for (channel, trouble) in broken.iter().filter(|(_, trouble)| !trouble.busy) {
            if moment >= trouble.not_before && (trouble.hinted || trouble.row.probe_at <= now) {
                probes.push(*channel);
            } else if moment >= trouble.held_at + HOLD_EVERY {
                holds.push(*channel);
            }
        }
        for channel in probes {
            let (ctx, guard) = (self.ctx.clone(), self.guard.clone());
            if let Some(trouble) = self.trouble(channel) {
                (trouble.busy, trouble.hinted) = (true, false);
                trouble.not_before = moment + ctx.tuning.probe_gap;
            }
            self.jobs.spawn(async move { Done::Probed { channel, probe: broken::probe(&ctx, channel, &guard).await } });
        }
        for channel in holds {
            self.hold(channel, false);
        }
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

    fn probed(&mut self, channel: ChannelId, probe: Probe) {
        let (ctx, now) = (self.ctx.clone(), self.ctx.clock.now());
        let Some(trouble) = self.trouble(channel) else { return };
        match probe {
            Probe::Healed => {
                let row = trouble.row.clone();
                self.jobs.spawn(async move { Done::Healed { channel, result: broken::heal(&ctx, &row).await } });
            }
            Probe::Still(reason) => {
                trouble.row.reason = reason;
                trouble.confirmed = (now - trouble.row.since).to_std().is_ok_and(|age| age >= ctx.tuning.tell_after);
                trouble.row.probe_at = broken::next_probe(trouble.row.since, now, ctx.tuning.probe);
                self.hold(channel, false);
            }
            Probe::Unclear => {
                trouble.busy = false;
                trouble.row.probe_at = now + TimeDelta::seconds(30);
            }
        }
    }

    fn hint(&mut self, hint: Hint) {
        let Some(broken) = &mut self.broken else {
            if self.early.len() < IN_MEMORY {
                self.early.push(hint);
            }
            return;
        };
        for (channel, trouble) in broken.iter_mut() {
            let meant = match hint {
                Hint::Channel(changed) => changed == *channel,
                Hint::Guild(guild) => guild == trouble.row.guild,
            };
            trouble.hinted |= meant;
        }
        self.hint_unsure(hint);
    }

    /// What is held by itself is tried again when the channel's permissions have changed: as after a channel that has healed.
    fn hint_unsure(&mut self, hint: Hint) {
        let meant = |channel: ChannelId, guild: GuildId| match hint {
            Hint::Channel(changed) => changed == channel,
            Hint::Guild(changed) => changed == guild,
        };
        let (now, changed) = (self.ctx.clock.now(), self.unsure.extract_if(|channel, (guild, _)| meant(*channel, *guild)));
        let rows = changed.map(|(channel, (guild, reason))| BrokenChannel {
            guild,
            channel,
            reason,
            since: now,
            told_at: Some(now),
            probe_at: now,
        });
        for row in rows.collect::<Vec<_>>() {
            self.guard.life.read_again(row.channel);
            self.remember(row);
        }
    }

    fn trouble(&mut self, channel: ChannelId) -> Option<&mut Trouble> {
        self.broken.as_mut()?.get_mut(&channel)
    }

    fn store_trouble(&self, error: &StoreError) {
        if self.ctx.board.error(format!("the store cannot be used: {error}")) {
            tracing::warn!(%error, "the store cannot be used; trying again every second");
        }
    }

    fn show(&self) {
        let paused = self.ctx.rest.paused_for();
        let (refusal, down) = (self.ctx.rest.refusal(), self.ctx.judge.is_down());
        self.ctx.board.update(|status| {
            status.in_flight = self.lanes.in_flight();
            status.waiting = self.lanes.waiting();
            status.broken_channels = self.broken.as_ref().map_or(0, HashMap::len);
            status.paused_for_ms = paused.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
            status.failing = match (refusal, paused) {
                (Some(Refusal::Token), _) => Some("Discord does not accept the bot token".to_owned()),
                (Some(Refusal::Address), _) => Some("Discord's edge refuses this address; all sending rests".to_owned()),
                (None, _) if down => Some("Discord has not taken any message for some time".to_owned()),
                (None, Some(wait)) if wait > Duration::from_secs(30) => Some("Discord lets nothing through; all sending rests".to_owned()),
                _ => None,
            };
        });
    }
}
