//! Back-pressure: when the log or the store refuses, or DeviantArt does not accept the credentials, no poll could succeed. The
//! worker pauses, tries one poll at a time, and is at full speed again after the first that succeeds.

use domain::clock::Timestamp;
use domain::retry::Doubling;
use std::time::Duration;

const PAUSES: Doubling = Doubling::new(Duration::from_millis(250), Duration::from_secs(30));

/// See the module's text.
#[derive(Clone, Debug, Default)]
pub struct Brake {
    until: Option<Timestamp>,
    pulls: u32,
}

impl Brake {
    /// Polls must not be made before the returned time. Refusals that come while it is pulled (polls that were under way)
    /// count once.
    pub fn pull(&mut self, now: Timestamp) -> Timestamp {
        if let Some(until) = self.until.filter(|until| *until > now) {
            return until;
        }
        let until = now + PAUSES.planned(self.pulls);
        self.pulls = self.pulls.saturating_add(1);
        self.until = Some(until);
        until
    }

    /// A poll succeeded in full; true when the brake was pulled.
    pub const fn release(&mut self) -> bool {
        let pulled = self.pulls > 0;
        self.until = None;
        self.pulls = 0;
        pulled
    }

    /// How many polls may be under way, and from when on.
    #[must_use]
    pub fn room(&self, most: usize, now: Timestamp) -> Room {
        match self.until.filter(|until| *until > now) {
            Some(until) => Room::NoneUntil(until),
            None if self.pulls > 0 => Room::For(1),
            None => Room::For(most.max(1)),
        }
    }
}

/// The answer of [`Brake::room`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    For(usize),
    NoneUntil(Timestamp),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_refusals_then_pauses_grow_and_one_success_ends_them() {
        let mut brake = Brake::default();
        let mut now = Timestamp::UNIX_EPOCH;
        let mut pauses = Vec::new();
        for _ in 0..9 {
            let until = brake.pull(now);
            assert_eq!(brake.pull(now), until, "refusals of polls under way count once");
            assert_eq!(brake.room(8, now), Room::NoneUntil(until));
            pauses.push((until - now).num_milliseconds());
            now = until;
            assert_eq!(brake.room(8, now), Room::For(1));
        }
        assert_eq!(pauses, [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
        assert!(brake.release());
        assert_eq!(brake.room(8, now), Room::For(8));
        assert!(!brake.release());
    }
}
