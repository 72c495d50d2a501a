//! Outcomes on their way into the store: in batches, off the path of the messages, repeated until the store takes them.

use super::journal::Journal;
use super::register::Register;
use super::status::StatusBoard;
use domain::care::Rendering;
use domain::clock::Clock;
use domain::id::{ChannelId, NotificationId};
use domain::notification::{Doubt, Settlement};
use domain::retry::Schedule;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use store::settle::Outcome;
use store::{BotStore, StoreError};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Outcomes that may wait for the store; then the sender waits too.
const QUEUE: usize = 4_096;
/// Outcomes in one transaction.
const BATCH: usize = 256;
/// Outcomes are gathered for so long before they go to the store together: each of its commits may hold up the fold of a new post. The
/// journal has them, so nothing hangs on it but the next message of the same channel. A try that ends meanwhile is never marked.
const GATHER: Duration = Duration::from_millis(20);
/// How long records that the store has stay in the journal: what is forgotten together costs one note of it ([`Register::sync`]).
const FORGET_EVERY: Duration = Duration::from_secs(1);
/// How often outcomes that the store refuses, although it can be reached, are tried again.
const STUCK_EVERY: Duration = Duration::from_secs(10);

pub(super) enum Job {
    /// An attempt begins in this channel, whose message brings these.
    Mark(Vec<NotificationId>, ChannelId, Doubt),
    Outcomes(Outcomes),
    /// Answers when everything before it is in the store.
    Flush(oneshot::Sender<()>),
}

/// What became of one message: its notifications settle together.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcomes {
    /// Where it was tried; None: the journal does not tell.
    pub channel: Option<ChannelId>,
    pub outcomes: Vec<(NotificationId, Settlement)>,
    /// What the message shows, where it was sent and that is known.
    pub shown: Option<Rendering>,
    /// It shows neither pictures nor texts, whichever attempt arrived.
    pub veiled: bool,
    /// What the journal may forget when the store has them.
    pub records: Vec<u64>,
}

/// The sending side. Cheap to clone.
#[derive(Clone)]
pub(super) struct Settler(mpsc::Sender<Job>);

impl Settler {
    /// Waits only when very much is queued.
    pub async fn push(&self, job: Job) {
        // The other side lives as long as the sender does.
        let _ = self.0.send(job).await;
    }

    /// Waits until all that was pushed is in the store.
    pub async fn flush(&self) {
        let (tell, told) = oneshot::channel();
        self.push(Job::Flush(tell)).await;
        let _ = told.await;
    }
}

pub(super) struct Worker {
    pub store: BotStore,
    pub journal: Journal,
    pub register: Register,
    pub clock: Arc<dyn Clock>,
    pub board: StatusBoard,
    /// Ids whose outcome is in the store.
    pub settled: mpsc::UnboundedSender<Vec<NotificationId>>,
}

/// Starts the worker. It ends when `stop` is cancelled; what it could not apply by then is in the journal.
pub(super) fn start(worker: Worker, stop: CancellationToken) -> (Settler, tokio::task::JoinHandle<()>) {
    let (tx, rx) = mpsc::channel(QUEUE);
    (Settler(tx), tokio::spawn(worker.run(rx, stop)))
}

/// Outcomes of messages that go to the store together.
#[derive(Default)]
struct Batch(Vec<Outcomes>);

impl Batch {
    fn count(&self) -> usize {
        self.0.iter().map(|message| message.outcomes.len()).sum()
    }

