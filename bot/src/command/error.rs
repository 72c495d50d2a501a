//! What a command can end with besides its answer, and how each is told.

use super::answer::{self, Answer};
use super::{Context, Data};
use crate::gateway::describe;
use crate::text;
use poise::FrameworkError;
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
    #[error("{error}")]
    DeviantArt { name: String, error: deviantart::Error },
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
            Self::DeviantArtSlow => text::trouble::deviantart_slow(),
            Self::Discord(_) => return None,
        })
    }

    /// Logs what an operator should know; a refusal is none of that.
    pub(crate) fn log(&self, command: &str) {
        match self {
            Self::Refused(_) => {}
            Self::DeviantArt { error, .. } if !error.is_transient() => {
                tracing::info!(command, %error, "a look-up for a command was refused")
            }
            error => tracing::warn!(command, %error, "a command failed"),
        }
    }
}

/// Answers and logs every way in which poise can fail; itself it never fails.
pub(crate) async fn on_error(error: FrameworkError<'_, Data, Error>) {
    let text = match &error {
        FrameworkError::Command { error, ctx, .. } => {
            error.log(&ctx.command().name);
            error.answer()
        }
        FrameworkError::CommandPanic { ctx, .. } => {
            tracing::error!(command = %ctx.command().name, "a command panicked");
            Some(text::trouble::bug())
        }
        FrameworkError::ArgumentParse { ctx, .. } | FrameworkError::CommandCheckFailed { ctx, .. } => {
            tracing::warn!(command = %ctx.command().name, "a command's options could not be read");
            Some(text::trouble::options())
        }
        FrameworkError::CommandStructureMismatch { description, ctx, .. } => {
            tracing::warn!(command = %ctx.interaction.data.name, description, "Discord sent an older version of a command");
            Some(text::trouble::old_command())
        }
        FrameworkError::GuildOnly { .. } | FrameworkError::PermissionFetchFailed { .. } => Some(text::trouble::guild_only()),
        FrameworkError::MissingUserPermissions { .. } => Some(text::trouble::not_allowed()),
        FrameworkError::CooldownHit { .. } => Some(text::trouble::slow_down()),
        FrameworkError::UnknownInteraction { interaction, framework, .. } => {
            tracing::warn!(command = %interaction.data.name, "Discord sent a command that this version does not have");
            let answer = Answer::text(text::trouble::old_command()).into_message();
            let response = serenity::all::CreateInteractionResponse::Message(answer);
            if let Err(error) = interaction.create_response(framework.serenity_context, response).await {
                tracing::warn!(error = describe(&error), "an answer could not be given");
            }
            None
        }
        FrameworkError::EventHandler { error, event, .. } => {
            tracing::warn!(event = event.snake_case_name(), %error, "a gateway event could not be handled");
            None
        }
        _ => {
            tracing::warn!("a framework error without an answer");
            None
        }
    };
    if let (Some(text), Some(poise::Context::Application(ctx))) = (text, error.ctx()) {
        tell(ctx, text).await;
    }
}

async fn tell(ctx: Context<'_>, text: String) {
    if ctx.interaction_type == poise::CommandInteractionType::Autocomplete {
        return;
    }
    if let Err(error) = answer::send(ctx, Answer::text(text)).await {
        tracing::warn!(%error, "an answer could not be given");
    }
}
