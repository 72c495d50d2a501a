//! `/help`: the commands as they are, and how to begin; with a topic, one command with its options.

use super::answer::{Answer, defer, send};
use super::context::{Context, Data, MAX_CHOICES};
use super::error::Error;
use super::ids::CommandIds;
use super::localize;
use crate::text;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse, CreateEmbed};

type Command = poise::Command<Data, Error>;

/// How to use this bot
#[poise::command(slash_command)]
pub(crate) async fn help(
    ctx: Context<'_>,
    #[description = "A command to explain with its options (default: all, in short)"]
    #[autocomplete = "topics"]
    #[max_length = 50]
    topic: Option<String>,
) -> Result<(), Error> {
    defer(ctx).await?;
    let (commands, ids) = (&ctx.framework.options.commands, &ctx.framework.user_data.command_ids);
    let embed = match topic.as_deref().map(|topic| topic.trim().trim_start_matches('/')).filter(|topic| !topic.is_empty()) {
        None => overview(commands, ids),
        Some(topic) => match commands.iter().find(|command| name(command).to_lowercase() == topic.to_lowercase()) {
            Some(command) => one(command, ids),
            None => return Err(Error::Refused(text::help::no_topic(topic))),
        },
    };
    send(ctx, Answer::embed(embed)).await
}

/// Suggests the names of the commands.
async fn topics(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let partial = partial.trim().trim_start_matches('/').to_lowercase();
    let names = shown(&ctx.framework.options.commands).map(name).filter(|name| name.to_lowercase().contains(&partial));
    let choices = names.take(MAX_CHOICES as usize).map(|name| AutocompleteChoice::new(name, name)).collect();
    CreateAutocompleteResponse::new().set_choices(choices)
}

fn shown(commands: &[Command]) -> impl Iterator<Item = &Command> {
    commands.iter().filter(|command| !command.hide_in_help)
}

/// As Discord shows it.
fn name(command: &Command) -> &str {
    localize::menu(command).unwrap_or(&command.name)
}

/// Generated from the commands themselves, so that it cannot be out of date.
fn overview(commands: &[Command], ids: &CommandIds) -> CreateEmbed {
    let line = |command: &Command| match localize::menu(command) {
        Some(name) => text::help::message_command(name),
        None => text::help::command(&ids.mention(&command.name), localize::about(command)),
    };
    let lines: Vec<String> = shown(commands).map(line).collect();
    let walk = text::help::walk_through(&ids.mention("watch"), &ids.mention("watches"), &ids.mention("unwatch"));
    CreateEmbed::new().title(text::help::title()).description(format!("{walk}\n\n{}", lines.join("\n")))
}

fn one(command: &Command, ids: &CommandIds) -> CreateEmbed {
    if let Some(name) = localize::menu(command) {
        return CreateEmbed::new().title(name).description(text::help::message_command(name));
    }
    let options =
        command.parameters.iter().map(|option| text::help::option(&option.name, localize::about_option(command, option), option.required));
    let about = text::help::command(&ids.mention(&command.name), localize::about(command));
    let lines: Vec<String> = std::iter::once(about).chain(options).collect();
    CreateEmbed::new().title(format!("/{}", command.name)).description(lines.join("\n"))
}
