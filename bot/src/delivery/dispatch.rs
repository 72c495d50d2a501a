//! The active sender's loop: reads what is due, keeps the lanes, starts attempts, and has held messages looked after.

use super::attempt::{Next, attempt};
use super::context::{Context, Guard};
use super::gather::{Bursts, Key};
use super::hint::Hint;
use super::janitor;
use super::keeper::Keeper;
use super::lanes::Lanes;
use super::outage::{Early, Outage};
use super::reads::{Read, Reads};
use super::regroup::Regroup;
use super::settle::{Job, Outcomes};
use super::task::Task;
use crate::discord::standing::Refusal;
use domain::clock::Timestamp;
use domain::id::{ChannelId, GuildId, NotificationId};
use domain::notification::{Due, Hold};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use store::due::{Found, Portion};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Rows that are read at once.
const PAGE: u32 = 512;
/// Rows of one channel among them: more than one poll brings to a watch, so that these go together, in the order of their publication.
const PER_CHANNEL: u32 = 512;

/// What came of a task.
enum Report {
    /// What is due now; where nothing is, when something will be.
    Due(Result<(Found, Option<Timestamp>), StoreError>),
    /// What became due last, while no more is read.
    Newest(Result<Vec<Due>, StoreError>),
    Attempted(Box<Task>, Next),
    /// The journal is to forget what was dropped.
    Dropped,
    /// How many retries are due at once now.
    Pulled(Result<u32, StoreError>),
}

pub(super) struct Dispatch {
    ctx: Arc<Context>,
    guard: Guard,
    lanes: Lanes<Task>,
    /// What is in memory or not settled yet, by id: the store still calls it due.
    known: HashMap<NotificationId, ChannelId>,
    keeper: Keeper,
    jobs: JoinSet<Report>,
    origin: Instant,
    reads: Reads,
    outage: Outage,
    regroup: Regroup,
    bursts: Bursts,
    /// Guilds that were erased a moment ago, and when: attempts for them may still be in flight.
    erased: HashMap<GuildId, Instant>,
}

impl Dispatch {
    pub fn new(ctx: Arc<Context>, guard: Guard) -> Self {
        let now = Instant::now();
        Self {
            lanes: Lanes::new(ctx.tuning.slots),
            reads: Reads::new(ctx.tuning.look_every, now),
            outage: Outage::new(ctx.tuning.scout),
            keeper: Keeper::start(ctx.clone(), guard.clone()),
            ctx,
            guard,
            known: HashMap::new(),
            jobs: JoinSet::new(),
            origin: now,
            regroup: Regroup::default(),
            bursts: Bursts::default(),
            erased: HashMap::new(),
        }
    }

    /// Takes a message into its lane.
    pub fn offer(&mut self, task: Task) {
        self.known.extend(task.members().map(|due| (due.id, due.channel)));
        self.lanes.offer(task.waiting());
    }

    /// Works until the right to send ends.
    pub async fn run(
        &mut self,
        hints: &mut mpsc::Receiver<Hint>,
        settled: &mut mpsc::UnboundedReceiver<Vec<NotificationId>>,
        wake: &Notify,
    ) {
        while self.guard.may_send() {
            self.ctx.board.turns().turn();
            self.read_due();
            self.start_attempts();
            self.keeper.mind();
            self.mind_outage();
            self.show();
            let wake_at = self.wake_at();
            tokio::select! {
                () = self.guard.stop.cancelled() => return,
                Some(report) = self.jobs.join_next(), if !self.jobs.is_empty() => match report {
                    Ok(report) => self.handle(report),
                    // The journal holds its intent; the next start retries it.
                    Err(error) => tracing::error!(%error, "a delivery task ended abnormally"),
                },
                Some(ids) = settled.recv() => {
                    for id in ids {
                        self.known.remove(&id);
                    }
                    self.reads.want();
                }
                report = self.keeper.next() => if self.keeper.report(report) {
                    self.reads.want();
                },
                Some(hint) = hints.recv() => self.hint(hint),
                () = wake.notified() => self.reads.want(),
                () = tokio::time::sleep_until(wake_at) => self.reads.timer(Instant::now()),
            }
        }
    }

    /// Ends: waits for what is in flight, and returns what was not sent.
    pub async fn finish(mut self) -> Vec<Task> {
        self.guard.stop.cancel();
        let mut left: Vec<Task> = self.lanes.drain_all().into_iter().map(|waiting| waiting.value).collect();
        let finished = tokio::time::timeout(self.ctx.tuning.stop, async {
            while let Some(report) = self.jobs.join_next().await {
                match report {
                    Ok(Report::Attempted(task, Next::Again(_))) => left.push(*task),
                    Ok(Report::Attempted(task, Next::Split | Next::Regroup | Next::Counted { .. })) => left.extend(task.alone()),
                    _ => {}
                }
            }
            self.keeper.finish().await;
        });
        if finished.await.is_err() {
            tracing::warn!(attempts = self.jobs.len(), "some messages were not answered in time; the next start looks for them");
        }
        self.ctx.board.update(|status| (status.in_flight, status.waiting) = (0, 0));
        left
    }

