//! The event log with a spool in front of it: the spool keeps on disk what the log does not take now, and appends it later, in order.
//!
//! * An append that the log refuses, or does not confirm within [`CONFIRM`], goes to the spool and counts as accepted.
//! * While a lane (an artist) has records in the spool, its later events go there too, so that they do not overtake. A caller
//!   makes its appends for one lane one after the other.
//! * After a refusal everything goes to the spool until the log has taken something again: a log that hangs costs one wait, not one
//!   for each artist.
//! * [`SpooledLog::drain`] appends what waits, oldest first, at the start and whenever the log is back. A record leaves the spool only
//!   after the log confirmed it; a crash in between appends it twice, which the port allows.
//! * A record that this version cannot read, or that is too large for the log, is set aside in its own file, so that it holds up neither its
//!   lane nor the spool's space. The fold takes late events; a version that can read it puts it back when it opens the spool.
//! * When the spool does not take it either, [`EventLog::append`] fails and the caller's cursor stays.

mod drain;
mod lanes;
mod record;

pub use record::{DESTINATION, Spooled};

use crate::disk::{refused, report_recovery};
use crate::port::{Accepted, Bounds, EventLog, LogError, LogReader};
use async_trait::async_trait;
use domain::cause::Cause;
use domain::event::Envelope;
use domain::id::LogId;
use journal_spool::{BroughtBack, OpenError, Options, PutError, Spool, SpoolOptions};
use lanes::Lanes;
use parking_lot::{Mutex, MutexGuard};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// How long an append may take before the spool takes its events.
pub const CONFIRM: Duration = Duration::from_secs(5);

/// An [`EventLog`] that accepts events also while the log behind it does not. Cheap to clone; all clones share the spool.
#[derive(Clone)]
pub struct SpooledLog(Arc<Inner>);

struct Inner {
    log: Arc<dyn EventLog>,
    spool: Spool<Spooled>,
    lanes: Mutex<Lanes>,
    /// Records in the spool, for those who wait for none.
    pending: watch::Sender<u64>,
    wake: Notify,
    /// One pass at a time: two would append the same records twice.
    passing: tokio::sync::Mutex<()>,
    confirm: Duration,
}

/// The state of the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Records that wait to be appended.
    pub pending: u64,
    /// When the oldest of them came, in milliseconds since 1970.
    pub oldest_ms: Option<u64>,
    /// Records that were set aside, each in its own file: this version cannot read them, or the log will never take them as they are.
    pub aside: u64,
    /// Whether the spool refuses events for want of space.
    pub full: bool,
    /// Why the log took nothing the last time; None when it did.
    pub log_error: Option<String>,
}

impl SpooledLog {
    /// The spool's settings: small segments, each event synced before it counts as accepted.
    #[must_use]
    pub fn options() -> Options {
        Options { max_record_bytes: 2 << 20, ..SpoolOptions::default().journal }
    }

    /// Puts the spool in `dir` in front of this log. What a former process left in it makes its lanes wait until
    /// [`drain`](Self::drain), which the caller spawns, has appended it.
    ///
    /// # Errors
    /// When the directory cannot be opened.
    pub async fn open(log: Arc<dyn EventLog>, dir: &Path) -> Result<Self, OpenError> {
        Self::open_with(log, dir, Self::options(), CONFIRM).await
    }

    /// [`open`](Self::open) with settings of one's own.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(log: Arc<dyn EventLog>, dir: &Path, options: Options, confirm: Duration) -> Result<Self, OpenError> {
        let path = dir.to_owned();
        let opened = tokio::task::spawn_blocking(move || open_spool(&path, options));
        let (spool, lanes) = opened.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        let waiting = spool.pending_count();
        if waiting > 0 {
            tracing::info!(dir = %dir.display(), records = waiting, "events of an earlier run wait in the spool");
        }
        let (lanes, pending) = (Mutex::new(lanes), watch::channel(waiting).0);
        Ok(Self(Arc::new(Inner { log, spool, lanes, pending, wake: Notify::new(), passing: tokio::sync::Mutex::new(()), confirm })))
    }

    /// The state of the spool. Reads the oldest record's time from the disk.
    #[must_use]
    pub fn status(&self) -> Status {
        let stats = self.0.spool.stats();
        let lanes = self.0.lanes();
        Status { pending: stats.pending, oldest_ms: stats.oldest_ms, aside: stats.aside, full: stats.full, log_error: lanes.broken.clone() }
    }

    /// Returns when nothing waits in the spool.
    pub async fn drained(&self) {
        // The sender lives as long as `self`.
        let _ = self.0.pending.subscribe().wait_for(|pending| *pending == 0).await;
    }

    /// Closes the spool; what it accepted is durable. End the [`drain`](Self::drain) first.
    pub async fn close(&self) {
        if let Err(error) = self.0.spool.close().await {
            tracing::error!(%error, "closing the spool failed");
        }
    }
}

