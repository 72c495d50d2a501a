//! Outcomes on their way into the store: in batches, off the path of the messages, repeated until the store takes them.

use super::journal::Journal;
use super::status::StatusBoard;
use shared::clock::Clock;
use shared::id::NotificationId;
use shared::notification::Settlement;
use shared::retry::Schedule;
use shared::store::{Store, StoreError};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// Outcomes that may wait for the store; then the sender waits too.
const QUEUE: usize = 4_096;
/// Outcomes in one transaction.
const BATCH: usize = 256;
/// Outcomes are gathered for so long before they go to the store together: each of its commits may hold up the fold of a new post. The
/// journal has them, so nothing hangs on it but the next message of the same channel. A try that ends meanwhile is never marked.
const GATHER: Duration = Duration::from_millis(20);
/// How often outcomes that the store refuses, although it can be reached, are tried again.
const STUCK_EVERY: Duration = Duration::from_secs(10);

pub(super) enum Job {
    /// A try begins.
    Mark(NotificationId),
    Outcome {
        id: NotificationId,
        settlement: Settlement,
        /// What the journal may forget when the store has it.
        records: Vec<u64>,
    },
    /// Answers when everything before it is in the store.
    Flush(oneshot::Sender<()>),
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
    pub store: Store,
    pub journal: Journal,
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

/// Outcomes that go together, and what the journal may forget with each.
#[derive(Default)]
struct Batch {
    outcomes: Vec<(NotificationId, Settlement)>,
    numbers: Vec<Vec<u64>>,
}

impl Batch {
    fn push(&mut self, id: NotificationId, settlement: Settlement, numbers: Vec<u64>) {
        self.outcomes.push((id, settlement));
        self.numbers.push(numbers);
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
        let mut stuck_timer = tokio::time::interval(STUCK_EVERY);
        stuck_timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let mut batch = Batch::default();
            let (mut marks, mut waiters) = (Vec::new(), Vec::new());
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                count = jobs.recv_many(&mut buffer, BATCH) => if count == 0 { return },
                _ = stuck_timer.tick(), if !stuck.outcomes.is_empty() => batch = std::mem::take(&mut stuck),
            }
            gather(&mut jobs, &mut buffer, &stop).await;
            for job in buffer.drain(..) {
                match job {
                    Job::Mark(id) => marks.push(id),
                    Job::Outcome { id, settlement, records } => batch.push(id, settlement, records),
                    Job::Flush(waiter) => waiters.push(waiter),
                }
            }
            self.show(batch.outcomes.len() + stuck.outcomes.len() + jobs.len());
            let settled: HashSet<_> = batch.outcomes.iter().map(|(id, _)| *id).collect();
            marks.retain(|id| !settled.contains(id));
            if !marks.is_empty() {
                match stop.run_until_cancelled(self.store.mark_sending(&marks, self.clock.now())).await {
                    None => return,
                    Some(Ok(())) => {}
                    // Only a view for others: the journal knows what is in flight.
                    Some(Err(error)) => tracing::debug!(%error, "could not mark notifications as being sent"),
                }
            }
            match self.apply(batch, &stop).await {
                Some(refused) => {
                    for ((id, settlement), numbers) in refused.outcomes.into_iter().zip(refused.numbers) {
                        stuck.push(id, settlement, numbers);
                    }
                }
                None => return,
            }
            self.show(stuck.outcomes.len() + jobs.len());
            for waiter in waiters {
                let _ = waiter.send(());
            }
        }
    }

    /// Returns what the store refuses; None when it was stopped before it was done.
    async fn apply(&self, batch: Batch, stop: &CancellationToken) -> Option<Batch> {
        let mut refused = Batch::default();
        if batch.outcomes.is_empty() {
            return Some(refused);
        }
        match self.reach(&batch.outcomes, stop).await? {
            Ok(()) => {
                self.finish(&batch.outcomes, batch.numbers).await;
                return Some(refused);
            }
            Err(error) if batch.outcomes.len() > 1 => {
                tracing::warn!(%error, outcomes = batch.outcomes.len(), "the store refuses a batch of outcomes, trying them one by one");
            }
            Err(_) => {}
        }
        for ((id, settlement), numbers) in batch.outcomes.into_iter().zip(batch.numbers) {
            let one = [(id, settlement)];
            match self.reach(&one, stop).await? {
                Ok(()) => self.finish(&one, vec![numbers]).await,
                Err(error) => {
                    let news = self.board.error(format!("the store refuses outcomes: {error}"));
                    if news {
                        tracing::error!(%error, notification = %id, "the store refuses an outcome; it is safe in the journal and is tried again");
                    }
                    let [(id, settlement)] = one;
                    refused.push(id, settlement, numbers);
                }
            }
        }
        Some(refused)
    }

    /// Repeats while the store is away or busy, which says nothing about the outcomes. None: stopped.
    async fn reach(&self, outcomes: &[(NotificationId, Settlement)], stop: &CancellationToken) -> Option<Result<(), StoreError>> {
        let mut failures = 0;
        loop {
            // A store that is away takes its time for every answer. What a stop leaves open is in the journal.
            match stop.run_until_cancelled(self.store.settle(outcomes, self.clock.now())).await? {
                Err(error) if error.is_transient() => {
                    if failures == 0 {
                        tracing::warn!(%error, outcomes = outcomes.len(), "the store takes no outcomes; they are safe in the journal and are tried again");
                        self.board.error(format!("the store takes no outcomes: {error}"));
                    }
                }
                result => {
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

    async fn finish(&self, outcomes: &[(NotificationId, Settlement)], numbers: Vec<Vec<u64>>) {
        let numbers: Vec<u64> = numbers.into_iter().flatten().collect();
        if !numbers.is_empty()
            && let Err(error) = self.journal.ack(numbers).await
        {
            // Applying them again at the next start changes nothing.
            tracing::warn!(%error, "the journal could not forget outcomes that the store has");
        }
        let _ = self.settled.send(outcomes.iter().map(|(id, _)| *id).collect());
    }

    fn show(&self, unsettled: usize) {
        self.board.update(|status| status.unsettled = unsettled);
    }
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;
