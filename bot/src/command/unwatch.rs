//! `/unwatch`: an artist's posts no longer come.

use super::answer::{Answer, defer, send};
use super::context::{Context, MAX_CHOICES, ask, suggest, watches_changed};
use super::error::Error;
use super::folder;
use crate::text;
use domain::id::{GuildId, WatchId};
use domain::watch::Watch;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};

/// Stop posting an artist's posts
#[poise::command(
    slash_command,
    guild_only,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild",
    description_localized("de", "Beiträge eines Künstlers nicht mehr zeigen")
)]
pub(crate) async fn unwatch(
    ctx: Context<'_>,
    #[description = "Which watch to remove: choose from the list, or type the artist's name"]
    #[autocomplete = "autocomplete"]
    #[max_length = 100]
    watch: String,
) -> Result<(), Error> {
    defer(ctx).await?;
    let answer = remove(ctx, watch.trim()).await?;
    send(ctx, Answer::text(answer)).await
}

async fn remove(ctx: Context<'_>, wish: &str) -> Result<String, Error> {
    let data = ctx.framework.user_data;
    let guild = GuildId(ctx.interaction.guild_id.ok_or_else(|| Error::Refused(text::trouble::guild_only()))?.get());
    let id = match wish.parse::<WatchId>() {
        Ok(id) => id,
        Err(_) => by_name(ctx, guild, wish).await?,
    };
    let removed = ask(data.store.remove_watch(guild, id, data.clock.now())).await?;
    let removed = removed.ok_or_else(|| Error::Refused(text::list::no_such_watch()))?;
    watches_changed(data).await;
    tracing::info!(%guild, watch = %removed.id, "watch removed");
    Ok(text::list::removed(&removed))
}

/// The one watch of the artist with this name; several ask for a choice.
async fn by_name(ctx: Context<'_>, guild: GuildId, name: &str) -> Result<WatchId, Error> {
    let data = ctx.framework.user_data;
    let all = ask(data.store.watches(guild, None, 0, data.max_watches)).await?.watches;
    let name = super::artist::parse(name).map_or_else(|_| name.to_owned(), |asked| asked.name);
    let found: Vec<&Watch> = all.iter().filter(|watch| watch.wish.artist_name.eq_ignore_ascii_case(&name)).collect();
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Error::Refused(text::list::nothing_of(&name))),
        several => Err(Error::Refused(text::list::several_of(&name, several.len()))),
    }
}

/// Suggests this guild's watches.
async fn autocomplete(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let answer = CreateAutocompleteResponse::new();
    let Some(guild_id) = ctx.interaction.guild_id else { return answer };
    let data = ctx.framework.user_data;
    let page = suggest(async {
        let page = data.store.watches(GuildId(guild_id.get()), None, 0, data.max_watches).await?;
        Ok(page.watches)
    })
    .await;
    let partial = partial.trim().to_lowercase();
    let guild = data.picture().last_known(GuildId(guild_id.get()));
    let named = page.iter().map(|watch| {
        let channel = guild.as_ref().and_then(|guild| guild.channel(watch.wish.channel)).map(|channel| &*channel.name);
        (text::list::choice(watch, channel.filter(|name| !name.is_empty())), watch.id)
    });
    let fitting = named.filter(|(name, _)| name.to_lowercase().contains(&partial)).take(MAX_CHOICES as usize);
    let choices = fitting.map(|(name, id)| AutocompleteChoice::new(folder::choice_name(&name), id.to_string())).collect();
    answer.set_choices(choices)
}
