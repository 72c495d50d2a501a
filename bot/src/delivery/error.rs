//! Why the sender cannot continue.

/// Ends the sender; the process should restart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the bot's journal in {dir} cannot be used: {problem}")]
    Journal { dir: String, problem: String },
    #[error("the bot's journal is damaged beyond use, a restart opens a new one: {0}")]
    Poisoned(String),
    #[error(transparent)]
    Rest(#[from] crate::discord::rest::RestError),
    #[error(transparent)]
    Store(#[from] store::StoreError),
}