fn open_spool(dir: &Path, journal: Options) -> Result<(Spool<Spooled>, Lanes), OpenError> {
    let (spool, report) = Spool::<Spooled>::open(dir, SpoolOptions { schema: 1, journal })?;
    report_recovery(dir, &report);
    match spool.bring_back(|spooled| spooled.envelope().is_ok()) {
        Ok(BroughtBack { brought: 0, left: 0 }) => {}
        Ok(BroughtBack { brought, left }) => {
            tracing::warn!(
                records.back = brought,
                records.aside = left,
                "records were set aside by an earlier run (`deviantcord spool ls`)"
            );
        }
        Err(error) => tracing::error!(%error, "records that were set aside cannot be put back now; the next start tries again"),
    }
    let mut lanes = Lanes::default();
    let unreadable =
        |error: &dyn std::fmt::Display| OpenError::Unsafe { why: format!("its records cannot be read: {error}"), path: dir.to_owned() };
    let mut items = spool.pending(1000).map_err(|error| unreadable(&error))?;
    while let Some(last) = items.last().map(|item| item.offset) {
        for spooled in items.iter().filter_map(|item| item.value.as_ref().ok()) {
            lanes.add(&spooled.key);
        }
        items = spool.pending_after(last, 1000).map_err(|error| unreadable(&error))?;
    }
    Ok((spool, lanes))
}

impl Inner {
    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        // What is behind the lock is valid after every statement.
        self.lanes.lock()
    }

    /// Appends to the log itself, waiting no longer than this.
    async fn append_to_log(&self, events: &[Envelope], patience: Duration) -> Result<Accepted, LogError> {
        match tokio::time::timeout(patience, self.log.append(events)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(LogError::Unavailable(format!("not confirmed within {patience:?}").into())),
        }
    }

    async fn put(self: Arc<Self>, records: Vec<Spooled>) -> Result<Accepted, LogError> {
        // Counted before the drain can see them, so that their lane is never held to be empty too early.
        {
            let mut lanes = self.lanes();
            records.iter().for_each(|record| lanes.add(&record.key));
        }
        match self.spool.put_many(&records).await {
            Ok(_) => {
                self.count();
                self.wake.notify_one();
                Ok(Accepted::Spooled { count: records.len() as u64 })
            }
            Err(error) => {
                let mut lanes = self.lanes();
                records.iter().for_each(|record| lanes.remove(&record.key));
                self.wake.notify_one();
                Err(match error {
                    PutError::Append(error) => refused(error),
                    PutError::Encode(error) => LogError::TooLarge(error.to_string()),
                })
            }
        }
    }

    fn count(&self) {
        self.pending.send_replace(self.spool.pending_count());
    }
}

#[async_trait]
impl EventLog for SpooledLog {
    async fn identity(&self) -> Result<LogId, LogError> {
        self.0.log.identity().await
    }

    async fn follows(&self) -> Result<Vec<LogId>, LogError> {
        self.0.log.follows().await
    }

    async fn continues(&self) -> Result<Vec<LogId>, LogError> {
        self.0.log.continues().await
    }

    fn place(&self) -> String {
        self.0.log.place()
    }

    #[tracing::instrument(name = "append", skip_all, fields(events = events.len()))]
    async fn append(&self, events: &[Envelope]) -> Result<Accepted, LogError> {
        let keys: Vec<String> = events.iter().map(|envelope| envelope.event.lane().to_string()).collect();
        let held = self.0.lanes().holds_back(keys.iter().map(String::as_str));
        let mut reason = "earlier events of the artist wait, or the log is out of order".to_owned();
        if !held || events.is_empty() {
            match self.0.append_to_log(events, self.0.confirm).await {
                Err(error @ (LogError::Full(_) | LogError::Unavailable(_) | LogError::Poisoned(_))) => {
                    tracing::warn!(%error, events = events.len(), "the event log does not take events, the spool takes them");
                    reason = error.to_string();
                    self.0.lanes().broken = Some(reason.clone());
                }
                // Too large for the log now is too large later; closed means that the process is stopping.
                outcome => return outcome,
            }
        }
        let records = events.iter().map(|event| Spooled::new(event, &reason, u32::from(!held))).collect::<Result<Vec<_>, _>>();
        let records = records.map_err(|error| LogError::Unavailable(Cause::because("an event is no JSON", error)))?;
        // In its own task: a caller that goes away must not leave lanes counted whose records did not get in.
        let putting = tokio::spawn(Arc::clone(&self.0).put(records)).await;
        putting.unwrap_or_else(|error| Err(LogError::Unavailable(Cause::because("the spooling task ended", error))))
    }

    async fn read(&self, from: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.0.log.read(from).await
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        self.0.log.bounds().await
    }

    async fn recovered(&self) {
        self.0.log.recovered().await;
    }
}

#[cfg(test)]
mod tests;
