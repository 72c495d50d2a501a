//! Reports a command's failure to the person who used it, and to the log.

use super::answer::{self, Answer};
use super::context::{Context, Data};
use super::error::Error;
use super::fix::Fix;
use crate::discord::failure::describe;
use crate::text;
use poise::FrameworkError;
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton};

/// Answers and logs every way in which poise can fail; itself it never fails.
pub(crate) async fn on_error(error: FrameworkError<'_, Data, Error>) {
    let again = repeatable(&error);
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
        tell(ctx, text, again).await;
    }
}

/// What the button is called that carries the command out once more, where that may help.
fn repeatable(error: &FrameworkError<'_, Data, Error>) -> Option<&'static str> {
    match error {
        FrameworkError::Command { error, .. } => error.fixes().iter().find_map(|fix| match fix {
            Fix::Again => Some(text::watch::again()),
            Fix::Check => Some(text::watch::check()),
            _ => None,
        }),
        FrameworkError::CommandPanic { .. } | FrameworkError::CooldownHit { .. } => Some(text::watch::again()),
        _ => None,
    }
}

async fn tell(ctx: Context<'_>, text: String, again: Option<&str>) {
    if ctx.interaction_type == poise::CommandInteractionType::Autocomplete {
        return;
    }
    let id = again.and_then(|label| Some((label, ctx.framework.user_data.repeats.keep(ctx.interaction)?)));
    let row = id.map(|(label, id)| CreateActionRow::Buttons(vec![CreateButton::new(id).label(label).style(ButtonStyle::Secondary)]));
    if let Err(error) = answer::send(ctx, Answer::text(text).rows(row.into_iter().collect())).await {
        tracing::warn!(%error, "an answer could not be given");
    }
}