    fn outcomes(&self) -> Vec<Outcome> {
        let each = |message: &Outcomes| {
            let outcome = |(id, settlement): &(_, Settlement)| Outcome {
                id: *id,
                channel: message.channel,
                settlement: settlement.clone(),
                shown: message.shown,
                veiled: message.veiled,
            };
            message.outcomes.iter().map(outcome).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(each).collect()
    }

    /// How many outcomes are those of attempts, and the last of these.
    fn tried(&self) -> Option<(usize, NotificationId)> {
        let tried = self.0.iter().filter(|message| !message.records.is_empty());
        let mut tried = tried.flat_map(|message| message.outcomes.iter().map(|(id, _)| *id));
        Some((tried.clone().count(), tried.next_back()?))
    }
}

/// Records that the journal may forget, and when it is told.
struct Forgettable {
    numbers: Vec<u64>,
    due: Instant,
}

impl Default for Forgettable {
    fn default() -> Self {
        Self { numbers: Vec::new(), due: Instant::now() }
    }
}

/// Takes what comes within [`GATHER`], unless somebody waits or there is nothing yet.
async fn gather(jobs: &mut mpsc::Receiver<Job>, buffer: &mut Vec<Job>, stop: &CancellationToken) {
    let until = tokio::time::sleep(GATHER);
    tokio::pin!(until);
    while !buffer.is_empty() && buffer.len() < BATCH && !buffer.iter().any(|job| matches!(job, Job::Flush(_))) {
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = &mut until => return,
            count = jobs.recv_many(buffer, BATCH) => if count == 0 { return },
        }
    }
}