    fn read_due(&mut self) {
        if !self.keeper.holds().ready() {
            return;
        }
        let Some(read) = self.reads.begin(self.lanes.waiting(), Instant::now()) else { return };
        let busy: HashSet<ChannelId> = self.known.values().copied().chain(self.keeper.holds().closed()).collect();
        let busy: Vec<ChannelId> = busy.into_iter().collect();
        let ctx = self.ctx.clone();
        self.jobs.spawn(async move {
            let (now, store) = (ctx.clock.now(), &ctx.store);
            let portion = |after| Portion { after, busy: &busy, per_channel: PER_CHANNEL, limit: PAGE };
            let Read::Behind(after) = read else { return Report::Newest(store.newest_notifications(now, portion(None)).await) };
            if after.is_none()
                && let Err(error) = store.mind_pauses(ctx.rest.discord_now(), now).await
            {
                return Report::Due(Err(error));
            }
            Report::Due(match store.due_notifications(now, portion(after)).await {
                Ok(found) if found.due.is_empty() => store.next_due_at().await.map(|next| (found, next)),
                Ok(found) => Ok((found, None)),
                Err(error) => Err(error),
            })
        });
    }

    fn start_attempts(&mut self) {
        // Which channels are broken has to be known before the first attempt.
        if !self.keeper.holds().ready() || self.ctx.rest.paused_for().is_some() {
            return;
        }
        while let Some(waiting) = self.lanes.next(self.origin.elapsed()) {
            let task = self.gather(waiting.value);
            let (ctx, guard) = (self.ctx.clone(), self.guard.clone());
            self.jobs.spawn(async move {
                let (task, next) = attempt(&ctx, task, &guard).await;
                Report::Attempted(Box::new(task), next)
            });
        }
    }

    /// The message that begins with this one: with what else is due of the same artist, watch and poll.
    fn gather(&mut self, first: Task) -> Task {
        let now = self.ctx.clock.now();
        let Some(key) = Key::of(&first, now) else { return first };
        let more = self.lanes.take_where(first.due.channel, |task| Key::of(task, now).as_ref() == Some(&key));
        let others = more.into_iter().map(|waiting| waiting.value).collect();
        let forum = self.ctx.places.picture().last_info(first.due.guild, first.due.channel).is_some_and(|info| info.is_forum());
        let (task, rest) = self.bursts.gather(key.burst(), (first, others), forum);
        rest.into_iter().for_each(|task| self.lanes.offer(task.waiting()));
        task
    }

    fn wake_at(&self) -> Instant {
        let now = Instant::now();
        if !self.keeper.holds().ready() {
            // Nothing begins before the broken channels are known, and that wakes the loop.
            return now + self.ctx.tuning.look_every;
        }
        let lane = self.lanes.wakes_at(self.origin.elapsed()).map(|at| self.origin + at);
        let pause = self.ctx.rest.paused_for().map(|wait| now + wait);
        let lane = match (lane, pause) {
            (Some(lane), Some(pause)) => Some(lane.max(pause)),
            (lane, pause) => lane.or(pause),
        };
        let soon = now + Duration::from_millis(1);
        let read = self.reads.wakes_at(self.lanes.waiting(), now).max(soon);
        lane.map_or(read, |lane| read.min(lane.max(soon)))
    }

    fn handle(&mut self, report: Report) {
        match report {
            Report::Due(result) => self.take_due(result),
            Report::Newest(result) => {
                self.reads.newest();
                match result {
                    Ok(due) => self.take(due),
                    Err(error) => self.ctx.store_trouble(&error),
                }
            }
            Report::Dropped => {}
            Report::Attempted(task, next) => self.attempted(*task, next),
            Report::Pulled(Ok(count)) => {
                tracing::debug!(count, "retries are due at once");
                if count > 0 {
                    self.reads.want();
                }
            }
            Report::Pulled(Err(error)) => self.ctx.store_trouble(&error),
        }
    }

    fn take_due(&mut self, result: Result<(Found, Option<Timestamp>), StoreError>) {
        let (found, next) = match result {
            Ok(found) => found,
            Err(error) => {
                self.reads.failed();
                return self.ctx.store_trouble(&error);
            }
        };
        // What is due already and was not returned is in hand, or waits for its channel.
        let due_in = next.and_then(|next| (next - self.ctx.clock.now()).to_std().ok());
        self.reads.passed(found.next, due_in, Instant::now());
        self.take(found.due);
    }

