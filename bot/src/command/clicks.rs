//! Clicks that are being answered. A button stays live until its answer replaces it, and the answer to a second click on it must not replace
//! that of the first. What the answer shows has other buttons, and those can be clicked before Discord has confirmed the answer.

use parking_lot::Mutex;
use std::collections::HashSet;
use std::sync::Arc;

/// A message and the component on it.
type Place = (u64, String);

/// Where clicks are being answered. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clicks(Arc<Mutex<HashSet<Place>>>);

/// One click's turn; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    clicks: Clicks,
    place: Place,
}

impl Clicks {
    /// The turn of a click on this component of a message. None: another one is being answered.
    pub(super) fn begin(&self, message: u64, component: &str) -> Option<Turn> {
        let place = (message, component.to_owned());
        let first = self.0.lock().insert(place.clone());
        first.then(|| Turn { clicks: self.clone(), place })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.clicks.0.lock().remove(&self.place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_answers_one_click_at_a_time() {
        let clicks = Clicks::default();
        let turn = clicks.begin(1, "next").unwrap();
        assert!(clicks.begin(1, "next").is_none() && clicks.begin(2, "next").is_some() && clicks.begin(1, "other").is_some());
        drop(turn);
        assert!(clicks.begin(1, "next").is_some());
    }
}
