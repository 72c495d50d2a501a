//! `/watches`: what comes to this server, in pages.

use super::answer::{Answer, defer, send};
use super::context::{Context, Data, ask};
use super::error::Error;
use crate::text;
use crate::text::list::Faults;
use domain::id::GuildId;
use domain::watch::Watch;
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, CreateEmbed, CreateEmbedFooter};

/// Watches on a page.
const PAGE: u32 = 10;

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
    let guild = ctx.interaction.guild_id.ok_or_else(|| Error::Refused(text::trouble::guild_only()))?;
    let answer = show(ctx.framework.user_data, GuildId(guild.get()), page.unwrap_or(1).saturating_sub(1)).await?;
    send(ctx, answer).await
}

/// One page, counted from 0; a page beyond the end is the last one.
pub(super) async fn show(data: &Data, guild: GuildId, page: u32) -> Result<Answer, Error> {
    let mut page = page;
    let mut found = ask(data.store.watches(guild, None, page.saturating_mul(PAGE), PAGE)).await?;
    if found.total == 0 {
        return Ok(Answer::text(text::list::empty()));
    }
    let last = (found.total - 1) / PAGE;
    if page > last {
        page = last;
        found = ask(data.store.watches(guild, None, page * PAGE, PAGE)).await?;
    }
    let server = data.picture().guild(guild);
    let gone = ask(data.store.gone_folders(guild)).await?;
    let faults = |watch: &Watch| Faults {
        role_gone: watch.wish.ping.is_some_and(|ping| server.as_ref().is_some_and(|server| server.role(ping.role.0).is_none())),
        folder_gone: gone.iter().find(|gone| gone.watch == watch.id).map(|gone| gone.namesake),
    };
    let lines: Vec<String> = found.watches.iter().map(|watch| text::list::line(watch, faults(watch))).collect();
    let embed = CreateEmbed::new()
        .title(text::list::title())
        .description(lines.join("\n"))
        .footer(CreateEmbedFooter::new(text::list::footer(page + 1, last + 1, found.total)));
    let rows = if last == 0 {
        Vec::new()
    } else {
        let button = |label: &str, to: u32, on: bool, id: &str| {
            // Two buttons of a message must differ, also when both are off.
            let target = if on { format!("v1.watches.{to}") } else { format!("v1.watches.{id}") };
            CreateButton::new(target).label(label).style(ButtonStyle::Secondary).disabled(!on)
        };
        vec![CreateActionRow::Buttons(vec![
            button(text::list::previous(), page.saturating_sub(1), page > 0, "first"),
            button(text::list::next(), page + 1, page < last, "last"),
        ])]
    };
    Ok(Answer::embed(embed).rows(rows))
}
