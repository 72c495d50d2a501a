//! Questions about posts that lists only name, as many as polls have earned.

/// What a poll earns, and what can be saved up: where whole lists describe nothing, polls continue and questions take a tenth.
const EARNED: f64 = 0.1;
const SAVED: f64 = 30.0;

/// Questions asked, less those that polls have earned, negated: zero or below.
#[derive(Debug, Default)]
pub struct Questions(f64);

impl Questions {
    /// A poll was made: it earns a part of a question.
    pub fn earn(&mut self) {
        self.0 = (self.0 + EARNED).min(0.0);
    }

    /// Whether a question may be asked now; it is then spent.
    pub fn spend(&mut self) -> bool {
        let may = self.0 > -SAVED;
        if may {
            self.0 -= 1.0;
        }
        may
    }
}
