//! `/unwatch`: an artist's posts no longer come.

use super::answer::{Answer, defer, send};
use super::context::{Context, MAX_CHOICES, guild_of, suggest, watches_of};
use super::error::Error;
use super::removal::{self, Group};
use super::sight::{self, Asker, Sight};
use super::{artist, folder};
use crate::text;
use domain::id::{ChannelId, WatchId};
use domain::watch::Watch;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};
use std::collections::BTreeMap;

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
    #[description = "Which to remove: choose from the list, or type an artist's name or a #channel"]
    #[autocomplete = "autocomplete"]
    #[max_length = 100]
    watch: String,
) -> Result<(), Error> {
    defer(ctx).await?;
    let answer = remove(ctx, watch.trim()).await?;
    send(ctx, answer).await
}

/// One watch goes at once; several are asked about first.
async fn remove(ctx: Context<'_>, wish: &str) -> Result<Answer, Error> {
    let data = ctx.framework.user_data;
    let asker = Asker::new(guild_of(ctx)?, ctx.interaction.member.as_deref(), ctx.interaction.channel_id);
    let seen = sight::seen(data, asker.clone()).await?;
    if let Some(group) = Group::parse(wish).or_else(|| mentioned(wish)) {
        return removal::question(group, &seen);
    }
    let name = artist::parse(wish).map_or_else(|_| wish.to_owned(), |asked| asked.name);
    let id = wish.parse::<WatchId>().ok();
    let wanted = |watch: &&Watch| id.map_or_else(|| watch.wish.artist_name.eq_ignore_ascii_case(&name), |id| watch.id == id);
    let found: Vec<Watch> = seen.watches.iter().filter(wanted).cloned().collect();
    match found.as_slice() {
        [] if id.is_none() => Err(Error::Refused(text::list::nothing_of(&name, seen.hidden))),
        [] | [_] => removal::remove(data, &asker, found, seen.hidden).await,
        [first, ..] => removal::question(Group::Artist(first.wish.artist), &seen),
    }
}

/// A channel as Discord writes its mention.
fn mentioned(wish: &str) -> Option<Group> {
    let id = wish.strip_prefix("<#")?.strip_suffix('>')?;
    Group::parse(&format!("channel:{id}"))
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
    let name = |id: ChannelId| {
        let name = guild.as_ref().and_then(|guild| guild.channel(id)).map(|channel| &*channel.name);
        name.filter(|name| !name.is_empty())
    };
    let single = seen.watches.iter().map(|watch| (text::list::choice(watch, name(watch.wish.channel)), watch.id.to_string()));
    let choices = single.chain(groups(&seen.watches, name));
    let fitting = choices.filter(|(name, _)| name.to_lowercase().contains(&partial)).take(MAX_CHOICES as usize);
    answer.set_choices(fitting.map(|(name, value)| AutocompleteChoice::new(folder::choice_name(&name), value)).collect())
}

/// All of an artist and all of a channel, where that is more than one watch.
fn groups<'a>(watches: &[Watch], name: impl Fn(ChannelId) -> Option<&'a str>) -> Vec<(String, String)> {
    let (mut artists, mut channels) = (BTreeMap::new(), BTreeMap::new());
    for wish in watches.iter().map(|watch| &watch.wish) {
        artists.entry(wish.artist).or_insert((&wish.artist_name, 0)).1 += 1;
        *channels.entry(wish.channel).or_insert(0) += 1;
    }
    let artists = artists.into_iter().filter(|(_, (_, count))| *count > 1);
    let channels = channels.into_iter().filter(|(_, count)| *count > 1);
    let of_artists = artists.map(|(id, (name, count))| (text::removal::choice_of_artist(name, count), Group::Artist(id).word()));
    let of_channels =
        channels.filter_map(|(id, count)| Some((text::removal::choice_of_channel(name(id)?, count), Group::Channel(id).word())));
    of_artists.chain(of_channels).collect()
}
