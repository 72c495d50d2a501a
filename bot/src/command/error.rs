//! What a command can end with besides its answer, and how each is told.

use super::limits::Limited;
use crate::discord::failure::describe;
use crate::text;
use store::StoreError;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The user can do something about it; this is the answer.
    #[error("refused with an explanation")]
    Refused(String),
    #[error("the store did not answer in time")]
    StoreSlow,
    #[error(transparent)]
    Store(StoreError),
    /// `name` is what was looked up.
    #[error("a look-up at DeviantArt failed: {error}")]
    DeviantArt {
        name: String,
        #[source]
        error: deviantart::Error,
    },
    #[error(transparent)]
    Limited(#[from] Limited),
    #[error("DeviantArt did not answer in time")]
    DeviantArtSlow,
    /// Discord did not take the answer; nobody can be told.
    #[error("Discord did not take the answer: {0}")]
    Discord(String),
}

impl Error {
    pub(crate) fn discord(error: serenity::Error) -> Self {
        let words = describe(&error);
        drop(error);
        Self::Discord(words)
    }

    /// What the user reads; None when Discord cannot be reached anyway.
    pub(crate) fn answer(&self) -> Option<String> {
        Some(match self {
            Self::Refused(text) => text.clone(),
            Self::StoreSlow | Self::Store(_) => text::trouble::store(),
            Self::DeviantArt { name, error } => text::trouble::deviantart(name, error),
            Self::Limited(limited) => text::trouble::limited(*limited),
            Self::DeviantArtSlow => text::trouble::deviantart_slow(),
            Self::Discord(_) => return None,
        })
    }

    /// Logs what an operator should know; a refusal is none of that.
    pub(crate) fn log(&self, command: &str) {
        match self {
            Self::Refused(_) | Self::Limited(_) => {}
            Self::DeviantArt { error, .. } if !error.is_transient() => {
                tracing::info!(command, %error, "a look-up for a command was refused")
            }
            error => tracing::warn!(command, %error, "a command failed"),
        }
    }
}
