//! What the options of several commands suggest while somebody types: watches, artists and channels that have some, and posts. Only of channels
//! that the asker sees.

use super::choice::Choice;
use super::context::{Context, Data, MAX_CHOICES, suggest, watches_of};
use super::folder;
use super::sight::{Asker, Seen, Sight};
use crate::text;
use chrono::TimeDelta;
use domain::id::{ArtistId, ChannelId, WatchId};
use domain::watch::Watch;
use domain::zone::Zone;
use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::StoreError;
use store::insight::Title;

/// Posts that are older than this are not suggested: their links lead to them.
const RECENT: TimeDelta = TimeDelta::days(30);

/// The watches that the asker sees, as far as that is known at once.
async fn seen(ctx: Context<'_>) -> Option<Seen> {
    let (data, asker) = (ctx.framework.user_data, Asker::of_command(ctx.interaction).ok()?);
    let watches = suggest(watches_of(data, asker.guild())).await;
    Some(Sight::at_once(data, asker).of(watches))
}

/// Suggests watches, each as itself.
pub(super) async fn watches(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let Some(seen) = seen(ctx).await else { return CreateAutocompleteResponse::new() };
    answer(single(&seen.watches, &names(ctx)), partial)
}

/// Suggests watches, and all of an artist and all of a channel.
pub(super) async fn watches_and_groups(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let Some(seen) = seen(ctx).await else { return CreateAutocompleteResponse::new() };
    let names = names(ctx);
    let mut choices = single(&seen.watches, &names);
    choices.extend(groups(&seen.watches, &names));
    answer(choices, partial)
}

/// Suggests artists that are watched here.
pub(super) async fn artists(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let Some(seen) = seen(ctx).await else { return CreateAutocompleteResponse::new() };
    let artists: BTreeMap<String, String> =
        seen.watches.iter().map(|watch| (watch.wish.artist_name.to_lowercase(), watch.wish.artist_name.clone())).collect();
    answer(artists.into_values().map(|name| (name.clone(), name)).collect(), partial)
}

/// Suggests channels that get something.
pub(super) async fn channels(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let Some(seen) = seen(ctx).await else { return CreateAutocompleteResponse::new() };
    let names = names(ctx);
    let mut counts = BTreeMap::<ChannelId, usize>::new();
    seen.watches.iter().for_each(|watch| *counts.entry(watch.wish.channel).or_default() += 1);
    let choice = |(id, count): (ChannelId, usize)| (text::moving::choice(names.get(&id).map(String::as_str), count), format!("<#{id}>"));
    answer(counts.into_iter().map(choice).collect(), partial)
}

/// Suggests posts of the last weeks, the newest first.
pub(super) async fn posts(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let Some(seen) = seen(ctx).await else { return CreateAutocompleteResponse::new() };
    let found = suggest(titles(ctx.framework.user_data, &seen.watches)).await;
    let names: HashMap<ArtistId, &str> = seen.watches.iter().map(|watch| (watch.wish.artist, watch.wish.artist_name.as_str())).collect();
    let name = |title: &Title| text::why::choice(&self::title(title), names.get(&title.artist).copied());
    let mut met = HashMap::<String, usize>::new();
    found.iter().for_each(|title| *met.entry(name(title)).or_default() += 1);
    let distinct = |title: &Title| match (name(title), title.published_at) {
        (name, Some(at)) if met.get(&name).is_some_and(|count| *count > 1) => text::why::dated(&name, at),
        (name, _) => name,
    };
    answer(found.iter().map(|title| (distinct(title), title.post.to_string())).collect(), partial)
}

/// The posts of the last weeks that these watches may be about, the newest first.
pub(super) async fn titles(data: &Data, watches: &[Watch]) -> Result<Vec<Title>, StoreError> {
    let artists: BTreeSet<ArtistId> = watches.iter().map(|watch| watch.wish.artist).collect();
    let folders: Vec<WatchId> =
        watches.iter().filter(|watch| watch.wish.folder.is_some() || watch.wish.group).map(|watch| watch.id).collect();
    data.store.titles(&artists.into_iter().collect::<Vec<_>>(), &folders, data.clock.now() - RECENT).await
}

/// Suggests time zones, those of a city that begins so first.
pub(super) async fn zones(_: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    let names = Zone::suggested(partial).into_iter().map(Zone::into_str).take(MAX_CHOICES as usize);
    CreateAutocompleteResponse::new().set_choices(names.map(|name| AutocompleteChoice::new(name, name)).collect())
}

/// A post's title as a menu shows it.
pub(super) fn title(title: &Title) -> String {
    if title.title.trim().is_empty() { text::card::untitled(title.kind).to_owned() } else { title.title.clone() }
}

/// The names of the server's channels.
fn names(ctx: Context<'_>) -> HashMap<ChannelId, String> {
    let guild = ctx.interaction.guild_id.and_then(|id| ctx.framework.user_data.picture().last_known(domain::id::GuildId(id.get())));
    let channels = guild.iter().flat_map(|guild| guild.channels()).filter(|channel| !channel.name.is_empty());
    channels.map(|channel| (ChannelId(channel.id), channel.name.to_string())).collect()
}

/// Those that contain what was typed, as Discord takes them.
fn answer(choices: Vec<(String, String)>, partial: &str) -> CreateAutocompleteResponse {
    let partial = partial.trim().to_lowercase();
    let fitting = choices.into_iter().filter(|(name, _)| name.to_lowercase().contains(&partial)).take(MAX_CHOICES as usize);
    CreateAutocompleteResponse::new()
        .set_choices(fitting.map(|(name, value)| AutocompleteChoice::new(folder::choice_name(&name), value)).collect())
}

/// Each watch; where two look alike, the date of each is added.
fn single(watches: &[Watch], names: &HashMap<ChannelId, String>) -> Vec<(String, String)> {
    let name = |watch: &Watch| text::list::choice(watch, names.get(&watch.wish.channel).map(String::as_str));
    let mut met = HashMap::<String, usize>::new();
    watches.iter().for_each(|watch| *met.entry(name(watch)).or_default() += 1);
    let distinct = |watch: &Watch| match name(watch) {
        name if met.get(&name).is_some_and(|count| *count > 1) => text::list::dated(&name, watch.wish.created_at),
        name => name,
    };
    watches.iter().map(|watch| (distinct(watch), watch.id.to_string())).collect()
}

/// All of an artist and all of a channel, where that is more than one watch.
fn groups(watches: &[Watch], names: &HashMap<ChannelId, String>) -> Vec<(String, String)> {
    let (mut artists, mut channels) = (BTreeMap::new(), BTreeMap::new());
    for wish in watches.iter().map(|watch| &watch.wish) {
        artists.entry(wish.artist).or_insert((&wish.artist_name, 0)).1 += 1;
        *channels.entry(wish.channel).or_insert(0) += 1;
    }
    let artists = artists.into_iter().filter(|(_, (_, count))| *count > 1);
    let channels = channels.into_iter().filter(|(_, count)| *count > 1);
    let of_artists = artists.map(|(id, (name, count))| (text::removal::choice_of_artist(name, count), Choice::artist(id).word()));
    let of_channels =
        channels.filter_map(|(id, count)| Some((text::removal::choice_of_channel(names.get(&id)?, count), Choice::channel(id).word())));
    of_artists.chain(of_channels).collect()
}