impl Worker {
    async fn run(self, mut jobs: mpsc::Receiver<Job>, stop: CancellationToken) {
        let mut buffer = Vec::with_capacity(BATCH);
        let mut stuck = Batch::default();
        let mut forgettable = Forgettable::default();
        let mut stuck_timer = tokio::time::interval(STUCK_EVERY);
        stuck_timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let mut batch = Batch::default();
            let (mut marks, mut waiters) = (Vec::new(), Vec::new());
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                count = jobs.recv_many(&mut buffer, BATCH) => if count == 0 { return },
                _ = stuck_timer.tick(), if !stuck.0.is_empty() => batch = std::mem::take(&mut stuck),
                () = tokio::time::sleep_until(forgettable.due), if !forgettable.numbers.is_empty() => {}
            }
            gather(&mut jobs, &mut buffer, &stop).await;
            for job in buffer.drain(..) {
                match job {
                    Job::Mark(ids, channel, doubt) => marks.extend(ids.into_iter().map(|id| (id, channel, doubt))),
                    Job::Outcomes(outcomes) => batch.0.push(outcomes),
                    Job::Flush(waiter) => waiters.push(waiter),
                }
            }
            self.show(batch.count() + stuck.count() + jobs.len());
            let settled: HashSet<_> = batch.0.iter().flat_map(|message| &message.outcomes).map(|(id, _)| *id).collect();
            marks.retain(|(id, ..)| !settled.contains(id));
            if stop.run_until_cancelled(self.mark(&marks)).await.is_none() {
                return;
            }
            match self.apply(batch, &mut forgettable, &stop).await {
                Some(refused) => stuck.0.extend(refused.0),
                None => return,
            }
            self.show(stuck.count() + jobs.len());
            if !waiters.is_empty() || Instant::now() >= forgettable.due {
                self.forget(&mut forgettable).await;
            }
            for waiter in waiters {
                let _ = waiter.send(());
            }
        }
    }

    /// Says in the store what is being sent: only a view for others, since the journal knows what is in flight.
    async fn mark(&self, marks: &[(NotificationId, ChannelId, Doubt)]) {
        let mut together = BTreeMap::<(ChannelId, bool), (Doubt, Vec<NotificationId>)>::new();
        for (id, channel, doubt) in marks {
            // A message for several has a nonce that its notifications' rows do not tell, so that its time is not to be trusted either.
            let (since, ids) = together.entry((*channel, doubt.time().is_some())).or_insert((*doubt, Vec::new()));
            *since = (*since).min(*doubt);
            ids.push(*id);
        }
        for ((channel, _), (since, ids)) in together {
            if let Err(error) = self.store.mark_sending(&ids, channel, since, self.clock.now()).await {
                tracing::debug!(%error, "could not mark notifications as being sent");
            }
        }
    }

    /// Returns what the store refuses; None when it was stopped before it was done.
    async fn apply(&self, batch: Batch, forgettable: &mut Forgettable, stop: &CancellationToken) -> Option<Batch> {
        let mut refused = Batch::default();
        if batch.0.is_empty() {
            return Some(refused);
        }
        match self.reach(&batch, stop).await? {
            Ok(()) => {
                self.finish(batch, forgettable);
                return Some(refused);
            }
            Err(error) if batch.0.len() > 1 => {
                tracing::warn!(%error, outcomes = batch.count(), "the store refuses a batch of outcomes, trying them one by one");
            }
            Err(_) => {}
        }
        for message in batch.0 {
            let one = Batch(vec![message]);
            match self.reach(&one, stop).await? {
                Ok(()) => self.finish(one, forgettable),
                Err(error) => {
                    let news = self.board.error(format!("the store refuses outcomes: {error}"));
                    if let Some((id, _)) = one.0.iter().find_map(|message| message.outcomes.first()).filter(|_| news) {
                        tracing::error!(%error, notification = %id, "the store refuses an outcome; it is safe in the journal and is tried again");
                    }
                    refused.0.extend(one.0);
                }
            }
        }
        Some(refused)
    }

    /// Repeats while the store is away or busy, which says nothing about the outcomes. None: stopped.
    async fn reach(&self, batch: &Batch, stop: &CancellationToken) -> Option<Result<(), StoreError>> {
        let outcomes = &batch.outcomes();
        let mark = batch.tried().and_then(|(count, newest)| self.register.mark(count, newest));
        let mut failures = 0;
        loop {
            // A store that is away takes its time for every answer. What a stop leaves open is in the journal.
            match stop.run_until_cancelled(self.store.settle_marked(outcomes, mark.clone(), self.clock.now())).await? {
                Err(error) if error.is_transient() => {
                    if failures == 0 {
                        tracing::warn!(%error, outcomes = outcomes.len(), "the store takes no outcomes; they are safe in the journal and are tried again");
                        self.board.error(format!("the store takes no outcomes: {error}"));
                    }
                }
                result => {
                    if let Some(mark) = mark.as_ref().filter(|_| result.is_ok()) {
                        self.register.marked(mark);
                    }
                    if failures > 0 && result.is_ok() {
                        tracing::info!(outcomes = outcomes.len(), "the store takes outcomes again");
                    }
                    return Some(result);
                }
            }
            let wait = Schedule::RECONNECT.jittered(failures).unwrap_or_default().min(Duration::from_secs(5));
            failures = failures.saturating_add(1);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => return None,
            }
        }
    }

    fn finish(&self, batch: Batch, forgettable: &mut Forgettable) {
        if forgettable.numbers.is_empty() {
            forgettable.due = Instant::now() + FORGET_EVERY;
        }
        let (mut ids, mut numbers) = (Vec::new(), Vec::new());
        for message in batch.0 {
            ids.extend(message.outcomes.into_iter().map(|(id, _)| id));
            numbers.extend(message.records);
        }
        forgettable.numbers.extend(numbers);
        let _ = self.settled.send(ids);
    }

    /// Lets the journal forget what the store has, once the register says so too. What is left there is applied again at the next start, which
    /// changes nothing.
    async fn forget(&self, forgettable: &mut Forgettable) {
        if forgettable.numbers.is_empty() {
            return;
        }
        forgettable.due = Instant::now() + FORGET_EVERY;
        if let Err(error) = self.register.sync().await {
            tracing::warn!(%error, "the file beside the bot's journal cannot be written; the journal keeps its records until it can");
            return;
        }
        match self.journal.ack(forgettable.numbers.clone()).await {
            Ok(()) => forgettable.numbers.clear(),
            Err(error) => tracing::warn!(%error, "the journal could not forget outcomes that the store has"),
        }
    }

    fn show(&self, unsettled: usize) {
        self.board.update(|status| status.unsettled = unsettled);
    }
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
