//! The ledger with the store behind it, and the time by which both count.

use super::judge::Findings;
use super::ledger::{Alert, Ledger, Message, PERIOD};
use chrono::TimeDelta;
use domain::clock::Timestamp;
use parking_lot::Mutex;
use std::time::Instant;
use store::{OpsStore, StoreError};

/// How long closed alerts are kept.
const KEPT: TimeDelta = TimeDelta::days(30);

/// See the module's text.
pub struct Desk {
    store: OpsStore,
    ledger: Mutex<Ledger>,
    /// The database's time, and when it was that.
    base: Mutex<(Timestamp, Instant)>,
}

impl Desk {
    /// An empty one; `now` by this host's clock, until the database has told its time.
    #[must_use]
    pub fn new(store: OpsStore, now: Timestamp) -> Self {
        Self { store, ledger: Mutex::default(), base: Mutex::new((now, Instant::now())) }
    }

    /// The database's time, as far as it is known.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let (then, at) = *self.base.lock();
        then + TimeDelta::from_std(at.elapsed()).unwrap_or_default()
    }

    /// Takes the database's time.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn set_clock(&self) -> Result<(), StoreError> {
        let now = self.store.now().await?;
        *self.base.lock() = (now, Instant::now());
        Ok(())
    }

    /// Notes what was found, on top of what the store has. While the store is away memory has to do.
    ///
    /// # Errors
    /// When the store cannot be read or written; what was found is noted all the same.
    pub async fn note(&self, findings: &Findings, receiver: bool, now: Timestamp) -> Result<(), StoreError> {
        let stored = self.store.alerts(now - PERIOD).await;
        let read = {
            let mut ledger = self.ledger.lock();
            let read = stored.map(|rows| ledger.load(rows));
            ledger.note(findings, receiver, now);
            read
        };
        read?;
        self.save(now).await
    }

    /// The next message, if there is one and it may be sent now.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Option<Message> {
        self.ledger.lock().next(now)
    }

    /// The message was accepted.
    ///
    /// # Errors
    /// When the store cannot be written; it is written later then.
    pub async fn told(&self, message: &Message, now: Timestamp) -> Result<(), StoreError> {
        self.ledger.lock().told(message, now);
        self.save(now).await
    }

    async fn save(&self, now: Timestamp) -> Result<(), StoreError> {
        let unsaved: Vec<Alert> = self.ledger.lock().unsaved();
        if unsaved.is_empty() {
            return Ok(());
        }
        self.store.note_alerts(unsaved.iter().map(Alert::row).collect(), now - KEPT).await?;
        self.ledger.lock().saved(&unsaved);
        Ok(())
    }
}

/// What the store has of alerts that are not over, the gravest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn open(store: &OpsStore) -> Result<Vec<Alert>, StoreError> {
    let rows = store.alerts(store.now().await?).await?;
    let mut alerts: Vec<Alert> = rows.into_iter().filter_map(Alert::of).filter(|alert| alert.over_at.is_none()).collect();
    alerts.sort_by_key(|alert| (alert.kind, alert.since));
    Ok(alerts)
}