    fn take(&mut self, due: Vec<Due>) {
        let rows = due.into_iter().filter(|due| !self.keeper.holds().takes_nothing(due.channel) && !self.known.contains_key(&due.id));
        for mut task in self.regroup.tasks(rows.collect()) {
            task.aside = self.ctx.judge.is_aside(task.due.id) && !task.is_batch();
            task.apart = self.ctx.judge.is_apart(task.due.id) && !task.is_batch();
            task.plain = self.ctx.judge.is_plain(task.due.id) && !task.is_batch();
            self.offer(task);
        }
    }

    fn attempted(&mut self, task: Task, next: Next) {
        let (channel, guild) = (task.due.channel, task.due.guild);
        if self.erased.get(&guild).is_some_and(|at| at.elapsed() < janitor::SETTLED) {
            // It left a record behind.
            self.ctx.erased.notify_one();
        }
        let now = self.origin.elapsed();
        let mut rest = now + self.ctx.rest.rests_for(&task.route()).unwrap_or_default();
        match next {
            Next::Settled => {}
            Next::Later => self.regroup.keep(&task),
            Next::Split => task.alone().into_iter().for_each(|task| self.offer(task)),
            Next::Regroup => self.gather_again(task),
            Next::Counted { burst, sent } => {
                self.bursts.posted_before(burst, sent);
                self.gather_again(task);
            }
            Next::Dropped => {
                task.members().for_each(|due| self.forget(due.id));
                // Their rows may be due in another channel by now.
                self.reads.want();
            }
            Next::Again(after) => {
                rest = rest.max(now + after);
                self.offer(task);
            }
            Next::Closed { hold, reason } => {
                let waiting = if hold == Hold::Channel { self.lanes.drain(channel) } else { Vec::new() };
                // Not lost: the store has them, and the journal knows which attempts had begun.
                waiting.iter().flat_map(|waiting| waiting.value.members()).for_each(|due| self.forget(due.id));
                self.keeper.breaks((channel, hold), guild, reason);
            }
            Next::Unsure { reason } => self.keeper.unsure(channel, guild, reason),
        }
        self.lanes.done(channel, rest);
    }

    /// Nothing was posted: its notifications are gathered again.
    fn gather_again(&mut self, task: Task) {
        task.alone().into_iter().for_each(|task| self.offer(Task { apart: false, ..task }));
    }

    fn forget(&mut self, id: NotificationId) {
        self.known.remove(&id);
    }

    fn hint(&mut self, hint: Hint) {
        match hint {
            Hint::Unrestricted(guild, channel) => return self.ctx.unrestricted.tell(guild, channel),
            Hint::Erased(guild) => self.erased(guild),
            Hint::Channel(_) | Hint::Guild(_) => {}
        }
        self.keeper.hint(hint);
    }

    /// Drops what waits for this guild, whose rows are gone. What is in flight ends by itself, and its outcome finds no row.
    fn erased(&mut self, guild: GuildId) {
        self.erased.retain(|_, at| at.elapsed() < janitor::SETTLED);
        self.erased.insert(guild, Instant::now());
        let dropped = self.lanes.take_everywhere(|task| task.due.guild == guild);
        let records: Vec<u64> = dropped.iter().flat_map(|waiting| waiting.value.records.iter().copied()).collect();
        dropped.iter().flat_map(|waiting| waiting.value.members()).for_each(|due| self.forget(due.id));
        let ctx = self.ctx.clone();
        self.jobs.spawn(async move {
            ctx.settler.push(Job::Outcomes(Outcomes { records, ..Outcomes::default() })).await;
            ctx.erased.notify_one();
            Report::Dropped
        });
    }

    fn mind_outage(&mut self) {
        let refused = self.ctx.rest.refusal().is_some();
        let Some(early) = self.outage.turn(&self.ctx.judge, refused) else { return };
        let ctx = self.ctx.clone();
        let most = if early == Early::One { Some(1) } else { None };
        self.jobs.spawn(async move {
            // What failed last has to be among them.
            ctx.settler.flush().await;
            Report::Pulled(ctx.store.retry_now(ctx.clock.now(), most).await)
        });
    }

    fn show(&self) {
        let paused = self.ctx.rest.paused_for();
        let (refusal, down) = (self.ctx.rest.refusal(), self.ctx.judge.is_down());
        self.ctx.board.update(|status| {
            status.in_flight = self.lanes.in_flight();
            status.waiting = self.lanes.waiting();
            status.broken_channels = self.keeper.holds().count();
            status.paused_for_ms = paused.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
            status.token_refused = refusal == Some(Refusal::Token);
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
