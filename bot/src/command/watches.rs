//! `/watches`: what comes to this server, in pages.

use super::answer::{Answer, defer, send};
use super::context::{Context, Data, ask, guild_of};
use super::error::Error;
use super::folder;
use super::sight::{self, Asker};
use crate::text;
use crate::text::list::Faults;
use domain::watch::Watch;
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateEmbedFooter};

/// Watches on a page.
const PAGE: usize = 10;

/// List what is posted in this server
#[poise::command(
    slash_command,
    guild_only,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild",
    description_localized("de", "Zeigt, was in diesem Server gepostet wird")
)]
pub(crate) async fn watches(
    ctx: Context<'_>,
    #[description = "Page of the list (default: the first)"]
    #[min = 1]
    #[max = 1000]
    page: Option<u32>,
) -> Result<(), Error> {
    defer(ctx).await?;
    let asker = Asker::new(guild_of(ctx)?, ctx.interaction.member.as_deref(), ctx.interaction.channel_id);
    let answer = show(ctx.framework.user_data, asker, page.unwrap_or(1).saturating_sub(1)).await?;
    send(ctx, answer).await
}

/// One page, counted from 0, of what this person may know of; a page beyond the end is the last one.
pub(super) async fn show(data: &Data, asker: Asker, page: u32) -> Result<Answer, Error> {
    let guild = asker.guild();
    let server = data.picture().guild(guild);
    let mut seen = sight::seen(data, asker).await?;
    if seen.watches.is_empty() {
        return Ok(Answer::text(text::list::empty(seen.hidden)));
    }
    let total = u32::try_from(seen.watches.len()).unwrap_or(u32::MAX);
    let last = (total - 1) / PAGE as u32;
    let page = page.min(last);
    let shown = seen.watches.chunks_mut(PAGE).nth(page as usize).unwrap_or_default();
    folder::name_fully(data, shown).await;
    let gone = ask(data.store.gone_folders(guild)).await?;
    let faults = |watch: &Watch| Faults {
        role_gone: watch.wish.ping.is_some_and(|ping| server.as_ref().is_some_and(|server| server.role(ping.role.0).is_none())),
        folder_gone: gone.iter().find(|gone| gone.watch == watch.id).map(|gone| gone.namesake),
    };
    let mut lines: Vec<String> = shown.iter().map(|watch| text::list::line(watch, faults(watch))).collect();
    if seen.hidden > 0 {
        lines.push(text::list::more_hidden(seen.hidden));
    }
    let embed = CreateEmbed::new()
        .title(text::list::title())
        .description(lines.join("\n"))
        .footer(CreateEmbedFooter::new(text::list::footer(page + 1, last + 1, total)));
    Ok(Answer::embed(embed).rows(buttons(page, last)))
}

fn buttons(page: u32, last: u32) -> Vec<CreateActionRow> {
    if last == 0 {
        return Vec::new();
    }
    let button = |label: &str, to: u32, on: bool, id: &str| {
        // Two buttons of a message must differ, also when both are off.
        let target = if on { format!("v1.watches.{to}") } else { format!("v1.watches.{id}") };
        CreateButton::new(target).label(label).style(ButtonStyle::Secondary).disabled(!on)
    };
    vec![CreateActionRow::Buttons(vec![
        button(text::list::previous(), page.saturating_sub(1), page > 0, "first"),
        button(text::list::next(), page + 1, page < last, "last"),
    ])]
}
