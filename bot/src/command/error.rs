//! What a command can end with besides its answer, and how each is told.

use super::fix::Fix;
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
    /// As that, with what one click can do about it.
    #[error("refused with an explanation, and with what can be done about it")]
    Fixable { text: String, fixes: Vec<Fix> },
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
    /// Discord's client still shows an older version of the command.
    #[error("Discord sent an older version of a command: its option {option} cannot be read: {error}")]
    OldCommand {
        option: &'static str,
        #[source]
        error: Box<poise::SlashArgError>,
    },
    #[error("DeviantArt did not answer in time")]
    DeviantArtSlow,
    /// What the button stands for is not kept any more, or it is none of this version's.
    #[error("the button has expired")]
    Old,
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
            Self::Refused(text) | Self::Fixable { text, .. } => text.clone(),
            Self::StoreSlow | Self::Store(_) => text::trouble::store(),
            Self::DeviantArt { name, error } => text::trouble::deviantart(name, error),
            Self::Limited(limited) => text::trouble::limited(*limited),
            Self::OldCommand { .. } => text::trouble::old_command(),
            Self::DeviantArtSlow => text::trouble::deviantart_slow(),
            Self::Old => text::list::old_button(),
            Self::Discord(_) => return None,
        })
    }

    /// As [`answer`](Self::answer), to a click or a form of this command, which a message mentions like this.
    pub(crate) fn answer_of(&self, command: &str) -> Option<String> {
        match self {
            Self::Old => Some(text::list::old_button_of(command)),
            error => error.answer(),
        }
    }

    /// What one click can do about it.
    pub(crate) fn fixes(&self) -> Vec<Fix> {
        match self {
            Self::Fixable { fixes, .. } => fixes.clone(),
            Self::DeviantArt { error, .. } if !error.is_transient() => Vec::new(),
            Self::StoreSlow | Self::Store(_) | Self::DeviantArt { .. } | Self::Limited(_) | Self::DeviantArtSlow => vec![Fix::Again],
            Self::Refused(_) | Self::OldCommand { .. } | Self::Old | Self::Discord(_) => Vec::new(),
        }
    }

    /// The explanation, when it is a refusal that the user can do something about.
    ///
    /// # Errors
    /// It is none.
    pub(crate) fn into_refusal(self) -> Result<String, Self> {
        match self {
            Self::Refused(text) | Self::Fixable { text, .. } => Ok(text),
            Self::Old => Ok(text::list::old_button()),
            error => Err(error),
        }
    }

    /// Logs what an operator should know; a refusal is none of that.
    pub(crate) fn log(&self, command: &str) {
        match self {
            Self::Refused(_) | Self::Fixable { .. } | Self::Limited(_) | Self::Old => {}
            Self::DeviantArt { error, .. } if !error.is_transient() => {
                tracing::info!(command, %error, "a look-up for a command was refused")
            }
            error => tracing::warn!(command, %error, "a command failed"),
        }
    }
}
