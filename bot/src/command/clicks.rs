//! Clicks that are being answered. A button stays live until its answer replaces it, and the answer to a second click on it must not replace
//! that of the first. What the answer shows can be clicked before Discord has confirmed the answer: other buttons, and other choices of a menu.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// A message and the component on it.
type Place = (u64, String);

/// What was chosen there last, and how many clicks there were until then.
#[derive(Debug, Default)]
struct Open {
    places: HashMap<Place, (String, u64)>,
    clicks: u64,
}

/// Where clicks are being answered. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clicks(Arc<Mutex<Open>>);

/// One click's turn; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    clicks: Clicks,
    place: Place,
    number: u64,
}

impl Clicks {
    /// The turn of a click on this component of a message, with what it chose there. None: the last one chose the same and is being answered.
    pub(super) fn begin(&self, message: u64, component: &str, chosen: String) -> Option<Turn> {
        let mut open = self.0.lock();
        let place = (message, component.to_owned());
        if open.places.get(&place).is_some_and(|(last, _)| *last == chosen) {
            return None;
        }
        open.clicks += 1;
        let number = open.clicks;
        open.places.insert(place.clone(), (chosen, number));
        Some(Turn { clicks: self.clone(), place, number })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut open = self.clicks.0.lock();
        // A later click has the place for itself.
        if open.places.get(&self.place).is_some_and(|(_, last)| *last == self.number) {
            open.places.remove(&self.place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_answers_one_click_at_a_time() {
        let clicks = Clicks::default();
        let begin = |message, component| clicks.begin(message, component, String::new());
        let turn = begin(1, "next").unwrap();
        assert!(begin(1, "next").is_none() && begin(2, "next").is_some() && begin(1, "other").is_some());
        drop(turn);
        assert!(begin(1, "next").is_some());
    }

    #[test]
    fn another_choice_of_a_menu_is_no_second_click() {
        let clicks = Clicks::default();
        let begin = |chosen: &str| clicks.begin(1, "channel", chosen.to_owned());
        let first = begin("a").unwrap();
        let second = begin("b").unwrap();
        assert!(begin("b").is_none());
        let third = begin("a").unwrap();
        drop(first);
        drop(second);
        assert!(begin("a").is_none(), "the last one is still being answered");
        drop(third);
        assert!(begin("a").is_some());
    }
}
