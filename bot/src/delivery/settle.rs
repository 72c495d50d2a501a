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
/// Tries for one outcome that the store refuses for a reason other than being away.
const REFUSALS: u32 = 5;

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

impl Worker {
    async fn run(self, mut jobs: mpsc::Receiver<Job>, stop: CancellationToken) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            tokio::select! {
                biased;
                () = stop.cancelled() => return,
                count = jobs.recv_many(&mut batch, BATCH) => if count == 0 { return },
            }
            let mut marks = Vec::new();
            let mut outcomes = Vec::new();
            let mut numbers = Vec::new();
            let mut waiters = Vec::new();
            for job in batch.drain(..) {
                match job {
                    Job::Mark(id) => marks.push(id),
                    Job::Outcome { id, settlement, records } => {
                        outcomes.push((id, settlement));
                        numbers.push(records);
                    }
                    Job::Flush(waiter) => waiters.push(waiter),
                }
            }
            let settled: HashSet<_> = outcomes.iter().map(|(id, _)| *id).collect();
            marks.retain(|id| !settled.contains(id));
            self.board.update(|status| status.unsettled = outcomes.len() + jobs.len());
            if !marks.is_empty()
                && let Err(error) = self.store.mark_sending(&marks, self.clock.now()).await
            {
                // Only a view for others: the journal knows what is in flight.
                tracing::debug!(%error, "could not mark notifications as being sent");
            }
            if !outcomes.is_empty() && !self.apply(outcomes, numbers, &stop).await {
                return;
            }
            self.board.update(|status| status.unsettled = jobs.len());
            for waiter in waiters {
                let _ = waiter.send(());
            }
        }
    }

    /// Returns false when it was stopped before all was applied.
    async fn apply(&self, outcomes: Vec<(NotificationId, Settlement)>, numbers: Vec<Vec<u64>>, stop: &CancellationToken) -> bool {
        let mut failures = 0;
        loop {
            match self.store.settle(&outcomes, self.clock.now()).await {
                Ok(()) => {
                    if failures > 0 {
                        tracing::info!(outcomes = outcomes.len(), "the store takes outcomes again");
                    }
                    self.finish(outcomes.iter().map(|(id, _)| *id).collect(), numbers.into_iter().flatten().collect()).await;
                    return true;
                }
                Err(error) if !matches!(error, StoreError::Unavailable(_)) && outcomes.len() > 1 => {
                    tracing::warn!(%error, "the store refuses a batch of outcomes, trying them one by one");
                    return self.apply_singly(outcomes, numbers, stop).await;
                }
                Err(error) => {
                    if failures == 0 {
                        tracing::warn!(%error, outcomes = outcomes.len(), "the store does not take outcomes; they are safe in the journal and are tried again");
                        self.board.error(format!("the store does not take outcomes: {error}"));
                    }
                    if outcomes.len() == 1 && !matches!(error, StoreError::Unavailable(_)) && failures >= REFUSALS {
                        tracing::error!(%error, notification = %outcomes[0].0, "the store refuses this outcome for good; it stays in the journal for the next start");
                        return true;
                    }
                }
            }
            let wait = Schedule::RECONNECT.jittered(failures).unwrap_or(Duration::from_secs(30)).min(Duration::from_secs(5));
            failures = failures.saturating_add(1);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => return false,
            }
        }
    }

    async fn apply_singly(&self, outcomes: Vec<(NotificationId, Settlement)>, numbers: Vec<Vec<u64>>, stop: &CancellationToken) -> bool {
        for (outcome, numbers) in outcomes.into_iter().zip(numbers) {
            if !Box::pin(self.apply(vec![outcome], vec![numbers], stop)).await {
                return false;
            }
        }
        true
    }

    async fn finish(&self, ids: Vec<NotificationId>, numbers: Vec<u64>) {
        if !numbers.is_empty()
            && let Err(error) = self.journal.ack(numbers).await
        {
            // Applying them again at the next start changes nothing.
            tracing::warn!(%error, "the journal could not forget outcomes that the store has");
        }
        let _ = self.settled.send(ids);
    }
}
