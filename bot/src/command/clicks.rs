//! Clicks that are being answered. A button stays live until its answer replaces it, and the answer to a second click must not replace that
//! of the first.

use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;

/// The messages whose clicks are being answered. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clicks(Arc<Mutex<HashSet<u64>>>);

/// One click's turn; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    clicks: Clicks,
    message: u64,
}

impl Clicks {
    /// The turn of a click on this message. None: another one is being answered.
    pub(super) fn begin(&self, message: u64) -> Option<Turn> {
        let first = self.0.lock().insert(message);
        first.then(|| Turn { clicks: self.clone(), message })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.clicks.0.lock().remove(&self.message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_answers_one_click_at_a_time() {
        let clicks = Clicks::default();
        let turn = clicks.begin(1).unwrap();
        assert!(clicks.begin(1).is_none() && clicks.begin(2).is_some());
        drop(turn);
        assert!(clicks.begin(1).is_some());
    }
}
