//! Messages of announcement channels that were sent a moment ago, until somebody publishes them.

use parking_lot::Mutex;
use store::care::SentMessage;
use tokio::sync::Notify;

/// Messages that are kept here; what is beyond is found in the store by the next life.
const KEPT: usize = 10_000;

/// See the module's text.
#[derive(Debug, Default)]
pub(super) struct Announced {
    sent: Mutex<Vec<SentMessage>>,
    told: Notify,
}

impl Announced {
    /// This one was sent.
    pub fn add(&self, sent: SentMessage) {
        let mut all = self.sent.lock();
        if all.len() < KEPT {
            all.push(sent);
        }
        self.told.notify_one();
    }

    /// Returns when there is one.
    pub async fn told(&self) {
        self.told.notified().await;
    }

    /// All of them.
    pub fn take(&self) -> Vec<SentMessage> {
        std::mem::take(&mut self.sent.lock())
    }
}
