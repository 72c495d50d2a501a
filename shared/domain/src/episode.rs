//! Trouble that lasts is logged when it begins and when it ends, not at every attempt between.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether some trouble lasts.
#[derive(Debug, Default)]
pub struct Episode(AtomicBool);

impl Episode {
    /// One that began already and was logged.
    #[must_use]
    pub const fn begun() -> Self {
        Self(AtomicBool::new(true))
    }

    /// The trouble is there. True: it was not before, so it deserves a line.
    #[must_use]
    pub fn begins(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }

    /// The trouble is not there. True: it was before.
    pub fn ends(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_failure_after_a_success_begins_an_episode() {
        let episode = Episode::default();
        assert!(!episode.ends());
        assert!(episode.begins() && !episode.begins() && !episode.begins());
        assert!(episode.ends() && !episode.ends());
        assert!(episode.begins());
    }
}
