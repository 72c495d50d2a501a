//! What this process remembers between polls, in memory only. The projection lags behind the log by design; without this, every poll in
//! between would append the same events again (harmless, but noise).

mod appended;
mod bounded;
mod notes;
mod questions;
mod tried;

pub use appended::Appended;
pub use notes::Notes;
pub use questions::Questions;
pub use tried::Tried;

/// See the module's text.
#[derive(Debug, Default)]
pub struct Memory {
    /// What was appended and is not yet seen in the projection.
    pub appended: Appended,
    /// What may have been appended.
    pub tried: Tried,
    /// Small notes of the polls.
    pub notes: Notes,
    /// Questions about posts that lists only name.
    pub questions: Questions,
}

impl Memory {
    /// Forgets what was appended: the log that it was appended to is gone.
    pub fn forget_appended(&mut self) {
        self.appended = Appended::default();
    }
}
