//! How commands answer: ephemeral, pinging nobody.

use super::{Context, Error};
use serenity::all::{
    CreateActionRow, CreateAllowedMentions, CreateEmbed, CreateInteractionResponse, CreateInteractionResponseMessage,
    EditInteractionResponse,
};
use std::sync::atomic::Ordering;

/// Discord's limit for a message's own text.
const CONTENT: usize = 2000;

/// An answer: a line or two as text, a list as an embed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    text: Option<String>,
    embed: Option<CreateEmbed>,
    rows: Vec<CreateActionRow>,
}

impl Answer {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        // Only a defence: every message's parts are cut before. A hard cut may leave half an escape, which is ugly, not dangerous.
        if text.encode_utf16().count() > CONTENT {
            let mut left = CONTENT - 1;
            text = text
                .chars()
                .take_while(|c| left.checked_sub(c.len_utf16()).inspect(|rest| left = *rest).is_some())
                .chain(['\u{2026}'])
                .collect();
        }
        Self { text: Some(text), ..Self::default() }
    }

    pub(crate) fn embed(embed: CreateEmbed) -> Self {
        Self { embed: Some(embed), ..Self::default() }
    }

    pub(crate) fn rows(self, rows: Vec<CreateActionRow>) -> Self {
        Self { rows, ..self }
    }

    /// As the first answer.
    pub(crate) fn into_message(self) -> CreateInteractionResponseMessage {
        let mut message = CreateInteractionResponseMessage::new().ephemeral(true).allowed_mentions(CreateAllowedMentions::new());
        if let Some(text) = self.text {
            message = message.content(text);
        }
        if let Some(embed) = self.embed {
            message = message.embed(embed);
        }
        if !self.rows.is_empty() {
            message = message.components(self.rows);
        }
        message
    }

    /// In place of the deferred answer, or of what a clicked message showed.
    pub(crate) fn into_edit(self) -> EditInteractionResponse {
        let edit = EditInteractionResponse::new()
            .allowed_mentions(CreateAllowedMentions::new())
            .content(self.text.unwrap_or_default())
            .components(self.rows);
        match self.embed {
            Some(embed) => edit.embed(embed),
            None => edit,
        }
    }
}

/// Defers: Discord then waits up to 15 minutes for the answer, which only the asking user sees.
pub(crate) async fn defer(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_response(true).await.map_err(Error::discord)
}

/// Answers, whether deferred or not.
pub(crate) async fn send(ctx: Context<'_>, answer: Answer) -> Result<(), Error> {
    let discord = ctx.framework.serenity_context;
    if ctx.has_sent_initial_response.load(Ordering::SeqCst) {
        ctx.interaction.edit_response(discord, answer.into_edit()).await.map_err(Error::discord)?;
    } else {
        let response = CreateInteractionResponse::Message(answer.into_message());
        ctx.interaction.create_response(discord, response).await.map_err(Error::discord)?;
        ctx.has_sent_initial_response.store(true, Ordering::SeqCst);
    }
    Ok(())
}
