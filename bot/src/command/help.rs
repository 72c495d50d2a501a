//! `/help`: the commands as they are, and how to begin.

use super::answer::{Answer, defer, send};
use super::context::{Context, Data};
use super::error::Error;
use crate::text;
use serenity::all::CreateEmbed;

/// How to use this bot
#[poise::command(
    slash_command,
    guild_only,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild",
    description_localized("de", "Wie man diesen Bot benutzt")
)]
pub(crate) async fn help(ctx: Context<'_>) -> Result<(), Error> {
    defer(ctx).await?;
    send(ctx, Answer::embed(page(&ctx.framework.options.commands))).await
}

/// Generated from the commands themselves, so that it cannot be out of date.
fn page(commands: &[poise::Command<Data, Error>]) -> CreateEmbed {
    let embed = CreateEmbed::new().title(text::help::title()).description(text::help::walk_through());
    commands.iter().filter(|command| !command.hide_in_help).fold(embed, |embed, command| {
        let options = command.parameters.iter().map(|option| {
            let description = option.description.as_deref().unwrap_or_default();
            text::help::option(&option.name, description, option.required)
        });
        let about = text::help::about(command.description.as_deref().unwrap_or_default(), &options.collect::<Vec<_>>());
        embed.field(text::help::command(&command.name), about, false)
    })
}
