//! `/unwatch`: an artist's posts no longer come.

use super::answer::{Answer, defer, send};
use super::context::{Context, MAX_CHOICES, ask, guild_of, suggest, watches_changed, watches_of};
use super::error::Error;
use super::folder;
use super::sight::{self, Asker, Sight};
use crate::text;
use domain::id::WatchId;
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
    let guild = guild_of(ctx)?;
    let asker = Asker::new(guild, ctx.interaction.member.as_deref(), ctx.interaction.channel_id);
    let seen = sight::seen(data, asker).await?;
    let gone = || Error::Refused(text::list::no_such_watch(seen.hidden));
    let id = match wish.parse::<WatchId>() {
        Ok(id) => seen.watches.iter().find(|watch| watch.id == id).map(|watch| watch.id).ok_or_else(gone)?,
        Err(_) => by_name(&seen, wish)?,
    };
    let mut removed = ask(data.store.remove_watch(guild, id, data.clock.now())).await?.ok_or_else(gone)?;
    watches_changed(data).await;
    tracing::info!(%guild, watch = %removed.id, "watch removed");
    folder::name_fully(data, std::slice::from_mut(&mut removed)).await;
    Ok(text::list::removed(&removed))
}

/// The one watch of the artist with this name; several ask for a choice.
fn by_name(seen: &sight::Seen, name: &str) -> Result<WatchId, Error> {
    let name = super::artist::parse(name).map_or_else(|_| name.to_owned(), |asked| asked.name);
    let found: Vec<&Watch> = seen.watches.iter().filter(|watch| watch.wish.artist_name.eq_ignore_ascii_case(&name)).collect();
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Error::Refused(text::list::nothing_of(&name, seen.hidden))),
        several => Err(Error::Refused(text::list::several_of(&name, several.len()))),
    }
}

/// Suggests watches of channels that the asker sees.
async fn autocomplete(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let answer = CreateAutocompleteResponse::new();
    let Ok(id) = guild_of(ctx) else { return answer };
    let data = ctx.framework.user_data;
    let watches = suggest(watches_of(data, id)).await;
    let asker = Asker::new(id, ctx.interaction.member.as_deref(), ctx.interaction.channel_id);
    let seen = Sight::at_once(data, asker).of(watches);
    let partial = partial.trim().to_lowercase();
    let guild = data.picture().last_known(id);
    let named = seen.watches.iter().map(|watch| {
        let channel = guild.as_ref().and_then(|guild| guild.channel(watch.wish.channel)).map(|channel| &*channel.name);
        (text::list::choice(watch, channel.filter(|name| !name.is_empty())), watch.id)
    });
    let fitting = named.filter(|(name, _)| name.to_lowercase().contains(&partial)).take(MAX_CHOICES as usize);
    let choices = fitting.map(|(name, id)| AutocompleteChoice::new(folder::choice_name(&name), id.to_string())).collect();
    answer.set_choices(choices)
}
