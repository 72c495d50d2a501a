//! Out of the spool and into the log.

use super::{Inner, Spooled, SpooledLog};
use crate::disk::refused;
use crate::port::LogError;
use domain::cause::Cause;
use domain::event::Envelope;
use domain::retry::Schedule;
use journal_spool::Item;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Records read and appended at once.
const BATCH: usize = 64;
/// The drain waits this many times as long as an append: it is in no hurry, and what it gives up on comes twice.
const PATIENCE: u32 = 6;
/// It checks this often, also when nobody wakes it.
const LOOK: Duration = Duration::from_secs(30);

/// After a refusal it does not retry sooner than this.
const SOONEST: Duration = Duration::from_millis(500);

/// A record on its way: its offset, its lane and the event.
struct Ready {
    offset: u64,
    key: String,
    event: Envelope,
}

impl SpooledLog {
    /// Appends what waits in the spool until `stop` is cancelled: now, whenever something is spooled, and again and again while the
    /// log is out of order.
    pub async fn drain(&self, stop: CancellationToken) {
        let mut failures = 0;
        loop {
            let wait = match stop.run_until_cancelled(self.replay()).await {
                None => return,
                Some(Ok(appended)) => {
                    if appended > 0 {
                        tracing::info!(events = appended, "the spool's events are in the log now");
                    }
                    failures = 0;
                    LOOK
                }
                Some(Err(error)) => {
                    let delay = Schedule::RECONNECT.jittered(failures).unwrap_or(LOOK);
                    if failures == 0 {
                        tracing::warn!(%error, "the spool cannot be drained now, trying again");
                    }
                    failures += 1;
                    // Not woken by new records: the log decides when it is back, and says so if it can; but never at once.
                    let back = async {
                        tokio::join!(tokio::time::sleep(delay.min(SOONEST)), self.0.log.recovered());
                    };
                    if stop.run_until_cancelled(tokio::time::timeout(delay, back)).await.is_none() {
                        return;
                    }
                    continue;
                }
            };
            if stop.run_until_cancelled(tokio::time::timeout(wait, self.0.wake.notified())).await.is_none() {
                return;
            }
        }
    }

    /// Goes through the spool once, oldest first; how many events the log took.
    ///
    /// # Errors
    /// When the log refuses, or the spool cannot be read; what was not appended stays.
    pub async fn replay(&self) -> Result<u64, LogError> {
        let _alone = self.0.passing.lock().await;
        let outcome = self.0.pass().await;
        self.0.lanes().broken = outcome.as_ref().err().map(ToString::to_string);
        self.0.count();
        outcome
    }
}

impl Inner {
    async fn pass(self: &Arc<Self>) -> Result<u64, LogError> {
        let (mut after, mut appended) = (None, 0);
        loop {
            let items = self.next(after).await?;
            let Some(last) = items.last() else { return Ok(appended) };
            after = Some(last.offset);
            let ready = self.ready(items).await;
            appended += self.append_all(ready).await?;
            self.count();
        }
    }

    async fn next(&self, after: Option<u64>) -> Result<Vec<Item<Spooled>>, LogError> {
        if self.spool.pending_count() == 0 {
            return Ok(Vec::new());
        }
        let spool = self.spool.clone();
        let reading = tokio::task::spawn_blocking(move || match after {
            None => spool.pending(BATCH),
            Some(after) => spool.pending_after(after, BATCH),
        });
        match reading.await {
            Ok(items) => items.map_err(|error| LogError::Unavailable(Cause::because("the spool cannot be read", error))),
            Err(error) => Err(LogError::Unavailable(Cause::because("the reading task ended", error))),
        }
    }

    /// The records' events; those that cannot be read leave the spool.
    async fn ready(&self, items: Vec<Item<Spooled>>) -> Vec<Ready> {
        let (mut ready, mut unusable) = (Vec::with_capacity(items.len()), Vec::new());
        for item in items {
            let offset = item.offset;
            match item.value {
                Ok(spooled) => match spooled.envelope() {
                    Ok(event) => ready.push(Ready { offset, key: spooled.key, event }),
                    Err(error) => unusable.push((offset, Some(spooled.key), error.to_string())),
                },
                Err(error) => unusable.push((offset, None, error.to_string())),
            }
        }
        for (offset, key, why) in unusable {
            self.set_aside(offset, key, &why).await;
        }
        ready
    }

    /// Moves a record that can never be appended as it is out of everybody's way. Where the disk does not take it, it stays until the next pass.
    async fn set_aside(&self, offset: u64, key: Option<String>, why: &str) {
        let spool = self.spool.clone();
        let moved = tokio::task::spawn_blocking(move || spool.set_aside(&[offset])).await;
        match moved.map_err(|error| error.to_string()).and_then(|moved| moved.map_err(|error| error.to_string())) {
            Ok(_) => {
                tracing::error!(
                    spool.offset = offset,
                    lane = key,
                    why,
                    "a spooled event cannot be appended and was set aside; see `deviantcord spool ls`"
                );
                key.into_iter().for_each(|key| self.lanes().remove(&key));
            }
            Err(problem) => {
                tracing::error!(spool.offset = offset, lane = key, why, problem, "a spooled event can be neither appended nor set aside")
            }
        }
    }

    /// Appends them together; when the log finds one too large, one by one.
    async fn append_all(&self, ready: Vec<Ready>) -> Result<u64, LogError> {
        if ready.is_empty() {
            return Ok(0);
        }
        match self.append(&ready).await {
            Err(LogError::TooLarge(_)) => {}
            outcome => return outcome,
        }
        let mut appended = 0;
        for one in ready {
            match self.append(std::slice::from_ref(&one)).await {
                Ok(count) => appended += count,
                Err(error @ LogError::TooLarge(_)) => self.set_aside(one.offset, Some(one.key), &error.to_string()).await,
                Err(error) => return Err(error),
            }
        }
        Ok(appended)
    }

    /// Appends, and only then acknowledges, and only then lets the lanes go.
    async fn append(&self, ready: &[Ready]) -> Result<u64, LogError> {
        let events: Vec<Envelope> = ready.iter().map(|one| one.event.clone()).collect();
        self.append_to_log(&events, self.confirm * PATIENCE).await?;
        let offsets: Vec<u64> = ready.iter().map(|one| one.offset).collect();
        let acknowledged = self.spool.ack(&offsets).await;
        let mut lanes = self.lanes();
        // Also when it is not durable: they wait no more in this process, and come twice after a restart, which folds to once.
        ready.iter().for_each(|one| lanes.remove(&one.key));
        drop(lanes);
        acknowledged.map_err(refused)?;
        Ok(ready.len() as u64)
    }
}
