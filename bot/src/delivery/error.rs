//! Why the sender cannot continue.

use domain::cause::Cause;

/// Ends the sender; the process should restart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the bot's journal in {dir} cannot be used: {problem}")]
    Journal {
        dir: String,
        #[source]
        problem: Cause,
    },
    #[error("the bot's journal is damaged beyond use, a restart opens a new one: {0}")]
    Poisoned(#[source] Cause),
    #[error(transparent)]
    Rest(#[from] crate::discord::rest::RestError),
    #[error(transparent)]
    Store(#[from] store::StoreError),
}
